// What of an answer is compared, in a few words: the status, the kind of body, and headers that the app or the host owes.
import { createHash } from 'node:crypto';
import type { Reply } from './send.ts';

/** Status and body: `404 empty`, `401 problem unauthenticated`, `200 json`. */
export const plain = (reply: Reply): string => `${reply.status} ${bodyOf(reply)}`;

/** The same, and these headers as they came. */
export const withHeaders =
  (...names: readonly string[]) =>
  (reply: Reply): string =>
    [plain(reply), ...names.map((name) => `${name}: ${headerOf(reply, name) ?? 'none'}`)].join('; ');

/** Whether the bytes are those that their own ETag, a SHA-256, names. */
export function withDigest(reply: Reply): string {
  const digest = `"${createHash('sha256').update(reply.body).digest('base64url')}"`;
  return `${reply.status} ${headerOf(reply, 'etag') === digest ? 'bytes as sent' : 'bytes changed'}`;
}

/** One header, lower case, its values joined. */
function headerOf({ headers }: Reply, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'object' ? value.join(', ') : value;
}

function bodyOf(reply: Reply): string {
  const { body } = reply;
  if (body.byteLength === 0) return 'empty';
  const type = headerOf(reply, 'content-type') ?? '';
  if (/^application\/problem\+json/.test(type)) return `problem ${problemOf(body)}`;
  if (/json/.test(type)) return 'json';
  if (/^text\/html/.test(type)) return 'html';
  return `${type.split(';')[0] || 'untyped'} body`;
}

/** The last word of the problem's type. */
function problemOf(body: Buffer): string {
  try {
    const problem: unknown = JSON.parse(body.toString('utf8'));
    const type = typeof problem === 'object' && problem !== null && 'type' in problem ? problem.type : '';
    return String(type).split(':').at(-1) ?? '';
  } catch {
    return 'not json';
  }
}
