// Who measures: asks as one agent after another and clicks as a person, over kept connections of node:http, which costs the least of all clients.
// Promises: "try again" is tried again, twice, as agents and people do, and the time counts; any other answer that is not the
// expected one ends the bench: a figure of failures means nothing.
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { BOT_APP_ID, PEOPLE, TENANT } from '../../local/directory.ts';
import { CHANNEL } from '../../local/teams/conversations.ts';
import type { Channel } from './channel.ts';
import type { CrowdTokens } from './crowd.ts';
import type { Card } from './shown.ts';

export interface Client {
  /** Asks for an export that needs a person's word; resolves to the request's id. */
  readonly ask: () => Promise<string>;
  /** Asks as the agent that floods; resolves to the status. */
  readonly flood: () => Promise<number>;
  /** Clicks a button of a card. Resolves once the card that answers it is read. */
  readonly click: (card: Card, verb: 'approve' | 'deny') => Promise<void>;
  readonly close: () => void;
}

interface ClientParts {
  readonly url: string;
  readonly tokens: CrowdTokens;
  readonly channel: Channel;
}

interface Call {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const MAX_TRIES = 3;
const CARD_TYPE = 'application/vnd.microsoft.card.adaptive';
/** What is asked for: as the demo agent asks, with parameters, a reason and a callback. */
const WISH = {
  action: {
    name: 'data.export',
    properties: {
      format: 'csv',
      rows: 4812,
      columns: ['id', 'name', 'email', 'country'],
      target: 'sftp://partner.example/in',
    },
  },
  resource: { type: 'database', id: 'prod/customers' },
  context: { business_justification: 'Monthly reconciliation with the billing partner, ticket FIN-2291.' },
  callback: { endpoint: 'http://127.0.0.1:3983/callbacks/nightly-etl', state: 'run-of-tonight' },
};

/** Makes the client of one place. */
export function createClient({ url, tokens, channel }: ClientParts): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });

  function post(path: string, headers: Record<string, string>, body: string): Promise<[number, string]> {
    return new Promise((resolve, reject) => {
      const req = request(`${url}${path}`, {
        agent,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          ...headers,
        },
      });
      req.on('error', reject);
      req.on('response', (res) => {
        let text = '';
        res.setEncoding('utf8');
        res.on('data', (part: string) => {
          text += part;
        });
        res.on('end', () => resolve([res.statusCode ?? 0, text]));
        res.on('error', reject);
      });
      req.end(body);
    });
  }

  /** Until the answer is a good one. */
  async function postUntil<T>(
    path: string,
    call: Call,
    read: (status: number, body: T) => boolean,
  ): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const [status, text] = await post(path, call.headers, call.body);
      const body = JSON.parse(text === '' ? '{}' : text) as T;
      if (read(status, body)) return body;
      if (attempt === MAX_TRIES) throw new Error(`${path} answered ${status}: ${text.slice(0, 500)}`);
    }
  }

  const wish = JSON.stringify(WISH);
  let turn = 0;
  const nextAgent = () => tokens.turns[turn++ % tokens.turns.length] ?? '';
  return {
    ask: async () => {
      const headers = { authorization: nextAgent(), 'idempotency-key': randomUUID() };
      const asked = await postUntil<{ task: { id: string } }>(
        '/api/requests',
        { headers, body: wish },
        (status) => status === 202,
      );
      return asked.task.id;
    },
    flood: async () => {
      const headers = { authorization: tokens.flooder, 'idempotency-key': randomUUID() };
      return (await post('/api/requests', headers, wish))[0];
    },
    click: async (card, verb) => {
      const body = JSON.stringify(invoke(card, verb, channel.serviceUrl));
      const headers = { authorization: await channel.authorization() };
      await postUntil<{ type?: string }>(
        '/api/messages',
        { headers, body },
        (status, reply) => status === 200 && reply.type === CARD_TYPE,
      );
    },
    close: () => agent.destroy(),
  };
}

/** The activity of Alice's click, as Teams sends it. */
function invoke(card: Card, verb: 'approve' | 'deny', serviceUrl: string) {
  const now = new Date().toISOString();
  return {
    type: 'invoke',
    name: 'adaptiveCard/action',
    id: `f:${randomUUID()}`,
    timestamp: now,
    localTimestamp: now,
    channelId: 'msteams',
    serviceUrl,
    from: { id: `29:${PEOPLE.alice}`, name: 'Alice Aho', aadObjectId: PEOPLE.alice },
    recipient: { id: `28:${BOT_APP_ID}`, name: 'Countersign' },
    conversation: { id: CHANNEL.id, conversationType: 'channel', tenantId: TENANT, isGroup: true },
    channelData: { tenant: { id: TENANT } },
    replyToId: card.activity,
    value: {
      action: { type: 'Action.Execute', verb, data: { request: card.request, nonce: card.nonce } },
      trigger: 'manual',
    },
  };
}
