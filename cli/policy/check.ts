// `countersign policy check`: every mistake in a policy file, with its place and its cure.
import { parsePolicy } from '../../approvals/policy/file.ts';
import { endIfWrong, hintOf, parseFlags } from '../parse-flags.ts';
import type { Surroundings } from '../surroundings.ts';
import { CHECK_HELP } from './help.ts';
import { mistakesIn, readText, toldProblems, USUAL_POLICY } from './load.ts';
import { summaryOf } from './summary.ts';

const HINT = hintOf('policy check');
const OPTIONS = { help: { type: 'boolean', default: false, short: 'h' } } as const;

/** Runs it: 0 is good, 2 is not. Throws a `CommandError` when there is nothing to check. */
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
  const told = parsed.ok
    ? summaryOf(file, parsed.policy)
    : [...toldProblems(file, parsed.problems), mistakesIn(file, parsed.problems)];
  stdout.write(`${told.join('\n')}\n`);
  return parsed.ok ? 0 : 2;
}
