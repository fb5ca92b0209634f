// A model without a mind: it calls one tool, then says what the tool answered.
import { type Model, type ModelRequest, type ModelResponse, Usage } from '@openai/agents';

/** Calls `name` with these arguments once. */
export function scriptedModel(name: string, args: object): Model {
  return {
    getResponse: async ({ input }: ModelRequest): Promise<ModelResponse> => {
      const answers =
        typeof input === 'string' ? [] : input.filter(({ type }) => type === 'function_call_result');
      return { usage: new Usage(), output: [answers.length === 0 ? callOf(name, args) : wordsOf(answers)] };
    },
    getStreamedResponse: () => {
      throw new TypeError('This model does not stream.');
    },
  };
}

const callOf = (name: string, args: object) => ({
  type: 'function_call' as const,
  callId: 'call_1',
  name,
  arguments: JSON.stringify(args),
  status: 'completed' as const,
});

const wordsOf = (answers: readonly object[]) => ({
  type: 'message' as const,
  role: 'assistant' as const,
  status: 'completed' as const,
  content: [{ type: 'output_text' as const, text: answers.map(textOf).join('\n') }],
});

function textOf(answer: object): string {
  const output = 'output' in answer ? answer.output : undefined;
  return typeof output === 'object' && output !== null && 'text' in output
    ? String(output.text)
    : String(output);
}
