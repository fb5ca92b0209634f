// What the harness tells of one tool call, on the hook's input: read, and nothing of it believed beyond its shape.
import { z } from 'zod';
import { CommandError } from '../exit.ts';

const call = z.object({
  hook_event_name: z.enum(['PreToolUse', 'PostToolUse', 'PostToolUseFailure']),
  session_id: z.string().min(1).max(256),
  cwd: z.string().min(1).max(4096),
  tool_name: z.string().min(1).max(256),
  tool_input: z.record(z.string(), z.unknown()),
  /** Names this one call of the session; harnesses before 2.0 have none. */
  tool_use_id: z.string().min(1).max(256).optional(),
  /** After it: what came of it. */
  tool_response: z.unknown().optional(),
  error: z.unknown().optional(),
});

/** One tool call, before or after it. */
export type ToolCall = z.infer<typeof call>;

/** Larger than any call that could be asked for. */
const MAX_BYTES = 4 * 1024 * 1024;

/** Reads the whole input. Throws a `CommandError` for what is none of ours; the harness takes that as a no. */
export async function readCall(input: AsyncIterable<Buffer | string>): Promise<ToolCall> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of input) {
    const piece = Buffer.from(chunk);
    bytes += piece.length;
    if (bytes > MAX_BYTES)
      throw new CommandError(2, `The call is larger than ${MAX_BYTES} bytes. ${NOT_RUN}`);
    chunks.push(piece);
  }
  const parsed = call.safeParse(jsonOf(Buffer.concat(chunks)));
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues.map(({ path }) => path.join('.') || 'the whole').join(', ');
  throw new CommandError(2, `The call cannot be read (${where}). ${NOT_RUN}`);
}

const NOT_RUN =
  'Countersign lets nothing through that it cannot read. Is this hook started by Claude Code, in a version it knows?';

/** Invalid UTF-8 would be read as other characters than the harness runs. */
function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
