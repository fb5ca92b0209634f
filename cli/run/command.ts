// `countersign run`: asks for exactly this command, waits for the decision, runs it once and tells what came of it.
import { isDeepStrictEqual } from 'node:util';
import { CountersignError } from '../../client/errors.ts';
import { handleOf } from '../../client/handle.ts';
import { createAgentClient, journalFolder } from '../agent/create-agent-client.ts';
import { endingOf } from '../agent/exit.ts';
import { createProgress } from '../agent/progress.ts';
import type { Surroundings } from '../surroundings.ts';
import { checkJournal } from './check-journal.ts';
import { describeRun } from './describe-run.ts';
import { RUN_HELP } from './help.ts';
import { type RunFlags, readRunFlags } from './read-flags.ts';
import { type Ended, runProgram } from './run-program.ts';

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
    const { words, code } = endingOf(error);
    around.stderr.write(`${words}\n`);
    return code;
  }
}

/** What was approved is no longer what would run. */
class Changed extends CountersignError {
  constructor() {
    super(
      'changed',
      'A file, a variable, the folder or the program has changed since this was asked. Nothing was run. Ask anew for what is there now.',
    );
  }
}

async function run(flags: RunFlags, { env, cwd, stdout, stderr }: Surroundings): Promise<Ended> {
  const before = await describeRun(flags, env, cwd);
  await checkJournal(journalFolder(env));
  const progress = createProgress(stderr);
  const client = createAgentClient(flags, env, (line) => progress.say(line));
  const go = async (): Promise<Ended> => {
    progress.done();
    // Looked at again at the last moment: minutes may have passed since it was asked.
    const now = await describeRun(flags, env, cwd).catch(() => undefined);
    if (!isDeepStrictEqual(now, before)) throw new Changed();
    return await runProgram(before.program, flags.argv, before.cwd, { stdout, stderr });
  };
  const options = {
    describe: ({ detail }: Ended) => detail,
    isSuccess: ({ code }: Ended) => code === 0,
    onAsked: ({ task }: { readonly task: Parameters<typeof progress.asked>[0] }) =>
      progress.asked(task, `the same command and --resume ${task.id}`),
    onComment: progress.heard,
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
