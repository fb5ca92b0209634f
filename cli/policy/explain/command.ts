// `countersign policy explain`: why a policy file answers one intent as it does. It asks the file alone, never a deployment, so that what is
// explained is what the reader has before them.
import { canonicalForm, intentOf } from '../../../approvals/intent/intent.ts';
import { explainPolicy } from '../../../approvals/policy/explanation/explanation.ts';
import { explanationLines } from '../../../approvals/policy/explanation/explanation-lines.ts';
import type { Policy } from '../../../approvals/policy/policy.ts';
import type { Problem } from '../../../approvals/refusal.ts';
import { plainText } from '../../../approvals/text/plain-text.ts';
import { CommandError } from '../../exit.ts';
import { endIfWrong, hintOf, parseFlags } from '../../parse-flags.ts';
import type { Surroundings } from '../../surroundings.ts';
import { wrap } from '../../wrap.ts';
import { type AskedCase, judgeCase } from '../cases/judge-case.ts';
import { EXPLAIN_HELP } from '../help.ts';
import { loadPolicy, mistakeLines, type NamedText, readText, USUAL_POLICY } from '../load.ts';
import { readIntent } from './intent-file.ts';

const HINT = hintOf('policy explain');
const OPTIONS = {
  help: { type: 'boolean', default: false, short: 'h' },
  policy: { type: 'string', default: USUAL_POLICY },
  intent: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

/** Runs it: 0 once it is explained, whatever the effect. Throws a `CommandError` when a file is wrong. */
export async function explainCommand(args: readonly string[], around: Surroundings): Promise<number> {
  const { values } = parseFlags({ args, options: OPTIONS }, HINT);
  if (values.help) {
    around.stdout.write(EXPLAIN_HELP);
    return 0;
  }
  endIfWrong(
    values.intent === undefined ? ['--intent is missing: name a file, or - for what is piped in'] : [],
    HINT,
  );
  const policy = loadPolicy(values.policy, around.cwd);
  const asked = intentIn(await readInput(values.intent ?? '-', around), policy);
  const told = explained(policy, asked);
  around.stdout.write(`${values.json ? JSON.stringify(told.data, undefined, 2) : told.lines.join('\n')}\n`);
  return 0;
}

async function readInput(name: string, { cwd, stdin }: Surroundings): Promise<NamedText> {
  if (name !== '-') return readText(name, cwd, 'Name the intent: --intent FILE.');
  const parts: string[] = [];
  for await (const part of stdin()) parts.push(String(part));
  return { name: 'stdin', text: parts.join('') };
}

function intentIn(file: NamedText, policy: Policy): AskedCase {
  const read = readIntent(file.text, policy);
  if (read.ok) return read.asked;
  throw new CommandError(2, mistakeLines(file, read.problems).join('\n'));
}

interface Told {
  readonly data: object;
  readonly lines: readonly string[];
}

function explained(policy: Policy, asked: AskedCase): Told {
  const size = canonicalForm(intentOf(asked.intent, { id: asked.agent, tenant: '' }, policy.uncounted));
  if (!size.ok) throw new CommandError(2, 'The intent is larger than an agent may send; make it smaller.');
  const judged = judgeCase(policy, { now: new Date().toISOString(), ...asked });
  if (judged.refused !== undefined) return refusedWords(judged.refused);
  // A case says how often rules said yes before; here nobody counted, and nothing is said of being within a limit.
  const { counted: _of, ...question } = judged.question;
  const data = explainPolicy(judged.judge, question);
  return { data, lines: explanationLines(data) };
}

function refusedWords(problems: readonly Problem[]): Told {
  return {
    data: { effect: 'refused', problems },
    lines: [
      'refused',
      ...wrap(
        'The parameters do not fit what the policy says of this action. No rule is asked: the call gets 400.',
        '',
      ),
      ...problems.flatMap(({ at, message }) =>
        wrap(`${plainText(at, 300)}: ${plainText(message, 500)}`, '  ', '    '),
      ),
    ],
  };
}
