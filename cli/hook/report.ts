// What came of a call that was let through: told to Countersign by its kind and digests, never by its output.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Client } from '../../client/client.ts';
import { fileJournal } from '../../client/node/file-journal.ts';
import { journalFolder } from '../agent/create-agent-client.ts';
import type { Surroundings } from '../surroundings.ts';
import { wordsFor } from './answer.ts';
import type { ToolCall } from './call.ts';
import { takeCall } from './kept-call.ts';
import { digestOf } from './wish.ts';

const ended = z.object({
  tool_response: z
    .object({
      stdout: z.string().optional(),
      stderr: z.string().optional(),
      interrupted: z.boolean().optional(),
    })
    .optional()
    .catch(undefined),
  error: z.string().optional().catch(undefined),
});

/** Tells it; 0, or 1 when Countersign could not be told. It stops nothing: the call has run. */
export async function report(call: ToolCall, client: Client, { env, stderr }: Surroundings): Promise<0 | 1> {
  const kept = await takeCall(env, call);
  if (kept === undefined) return 0;
  const isOther = kept.digest !== digestOf(call);
  const { result, detail } = isOther
    ? ({ result: 'failed', detail: 'other parameters ran than were approved' } as const)
    : outcomeOf(call);
  try {
    await fileJournal(journalFolder(env)).finish(kept.redemption, result);
    await client.report(kept.request, result, detail);
    return 0;
  } catch (error) {
    // What went wrong is told as it is where nothing has run yet.
    const why = wordsFor(error).replaceAll(' Nothing was run.', '');
    stderr.write(`It ran, but Countersign could not be told what came of it. ${why}\n`);
    return 1;
  }
}

function outcomeOf(call: ToolCall): { readonly result: 'succeeded' | 'failed'; readonly detail: string } {
  const { tool_response: response, error } = ended.parse(call);
  if (call.hook_event_name === 'PostToolUseFailure') {
    const code = /\bexit code (\d{1,3})\b/i.exec(error ?? '')?.[1];
    return { result: 'failed', detail: code === undefined ? 'the tool failed' : `exit ${code}` };
  }
  if (response?.interrupted === true) return { result: 'failed', detail: 'interrupted' };
  const told = (['stdout', 'stderr'] as const).flatMap((name) => {
    const text = response?.[name];
    return text === undefined ? [] : [`${name} ${digested(text)}`];
  });
  const begun = call.tool_input.run_in_background === true ? ['started in the background'] : [];
  return { result: 'succeeded', detail: [...begun, ...told].join('; ') || 'the tool succeeded' };
}

function digested(text: string): string {
  const bytes = Buffer.from(text);
  return bytes.length === 0
    ? 'nothing'
    : `${bytes.length} bytes, sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
