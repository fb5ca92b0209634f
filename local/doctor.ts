// `npm run doctor`: the command `countersign doctor` against what `npm start` runs on this machine, as the administrator Ada.
import { parseArgs } from 'node:util';
import { doctorCommand } from '../cli/doctor/command.ts';
import { DOCTOR_HELP } from '../cli/doctor/help.ts';
import { CommandError } from '../cli/exit.ts';
import { loopback } from './start/app-environment.ts';
import { FIXED_PORTS, LARGEST_BASE, portsFrom } from './start/ports.ts';
import { createTokens } from './start/tokens.ts';

const ADMINISTRATOR = 'ada@contoso.example';
const USAGE = `Usage: npm run doctor -- [options]       everything must be running (npm start)
  --ports BASE    where npm start -- --ports BASE put everything
and the flags of countersign doctor, which knows here where it is and who you are:`;

try {
  process.exitCode = await run();
} catch (error) {
  if (!(error instanceof CommandError)) throw error;
  console.error(error.message);
  process.exitCode = error.code;
}

async function run() {
  const args = process.argv.slice(2);
  if (args.includes('--help') || args.includes('-h')) {
    console.log(`${USAGE}\n\n${DOCTOR_HELP}`);
    return 0;
  }
  const { base, rest } = readPorts(args);
  const ports = base === undefined ? FIXED_PORTS : portsFrom(base);
  const start = base === undefined ? 'npm start' : `npm start -- --ports ${base}`;
  const env = {
    COUNTERSIGN_URL: loopback(ports.functions),
    COUNTERSIGN_TOKEN: await tokenFrom(loopback(ports.entra), start),
  };
  const { stdout, stderr } = process;
  return await doctorCommand(rest, { env, stdin: () => process.stdin, cwd: process.cwd(), stdout, stderr });
}

/** The ports alone are read here; the command knows its own flags. */
function readPorts(args: readonly string[]): {
  readonly base: number | undefined;
  readonly rest: readonly string[];
} {
  const { values, tokens } = parseArgs({
    args: [...args],
    options: { ports: { type: 'string' } },
    strict: false,
    tokens: true,
  });
  const taken = tokens.flatMap((token) =>
    token.kind === 'option' && token.name === 'ports'
      ? [token.index, ...(token.inlineValue === false ? [token.index + 1] : [])]
      : [],
  );
  const rest = args.filter((_, at) => !taken.includes(at));
  if (values.ports === undefined) return { base: undefined, rest };
  const base = Number(values.ports);
  if (Number.isInteger(base) && base >= 1 && base <= LARGEST_BASE) return { base, rest };
  throw new CommandError(
    2,
    `--ports is a number from 1 to ${LARGEST_BASE}. npm run doctor -- --help tells every flag.`,
  );
}

async function tokenFrom(entra: string, start: string): Promise<string> {
  try {
    return await createTokens(entra).person(ADMINISTRATOR);
  } catch {
    // Refused or not there: without a local Entra there is nothing to look at.
    throw new CommandError(
      1,
      `Nothing answers at ${entra}, where the local Entra would be. Start it first, in another terminal: ${start}`,
    );
  }
}
