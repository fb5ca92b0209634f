// `countersign run`: asks for exactly this command, waits for the decision, runs it once and tells what came of it.
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { isDeepStrictEqual } from 'node:util';
import { plainText } from '../../approvals/plain-text.ts';
import { createClient } from '../../client/client.ts';
import {
  AlreadyStarted,
  CountersignError,
  NotApproved,
  NotUsable,
  Refused,
  StillPending,
} from '../../client/errors.ts';
import { handleOf } from '../../client/handle.ts';
import { fileJournal } from '../../client/node/file-journal.ts';
import { createAgentToken } from '../agent-token.ts';
import { CommandError } from '../exit.ts';
import { describeRun } from './describe-run.ts';
import { RUN_HELP } from './help.ts';
import { createProgress } from './progress.ts';
import { type RunFlags, readRunFlags } from './read-flags.ts';
import { type Ended, runProgram } from './run-program.ts';

/** Where it runs. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly stdout: Writable;
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
}

/** Runs it; the exit code is the command's own, or one of ours (`--help`). Throws a `CommandError` for a wrong command. */
export async function runCommand(args: readonly string[], around: Surroundings): Promise<number> {
  const flags = readRunFlags(args, around.env);
  if (flags === 'help') {
    around.stdout.write(RUN_HELP);
    return 0;
  }
  try {
    return (await run(flags, around)).code;
  } catch (error) {
    if (error instanceof CommandError || !(error instanceof CountersignError)) throw error;
    around.stderr.write(`${told(error)}\n`);
    return codeOf(error);
  }
}

/** What was approved is no longer what would run. */
class Changed extends CountersignError {
  constructor() {
    super(
      'changed',
      'A file, a variable or the program has changed since this was asked. Nothing was run. Ask anew for what is there now.',
    );
  }
}

async function run(flags: RunFlags, { env, cwd, stdout, stderr }: Surroundings): Promise<Ended> {
  const before = await describeRun(flags, env, cwd);
  const client = createClient({
    url: flags.url,
    token: createAgentToken(env, flags.tokenCommand),
    journal: fileJournal(env.COUNTERSIGN_JOURNAL ?? join(homedir(), '.countersign', 'journal')),
  });
  const progress = createProgress(stderr);
  const go = async (): Promise<Ended> => {
    progress.done();
    // Looked at again at the last moment: minutes may have passed since it was asked.
    if (!isDeepStrictEqual(await describeRun(flags, env, cwd), before)) throw new Changed();
    return await runProgram(before.program, flags.argv, before.cwd, { stdout, stderr });
  };
  const options = {
    describe: ({ detail }: Ended) => detail,
    isSuccess: ({ code }: Ended) => code === 0,
    onAsked: ({ task }: { readonly task: Parameters<typeof progress.asked>[0] }) => progress.asked(task),
    onUnreported: () => stderr.write('It ran, but Countersign could not be told what came of it.\n'),
    ...(flags.withinMs === undefined ? {} : { withinMs: flags.withinMs }),
  };
  try {
    if (flags.resume === undefined) {
      const ask = { ...before.wish, ...(flags.reason === undefined ? {} : { reason: flags.reason }) };
      return await client.guard(ask, go, options);
    }
    return await client.resume(handleOf({ request: flags.resume, wish: before.wish }), go, options);
  } finally {
    progress.done();
  }
}

/** The person's words are others' words: plain text, and said to be theirs. */
function told(error: CountersignError): string {
  if (!(error instanceof NotApproved)) return plainText(error.message, 1000);
  const words = (error.task.decision?.votes ?? []).flatMap(({ by, untrusted_text: text }) =>
    text === undefined ? [] : [`  ${plainText(by.name, 80)} wrote: “${plainText(text, 1000)}”`],
  );
  return [plainText(error.message, 1000), ...words].join('\n');
}

const ENDED = { denied: 80, expired: 81, cancelled: 82 } as const;

function codeOf(error: CountersignError): number {
  if (error instanceof NotApproved) {
    const { status } = error.task;
    return status === 'denied' || status === 'expired' || status === 'cancelled' ? ENDED[status] : 83;
  }
  if (error instanceof Refused) return 85;
  if (error instanceof NotUsable || error instanceof Changed) return 86;
  if (error instanceof AlreadyStarted) return 87;
  if (error instanceof StillPending) return 88;
  return 84;
}
