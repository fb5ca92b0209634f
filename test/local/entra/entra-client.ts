// What the tests of the local Entra ID share: a started server and the calls a program would make to it.
import type { TestContext } from 'node:test';

import { AGENTS, AUDIENCE, BOT_APP_ID, type Directory, TENANT } from '../../../local/directory.ts';
import { startEntra } from '../../../local/entra/start.ts';

/** Countersign's own workload in these tests. */
export const SERVICE = { clientId: AUDIENCE, secret: 'service-secret' };
/** The bot's registration in these tests. */
export const BOT = { clientId: BOT_APP_ID, secret: 'bot-secret' };
/** The demo agent's credentials. */
export const ETL = { clientId: AGENTS.nightlyEtl, secret: 'local-secret-of-nightly-etl' };

/** A status and a parsed body. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: answers of a foreign wire are looked into freely, and asserted on.
  readonly body: any;
}

/** Starts a local Entra ID on a free port and closes it with the test. */
export async function startedEntra(t: TestContext, directory?: Directory) {
  const entra = await startEntra({
    port: 0,
    service: SERVICE,
    bot: BOT,
    ...(directory === undefined ? {} : { directory }),
  });
  t.after(() => entra.close());
  return entra;
}

/** One call; a body is sent as JSON. */
export async function call(
  url: string,
  options: { method?: string; headers?: Record<string, string>; body?: unknown } = {},
): Promise<Answer> {
  const { body, headers = {} } = options;
  const answer = await fetch(url, {
    method: options.method ?? (body === undefined ? 'GET' : 'POST'),
    headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text === '' ? undefined : JSON.parse(text) };
}

/** A token request, as a form. */
export async function askToken(url: string, form: Record<string, string>, tenant = TENANT): Promise<Answer> {
  const answer = await fetch(`${url}/${tenant}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  return { status: answer.status, headers: answer.headers, body: await answer.json() };
}

/** A workload's token for a resource. */
export async function appToken(
  url: string,
  client: { clientId: string; secret: string },
  resource: string,
): Promise<string> {
  const answer = await askToken(url, {
    grant_type: 'client_credentials',
    client_id: client.clientId,
    client_secret: client.secret,
    scope: `${resource}/.default`,
  });
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  return answer.body.access_token;
}

/** A request for a person's token. */
export function askPersonToken(url: string, username: string, tenant = TENANT): Promise<Answer> {
  const scope = `${AUDIENCE}/Approvals.Decide`;
  return askToken(url, { grant_type: 'password', username, scope }, tenant);
}
