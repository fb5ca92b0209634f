// A model without a mind: it makes the calls it was told to, then says what it was answered.
import { type Model, type ModelRequest, type ModelResponse, Usage } from '@openai/agents';

/** One call of a tool. */
export interface ScriptedCall {
  readonly callId: string;
  readonly name: string;
  readonly args: object;
}

/** `next`: the calls it makes, by what its calls were answered so far; none: its last words are the answers, one a line. */
export const scriptedModel = (next: (answers: readonly string[]) => readonly ScriptedCall[]): Model => ({
  getResponse: async ({ input }: ModelRequest): Promise<ModelResponse> => {
    const items = typeof input === 'string' ? [] : input;
    const answers = items.flatMap((item) =>
      item.type === 'function_call_result' ? [textOf(item.output)] : [],
    );
    const calls = next(answers).map(({ callId, name, args }) => ({
      type: 'function_call' as const,
      callId,
      name,
      arguments: JSON.stringify(args),
      status: 'completed' as const,
    }));
    return { usage: new Usage(), output: calls.length === 0 ? [says(answers.join('\n'))] : calls };
  },
  getStreamedResponse: () => {
    throw new TypeError('This model does not stream.');
  },
});

const says = (text: string) => ({
  type: 'message' as const,
  role: 'assistant' as const,
  status: 'completed' as const,
  content: [{ type: 'output_text' as const, text }],
});

function textOf(output: unknown): string {
  if (Array.isArray(output)) return output.map(textOf).join('');
  return typeof output === 'object' && output !== null && 'text' in output
    ? String(output.text)
    : String(output);
}
