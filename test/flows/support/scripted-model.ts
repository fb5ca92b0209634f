// A model without a mind, for the OpenAI Agents SDK: it makes the calls it was told to, then says what it was answered.
import { type Model, type ModelRequest, type ModelResponse, Usage } from '@openai/agents';

/** One call of a tool. */
export interface ScriptedCall {
  readonly callId: string;
  readonly name: string;
  readonly args: object;
}

/** Makes these calls at once; its last words are the tools' outputs, one a line. */
export const scriptedModel = (...calls: readonly ScriptedCall[]): Model => ({
  getResponse: async ({ input }: ModelRequest): Promise<ModelResponse> => {
    const items = typeof input === 'string' ? [] : input;
    const outputs = items.flatMap((item) =>
      item.type === 'function_call_result' ? [textOf(item.output)] : [],
    );
    if (outputs.length > 0) return { usage: new Usage(), output: [says(outputs.join('\n'))] };
    return {
      usage: new Usage(),
      output: calls.map(({ callId, name, args }) => ({
        type: 'function_call' as const,
        callId,
        name,
        arguments: JSON.stringify(args),
        status: 'completed' as const,
      })),
    };
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

const textOf = (output: unknown): string =>
  typeof output === 'object' && output !== null && 'text' in output ? String(output.text) : String(output);
