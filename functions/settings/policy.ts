// The policy file at start: its mistakes stand beside those of the settings, so that one start names them all.
// Who administers and who approves by default are asked for in plain words; ids of the demo world are refused outside local mode.
import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { parsePolicy } from '../../approvals/policy/file/file.ts';
import type { Policy } from '../../approvals/policy/policy.ts';
import type { Reading } from './environment.ts';
import { demoWorldId } from './local-marks.ts';

/** The file as read, and what it says; `undefined` when there is a problem with it. */
export interface PolicySettings {
  readonly policyText: string;
  readonly policy: Policy | undefined;
}

const ADMINS =
  'admins is missing: name the Entra group that may operate Countersign, as admins: { entraGroup: <object id> }';
const APPROVERS =
  'defaults.approvers is missing: name the group that decides where no rule says who, as defaults: { approvers: { group: <name> } }';
const PLAIN_WORDS: Readonly<Record<string, string>> = {
  '/admins': ADMINS,
  '/admins/entraGroup': ADMINS,
  '/defaults': APPROVERS,
  '/defaults/approvers': APPROVERS,
};
const LINES_NAMED = 8;

/** Reads and parses the policy, the file's or this text; every mistake becomes a problem with its line. */
export function readPolicy({ env, isLocal, problems }: Reading, text?: string): PolicySettings {
  const path = resolve(env.COUNTERSIGN_POLICY_FILE ?? 'countersign.yaml');
  const file = text === undefined ? basename(path) : 'the policy in force';
  let policyText: string;
  try {
    policyText = text ?? readFileSync(path, 'utf8');
  } catch {
    problems.push(
      `COUNTERSIGN_POLICY_FILE: ${path} cannot be read: set it to the policy's path; without a policy nothing may be asked`,
    );
    return { policyText: '', policy: undefined };
  }
  const parsed = parsePolicy(policyText);
  if (!parsed.ok) {
    for (const { line, column, at, message } of parsed.problems) {
      const missing = message.includes('missing') ? PLAIN_WORDS[at] : undefined;
      problems.push(
        missing === undefined ? `${file}:${line}:${column} ${at}: ${message}` : `${file}: ${missing}`,
      );
    }
  }
  const demo = isLocal ? [] : demoLines(policyText);
  if (demo.length > 0) {
    const more = demo.length - LINES_NAMED;
    const lines = `${demo.slice(0, LINES_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
    problems.push(
      `${file} names groups, people or software of the local demo world, in line ${lines}: put in the ids of your own tenant`,
    );
  }
  const runTokens = parsed.ok && !isLocal ? [...parsed.policy.runTokens.values()] : [];
  for (const { name, issuer } of runTokens.filter((each) => !each.issuer.startsWith('https://'))) {
    problems.push(
      `${file}: runTokens.${name}.issuer ${issuer} is on a developer's machine: put in the https address of yours`,
    );
  }
  return { policyText, policy: parsed.ok ? parsed.policy : undefined };
}

/** The SHA-256 of the one file that may come into force without an approval. */
export function readPolicyForce({ env, problems }: Reading): string | undefined {
  const value = env.COUNTERSIGN_POLICY_FORCE?.trim().toLowerCase() ?? '';
  if (value === '') return undefined;
  if (!/^[0-9a-f]{64}$/.test(value))
    problems.push(
      'COUNTERSIGN_POLICY_FORCE is no SHA-256 in hex (64 digits): set it to that of the policy file, or take it away',
    );
  return value;
}

/** Found in the text, so that they are named also beside other mistakes. A comment may mention them. */
function demoLines(text: string): readonly number[] {
  return text
    .split('\n')
    .flatMap((line, index) => (demoWorldId.test(line.replace(/(^|\s)#.*$/, '')) ? [index + 1] : []));
}
