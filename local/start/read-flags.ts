// The flags of `npm start`.
// Promises: anything not understood is an error that says so and shows the usage.
import { parseArgs } from 'node:util';
import { LARGEST_BASE } from './ports.ts';

/** What `npm start` is told. */
export interface StartFlags {
  readonly base: number | undefined;
  readonly dataDir: string | undefined;
  /** A policy in place of the shipped one. */
  readonly policy: string | undefined;
  readonly withDemo: boolean;
  readonly isVerbose: boolean;
}

/** How the command is used. */
export const USAGE = `Usage: npm start -- [options]
  --no-demo       starts without the demo agent; npm run ask starts it later
  --ports BASE    other ports: Teams BASE, Entra BASE+1, warehouse BASE+2, the agent's callback BASE+4,
                  Functions app BASE+10, Azurite BASE+20 to BASE+22
  --data DIR      keeps the state in DIR. The emulator saves every few seconds: killed hard, it may lose the last ones
  --policy FILE   runs FILE in place of countersign.yaml, with the people and agents of this machine
  --verbose       shows every line the parts say
  --help          shows this`;

/** A flag that is wrong; the message holds the usage. */
export class UsageError extends Error {
  constructor(message: string) {
    super(`${message}\n${USAGE}`);
    this.name = 'UsageError';
  }
}

/** Reads the flags. Throws `UsageError`. */
export function readFlags(args: readonly string[]): StartFlags | 'help' {
  const values = parse(args);
  if (values.help) return 'help';
  return {
    base: values.ports === undefined ? undefined : readBase(values.ports),
    dataDir: readDir(values.data),
    policy: values.policy,
    withDemo: !values['no-demo'],
    isVerbose: values.verbose,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        'no-demo': { type: 'boolean', default: false },
        ports: { type: 'string' },
        data: { type: 'string' },
        policy: { type: 'string' },
        verbose: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    // Node's advice about positional arguments is for those who write such commands.
    const why = error instanceof Error ? (error.message.split('. ', 1)[0] ?? '') : String(error);
    throw new UsageError(`${why}.`);
  }
}

function readBase(text: string): number {
  const base = Number(text);
  if (/^\d+$/.test(text) && base >= 1 && base <= LARGEST_BASE) return base;
  throw new UsageError(`--ports is a number from 1 to ${LARGEST_BASE}, not "${text}".`);
}

function readDir(text: string | undefined): string | undefined {
  if (text === undefined || text.trim() !== '') return text;
  throw new UsageError('--data is the name of a folder.');
}
