// Which request a tool call was let through on, kept until the harness tells what came of it.
import { createHash } from 'node:crypto';
import { mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { journalFolder } from '../agent/create-agent-client.ts';
import type { Environment } from '../surroundings.ts';
import type { ToolCall } from './call.ts';

const kept = z.object({ request: z.string(), redemption: z.string(), digest: z.string() });

/** A call that was let through. `digest` is of its input as approved. */
export type KeptCall = z.infer<typeof kept>;

/** Keeps it. A call without an id cannot be found again: how it ended will stand as unknown. */
export async function keepCall(env: Environment, call: ToolCall, what: KeptCall): Promise<void> {
  const file = fileOf(env, call);
  if (file === undefined) return;
  await mkdir(journalFolder(env), { recursive: true, mode: 0o700 });
  await writeFile(file, JSON.stringify(what), { mode: 0o600 });
}

/** Takes it out; nothing for a call that was not let through by us, or told before. */
export async function takeCall(env: Environment, call: ToolCall): Promise<KeptCall | undefined> {
  const file = fileOf(env, call);
  if (file === undefined) return undefined;
  try {
    const text = await readFile(file, 'utf8');
    await unlink(file);
    return kept.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function fileOf(env: Environment, { session_id, tool_use_id }: ToolCall): string | undefined {
  if (tool_use_id === undefined) return undefined;
  const name = createHash('sha256').update(`${session_id}\n${tool_use_id}`).digest('hex');
  return join(journalFolder(env), `call-${name}.json`);
}
