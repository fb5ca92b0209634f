// `countersign policy check`: every mistake in a policy file, with its place and its cure.
import { type Advice, adviceOn } from '../../approvals/policy/advice.ts';
import { parsePolicy } from '../../approvals/policy/file.ts';
import { endIfWrong, hintOf, parseFlags } from '../parse-flags.ts';
import type { Surroundings } from '../surroundings.ts';
import { CHECK_HELP } from './help.ts';
import { mistakeLines, type NamedText, readText, toldProblems, USUAL_POLICY } from './load.ts';
import { summaryOf } from './summary.ts';

const HINT = hintOf('policy check');
const OPTIONS = {
  help: { type: 'boolean', default: false, short: 'h' },
  strict: { type: 'boolean', default: false },
} as const;

/** Runs it: 0 is good, 1 with a warning under --strict, 2 is not good. Throws a `CommandError` when there is nothing to check. */
export async function checkCommand(args: readonly string[], { cwd, stdout }: Surroundings): Promise<number> {
  const { values, positionals } = parseFlags({ args, allowPositionals: true, options: OPTIONS }, HINT);
  if (values.help) {
    stdout.write(CHECK_HELP);
    return 0;
  }
  const [name = USUAL_POLICY, ...more] = positionals;
  endIfWrong(more.length > 0 ? [`${more.join(' ')}: one file at a time`] : [], HINT);
  const file = readText(name, cwd, 'Name the policy: countersign policy check FILE.');
  const parsed = parsePolicy(file.text);
  if (!parsed.ok) {
    stdout.write(`${mistakeLines(file, parsed.problems).join('\n')}\n`);
    return 2;
  }
  const advice = adviceOn(file.text, parsed.policy);
  stdout.write(`${[...toldAdvice(file, advice), ...summaryOf(file, parsed.policy)].join('\n')}\n`);
  return values.strict && advice.some(({ kind }) => kind === 'warning') ? 1 : 0;
}

const toldAdvice = (file: NamedText, advice: readonly Advice[]): readonly string[] =>
  advice.flatMap((each) => toldProblems(file, [each], `${each.kind}: `));
