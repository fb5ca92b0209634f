// A Countersign that answers as it is told to, and remembers what it was asked.
import type { Connection } from '../../client/call.ts';

/** One call as it came. */
export interface Heard {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

type Say =
  | { readonly status?: number; readonly body?: unknown; readonly headers?: Record<string, string> }
  | 'lost';

/** The connection to it, and what it heard. Each call is answered by the next word for its path, the last one again and again. */
export function fakeServer(words: Readonly<Record<string, readonly Say[]>>): {
  readonly connection: Connection;
  readonly heard: Heard[];
} {
  const heard: Heard[] = [];
  const said = new Map<string, number>();
  const answer = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    init?.signal?.throwIfAborted();
    const path = new URL(String(input)).pathname;
    heard.push({
      method: init?.method ?? 'GET',
      path,
      headers: new Headers(init?.headers),
      body: init?.body === undefined ? {} : JSON.parse(String(init.body)),
    });
    const [key, all] = Object.entries(words).find(([part]) => path.endsWith(part)) ?? [];
    if (key === undefined || all === undefined) return new Response('{}', { status: 404 });
    const n = said.get(key) ?? 0;
    said.set(key, n + 1);
    const say = all[Math.min(n, all.length - 1)] ?? 'lost';
    if (say === 'lost') throw new TypeError('fetch failed');
    const { status = 200, body = {}, headers = {} } = say;
    return new Response(JSON.stringify(body), { status, headers });
  };
  return {
    connection: {
      url: 'https://countersign.example',
      token: async () => 'a.b.c',
      fetch: answer as typeof fetch,
    },
    heard,
  };
}

const IN_TEN_MINUTES = new Date(Date.now() + 600_000).toISOString();

/** A task of this status. */
export const taskOf = (status: string, more: object = {}) => ({
  task: {
    id: 'req_1',
    status,
    created_at: new Date().toISOString(),
    expires_at: IN_TEN_MINUTES,
    display: { title: 'export database prod/customers', description: '' },
    ...more,
  },
  ...(status === 'approved' ? { result: { approval: { id: 'apr_1', state: 'e.y.J' } } } : {}),
});

/** A yes under this redemption. */
export const yes = (id = 'rdm_1', more: object = {}) => ({
  decision: true,
  context: { redemption: { id, replayed: false }, run_before: IN_TEN_MINUTES, ...more },
});

/** What the tests want. */
export const WISH = {
  action: { name: 'data.export', properties: { rows: 5 } },
  resource: { type: 'database', id: 'prod/customers' },
};
