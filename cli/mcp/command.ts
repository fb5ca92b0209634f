// `countersign mcp`: for hosts that start MCP servers as a command and have no way to get an agent's token by themselves.
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { readUrl } from '../address.ts';
import { createAgentToken } from '../agent/token.ts';
import { COMMON, endIfWrong, hintOf, parseFlags } from '../parse-flags.ts';
import type { Surroundings } from '../surroundings.ts';
import { MCP_HELP } from './help.ts';
import { createRelay } from './relay.ts';

/** Below the two seconds after which hosts end a server by force. */
const GRACE_MS = 1500;

/** Serves until the host closes stdin; then 0. Throws a `CommandError` for a wrong command, and when there is no identity. */
export async function mcpCommand(args: readonly string[], around: Surroundings): Promise<number> {
  const { values } = parseFlags({ args, options: COMMON }, hintOf('mcp'));
  if (values.help) {
    around.stdout.write(MCP_HELP);
    return 0;
  }
  const wrong: string[] = [];
  const url = readUrl(values.url, around.env, wrong);
  endIfWrong(wrong, hintOf('mcp'));
  const relay = createRelay({ url, token: createAgentToken(around.env, values['token-command']) });
  const closed = new AbortController();
  const under = new Set<Promise<void>>();
  const write = (line: string | undefined) => {
    if (line !== undefined && !closed.signal.aborted) around.stdout.write(`${line}\n`);
  };
  for await (const line of createInterface({ input: around.stdin() })) {
    if (line.trim() === '') continue;
    // Side by side: a wait must hold up nothing else.
    const call = relay(line, closed.signal).then(write);
    under.add(call);
    void call.finally(() => under.delete(call));
  }
  // What a pipe asked is answered; a host that goes is not kept waiting.
  await Promise.race([Promise.all(under), sleep(GRACE_MS, undefined, { ref: false })]);
  closed.abort(new Error('The host has closed.'));
  return 0;
}
