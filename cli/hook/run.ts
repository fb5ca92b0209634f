// The hook itself. The harness starts it before a tool call and waits for its word; afterwards it is told what came of the call.
// Promise: whatever goes wrong in here ends in a no that the harness obeys (exit code 2), before the harness itself would give up.
import type { Readable } from 'node:stream';
import { CountersignError } from '../../client/errors.ts';
import { readUrl } from '../address.ts';
import { createAgentClient } from '../agent/create-agent-client.ts';
import { CommandError } from '../exit.ts';
import type { Surroundings } from '../surroundings.ts';
import { wrap } from '../wrap.ts';
import { allowed, denied, TooLate, wordsFor } from './answer.ts';
import { readCall, type ToolCall } from './call.ts';
import { FILE_TOOLS, guardsTheHook } from './file-tools.ts';
import { harnessGone } from './harness.ts';
import { getPermit } from './permit.ts';
import { readRunFlags } from './read-flags.ts';
import { report } from './report.ts';

/** Exit code that stops the call; stderr is what the model is told. */
const STOP = 2;
const READ_WITHIN_MS = 10_000;
/** For withdrawing what nobody waits for any more. The harness' patience is longer by a minute. */
const LAST_WORDS_MS = 10_000;

/** Answers one call of the harness; the exit code. Never throws. */
export async function runHook(args: readonly string[], around: Surroundings): Promise<number> {
  const stop = new AbortController();
  const stdin = around.stdin();
  const end = () => stop.abort(new CommandError(2, 'The coding agent was stopped. The command was not run.'));
  for (const signal of SIGNALS) process.once(signal, end);
  // Of what ended first nobody is told.
  harnessGone(stop.signal).then(end, () => undefined);
  try {
    const flags = readRunFlags(args);
    const late = setTimeout(() => stop.abort(new TooLate()), flags.withinMs);
    late.unref();
    try {
      return await answer(flags, around, stdin, stop.signal);
    } finally {
      clearTimeout(late);
    }
  } catch (error) {
    around.stdout.write(denied(wordsFor(error)));
    around.stderr.write(forTerminal(wordsFor(error)));
    return STOP;
  } finally {
    for (const signal of SIGNALS) process.off(signal, end);
    // A hook that stayed would be ended by the harness, which then lets the call through.
    stop.abort();
    stdin.destroy();
  }
}

/** What goes on in the next line stands in, so that nothing quoted can look like the start of our own. */
const forTerminal = (text: string): string =>
  `${text
    .split('\n')
    .flatMap((line) => wrap(line, '', '    '))
    .join('\n')}\n`;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The time is over before Countersign answered at all. */
class NotReached extends CountersignError {
  constructor(url: string) {
    super(
      'unreachable',
      `Countersign was not reached at ${url}, or did not answer in time. The command was not run.`,
    );
  }
}

type Flags = ReturnType<typeof readRunFlags>;

async function answer(
  flags: Flags,
  around: Surroundings,
  stdin: Readable,
  signal: AbortSignal,
): Promise<number> {
  const call = await within(READ_WITHIN_MS, readCall(stdin), signal);
  if (!asks(call, flags.tools, around)) return 0;
  const wrong: string[] = [];
  const url = readUrl(flags.url, around.env, wrong);
  if (wrong.length > 0) throw new CommandError(2, wrong.join('\n'));
  const client = createAgentClient({ url, tokenCommand: flags.tokenCommand }, around.env, (line) =>
    around.stderr.write(forTerminal(`Countersign: ${line}`)),
  );
  if (call.hook_event_name !== 'PreToolUse') return await report(call, client, around);
  const permit = getPermit(call, client, around.env, signal);
  try {
    // The client obeys the signal too; this does not depend on it.
    const { isByPerson } = await within(flags.withinMs + LAST_WORDS_MS, permit.permit, undefined);
    // A rule of Countersign's is no word of the person at the keyboard: the harness goes on as it would have without us.
    if (isByPerson) around.stdout.write(allowed(call.tool_input));
    return 0;
  } catch (error) {
    // Silence is not the word of nobody: there is no request to withdraw.
    if (error instanceof TooLate && !permit.isAsked()) throw new NotReached(url);
    if (signal.aborted) await within(LAST_WORDS_MS, permit.withdraw(), undefined).catch(() => undefined);
    throw error instanceof TooLate ? new TooLate(permit.heard()) : error;
  }
}

/** Files that do not touch the hook are no business of ours, unless the settings name the tool. */
function asks(
  { tool_name, tool_input, cwd }: ToolCall,
  tools: readonly string[],
  { env }: Surroundings,
): boolean {
  if (!FILE_TOOLS.includes(tool_name) || tools.some((tool) => new RegExp(`^(?:${tool})$`).test(tool_name)))
    return true;
  // Whichever of them the tool takes: nobody here can know.
  const paths = [tool_input.file_path, tool_input.notebook_path].filter((path) => path !== undefined);
  return (
    paths.length === 0 || paths.some((path) => typeof path !== 'string' || guardsTheHook(path, env, cwd))
  );
}

async function within<T>(ms: number, work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TooLate()), ms);
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
}
