// Calls through the gateway as deploy-bot makes them, and what the cluster behind it saw of them.
import type { Flow } from './flow.ts';
import type { Reply } from './told.ts';

/** What the cluster was asked. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

/** The calls of one agent at the gateway of this flow. */
export function createGatewayCalls({ world }: Flow, agent = 'deploy-bot') {
  return {
    call: async (
      method: string,
      path: string,
      body?: unknown,
      headers: Readonly<Record<string, string>> = {},
    ): Promise<Reply> => {
      const response = await fetch(`${world.urls.functions}/gateway/${path}`, {
        method,
        headers: {
          authorization: `Bearer ${await world.tokens.agent(agent)}`,
          ...(body === undefined || body instanceof Uint8Array ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        body: body === undefined || body instanceof Uint8Array ? (body ?? null) : JSON.stringify(body),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, text, body: parsed(text) };
    },
    seen: async (): Promise<readonly Seen[]> =>
      JSON.parse(await (await fetch(`${world.urls.cluster}/_local/calls`)).text()),
  };
}

function parsed(text: string): Reply['body'] {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
