// The person's own token, or a workload's: from COUNTERSIGN_TOKEN, or from a command that prints one. Never kept, never shown.
import { spawnSync } from 'node:child_process';
import { plainText } from '../approvals/text/plain-text.ts';
import { CommandError } from './exit.ts';
import type { Environment } from './surroundings.ts';

const TIMEOUT_MS = 60_000;
const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const CURES = {
  person:
    'It must be your own token with the scope Approvals.Operate, e.g. with the Azure CLI:\n' +
    '  az account get-access-token --scope api://API-APP-ID/Approvals.Operate',
  workload:
    'It must be the token of the application itself, an agent with the role Requests.Create,\n' +
    'e.g. with the Azure CLI signed in as it:\n' +
    '  az account get-access-token --scope api://API-APP-ID/.default',
  auditor:
    'It must carry the app role Approvals.Audit, e.g. your own, with the Azure CLI:\n' +
    '  az account get-access-token --scope api://API-APP-ID/Approvals.Operate',
} as const;

/** Whose token a command acts with: it says what to do where there is none. */
export type Whose = keyof typeof CURES;

/** The token of whom the command acts as. A command's output may be the bare token or JSON with `accessToken` or `access_token`. */
export function readToken(command: string | undefined, env: Environment, whose: Whose = 'person'): string {
  const cure = CURES[whose];
  const given = command === undefined ? (env.COUNTERSIGN_TOKEN ?? '') : run(command);
  const token = bare(given.trim());
  if (JWT.test(token)) return token;
  if (command !== undefined) throw new CommandError(2, `--token-command printed no token. ${cure}`);
  const what =
    token === ''
      ? 'There is no token: set COUNTERSIGN_TOKEN, or give --token-command.'
      : 'COUNTERSIGN_TOKEN holds no token.';
  throw new CommandError(2, `${what} ${cure}`);
}

/** By the shell of this machine, as the person would have typed it; what it says on stderr, they see. */
function run(command: string): string {
  const done = spawnSync(command, {
    shell: true,
    encoding: 'utf8',
    stdio: ['inherit', 'pipe', 'inherit'],
    timeout: TIMEOUT_MS,
  });
  if (done.status === 0) return done.stdout;
  const how = done.signal === null ? `ended with ${done.status}` : 'took longer than a minute';
  throw new CommandError(
    2,
    `--token-command ${how}, so there is no token. Run it by itself and see what it says.`,
  );
}

function bare(text: string): string {
  if (!text.startsWith('{')) return text;
  try {
    const { accessToken, access_token } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    return String(accessToken ?? access_token ?? '');
  } catch {
    return '';
  }
}

/** What a token says of itself, unverified, for the person who holds it: never the token. */
export function factsOf(token: string): string {
  try {
    const claims: Readonly<Record<string, unknown>> = JSON.parse(
      Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'),
    );
    const { aud, tid, scp, exp } = claims;
    const ends = typeof exp === 'number' ? new Date(exp * 1000).toISOString() : 'never';
    const told = [
      `for ${aud ?? 'nobody'}`,
      `of tenant ${tid ?? 'none'}`,
      `scope ${scp ?? 'none'}`,
      `ends ${ends}`,
    ];
    return plainText(told.join(', '), 300);
  } catch {
    return 'no token that can be read';
  }
}
