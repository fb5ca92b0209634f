// `countersign doctor`: is every link of the chain whole, from this machine to a person in Teams and back? Each broken one with its cure.
import { type Check, type CheckState, many, named, unknown } from '../../approvals/doctor/check.ts';
import type { ExitCode } from '../exit.ts';
import type { Surroundings } from '../surroundings.ts';
import { readToken } from '../token.ts';
import { askDoctor } from './ask-server.ts';
import { checkFromHere } from './check-from-here.ts';
import { DOCTOR_HELP } from './help.ts';
import { readDoctorFlags } from './read-flags.ts';
import { openTerminal } from './terminal.ts';
import { sendTestCard, TEST_CARD } from './test-card/send-test-card.ts';

const MARKS: Readonly<Record<CheckState, string>> = {
  ok: 'ok',
  warning: 'warning',
  failed: 'FAILED',
  unknown: 'unknown',
};
const MARK_WIDTH = 9;
const NAME_WIDTH = 28;

/** Runs it. 0: every link holds, with a warning or without; 3: one does not, or is not known; 1: nobody answers at the address. Throws a `CommandError`. */
export async function doctorCommand(args: readonly string[], around: Surroundings): Promise<ExitCode> {
  const flags = readDoctorFlags(args, around.env);
  if (flags === 'help') {
    around.stdout.write(DOCTOR_HELP);
    return 0;
  }
  const terminal = openTerminal(around);
  const { url, isJson } = flags;
  const token = readToken(flags.tokenCommand, around.env);
  const all: Check[] = [];
  const show = (checks: readonly Check[]) => {
    all.push(...checks);
    if (!isJson) for (const check of checks) terminal.print(lineOf(check));
  };

  terminal.progress(`Looking for ${url} …`);
  const here = await checkFromHere(url);
  show(here.checks);
  if (here.isThere) {
    terminal.progress('Countersign looks at every link, at most five seconds each …');
    const { checks, isAdmitted } = await askDoctor(url, token);
    show(checks);
    if (flags.withCard) {
      show([
        isAdmitted && hasWay(checks, flags.route)
          ? await sendTestCard({ url, token, route: flags.route }, terminal)
          : named(TEST_CARD, unknown('it was not sent', 'Mend the lines above first, then run it again.')),
      ]);
    }
  }
  terminal.progress('');
  terminal.print(isJson ? JSON.stringify({ checks: all }, undefined, 2) : `\n${summaryOf(all)}`);
  if (!here.isThere) return 1;
  return all.every(({ state }) => state === 'ok' || state === 'warning') ? 0 : 3;
}

/** A card that no route can carry would only be waited for. */
function hasWay(checks: readonly Check[], route: string | undefined): boolean {
  const ways = checks.filter(({ name }) => name.startsWith('route '));
  const wanted = route === undefined ? ways : ways.filter(({ name }) => name === `route ${route}`);
  // A route nobody knows is the server's to name, with those there are.
  return (wanted.length > 0 ? wanted : ways).some(({ state }) => state !== 'failed');
}

function lineOf({ name, state, says, cure }: Check): string {
  const line = `${MARKS[state].padEnd(MARK_WIDTH)}${name.padEnd(NAME_WIDTH)}${says}`;
  return cure === undefined ? line : `${line}\n${' '.repeat(MARK_WIDTH)}cure: ${cure}`;
}

function summaryOf(checks: readonly Check[]): string {
  const count = (state: CheckState) => checks.filter((check) => check.state === state).length;
  const [broken, open] = [count('failed'), count('unknown')];
  const warned = count('warning');
  const more = warned === 0 ? '' : ` ${many(warned, 'warning')}: see above.`;
  if (broken + open === 0) return `All ${checks.length} links hold.${more}`;
  return `${checks.length - broken - open} of ${checks.length} links hold, ${broken} broken, ${open} unknown.${more}`;
}
