// `countersign policy check`: every mistake in a policy file, with its place and its cure. Offline, unless a deployment is to be asked too.
import { type Advice, adviceOn } from '../../approvals/policy/advice/advice.ts';
import { parsePolicy } from '../../approvals/policy/file/file.ts';
import { readUrl } from '../address.ts';
import type { Asking } from '../call.ts';
import { COMMON, endIfWrong, hintOf, parseFlags } from '../parse-flags.ts';
import type { Environment, Surroundings } from '../surroundings.ts';
import { readToken } from '../token.ts';
import { CHECK_HELP } from './help.ts';
import { mistakeLines, type NamedText, readText, toldProblems, USUAL_POLICY } from './load.ts';
import { adviceOnline } from './online.ts';
import { summaryOf } from './summary.ts';

const HINT = hintOf('policy check');
const OPTIONS = {
  ...COMMON,
  strict: { type: 'boolean', default: false },
  online: { type: 'boolean', default: false },
} as const;

/** Runs it: 0 is good, 1 with a warning under --strict, 2 is not good. Throws a `CommandError` when there is nothing to check. */
export async function checkCommand(
  args: readonly string[],
  { env, cwd, stdout }: Surroundings,
): Promise<number> {
  const { values, positionals } = parseFlags({ args, allowPositionals: true, options: OPTIONS }, HINT);
  if (values.help) {
    stdout.write(CHECK_HELP);
    return 0;
  }
  const [name = USUAL_POLICY, ...more] = positionals;
  const asking = askingOf(values, env, more.length > 0 ? [`${more.join(' ')}: one file at a time`] : []);
  const file = readText(name, cwd, 'Name the policy: countersign policy check FILE.');
  const parsed = parsePolicy(file.text);
  if (!parsed.ok) {
    stdout.write(`${mistakeLines(file, parsed.problems).join('\n')}\n`);
    return 2;
  }
  const tell = (lines: readonly string[]) => stdout.write(lines.map((line) => `${line}\n`).join(''));
  const advice = adviceOn(file.text, parsed.policy, Date.now());
  // Before anybody else is asked: their silence takes nothing from it.
  tell(toldAdvice(file, advice));
  const online = asking === undefined ? [] : await adviceOnline(asking, file.text, parsed.policy);
  tell([
    ...toldAdvice(file, online),
    ...summaryOf(file, parsed.policy),
    asking === undefined ? NOT_ASKED : `Entra ID was asked, by ${asking.url}.`,
  ]);
  return values.strict && [...advice, ...online].some(({ kind }) => kind === 'warning') ? 1 : 0;
}

const NOT_ASKED = 'Groups and people in Entra ID were not looked at; --online asks for them.';

interface OnlineFlags {
  readonly online: boolean;
  readonly url?: string | undefined;
  readonly 'token-command'?: string | undefined;
}

/** Whom to ask, when anybody is. Throws a `CommandError` with all that is wrong. */
function askingOf(flags: OnlineFlags, env: Environment, wrong: string[]): Asking | undefined {
  if (!flags.online && (flags.url ?? flags['token-command']) !== undefined)
    wrong.push('--url and --token-command say whom --online asks: add it, or leave them out');
  const url = flags.online ? readUrl(flags.url, env, wrong) : undefined;
  endIfWrong(wrong, HINT);
  return url === undefined ? undefined : { url, token: readToken(flags['token-command'], env) };
}

const toldAdvice = (file: NamedText, advice: readonly Advice[]): readonly string[] =>
  advice.flatMap((each) => toldProblems(file, [each], `${each.kind}: `));
