// Somebody with a token at Countersign's wire: an agent, an enforcer, a person. Plain fetch, the bytes as written here.

import { longText } from '../../support/long-text.ts';
import type { Approval, Reply, Told } from './told.ts';

/** What an agent wants when a test does not care: needs one data owner, by the shipped policy. */
export const EXPORT = {
  action: { name: 'data.export', properties: { format: 'csv', rows: 25 } },
  resource: { type: 'database', id: 'prod/customers' },
} as const;

/** More than a card holds: its approvers have to open all of it. */
export const TOO_LONG = {
  action: { name: 'data.export', properties: { format: 'csv', rows: 25, note: longText(30_000, 'n') } },
  resource: { type: 'database', id: 'prod/long' },
} as const;

/** Needs two data owners. */
export const ASSIGNMENT = {
  action: { name: 'iam.role.assign', properties: { role: 'reader' } },
  resource: { type: 'iam-role', id: 'reader' },
} as const;

/** Allowed by rule. */
export const DEV_READ = {
  action: { name: 'data.read' },
  resource: { type: 'database', id: 'dev/customers' },
} as const;

/** Denied by rule. */
export const PROD_DELETION = {
  action: { name: 'infra.delete' },
  resource: { type: 'kubernetes', id: 'prod/cluster' },
} as const;

export type HeaderValues = Readonly<Record<string, string>>;

/** The calls of one caller. */
export interface Caller {
  readonly get: (path: string, headers?: HeaderValues) => Promise<Reply>;
  readonly post: (path: string, body: object | string | undefined, headers?: HeaderValues) => Promise<Reply>;
  /** `POST /api/requests` with something to want and whatever else the body shall say. */
  readonly ask: (body?: object, headers?: HeaderValues) => Promise<Reply>;
  readonly read: (id: string, headers?: HeaderValues) => Promise<Reply>;
  /** One of the calls below a request: cancel, comments, outcome, decisions, revoke. */
  readonly on: (id: string, what: string, body?: object) => Promise<Reply>;
  /** Presents an approval for this action. */
  readonly redeem: (approval: Partial<Approval>, requestId: string, wish?: object) => Promise<Reply>;
}

/** A caller whose tokens come from `token`; without a token it sends none. */
export function createCaller(baseUrl: string, token?: () => Promise<string>): Caller {
  async function call(
    method: string,
    path: string,
    body: string | undefined,
    more: HeaderValues,
  ): Promise<Reply> {
    const headers = {
      ...(token === undefined ? {} : { authorization: `Bearer ${await token()}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...more,
    };
    const response = await fetch(`${baseUrl}${path}`, { method, headers, body: body ?? null });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: parsed(text) };
  }

  const post: Caller['post'] = (path, body, headers = {}) =>
    call('POST', path, typeof body === 'object' ? JSON.stringify(body) : body, headers);
  return {
    get: (path, headers = {}) => call('GET', path, undefined, headers),
    post,
    ask: (body = EXPORT, headers = {}) => post('/api/requests', body, headers),
    read: (id, headers = {}) => call('GET', `/access/v1/requests/${id}`, undefined, headers),
    on: (id, what, body = {}) => post(`/access/v1/requests/${id}/${what}`, body),
    redeem: (approval, requestId, wish = EXPORT) =>
      post('/access/v1/evaluation', { ...wish, context: { approval } }, { 'x-request-id': requestId }),
  };
}

function parsed(text: string): Told {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
