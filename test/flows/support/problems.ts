// What every "no" over HTTP must look like: a problem document that says what to do, and nothing of how we are built.
import assert from 'node:assert/strict';
import type { Reply } from './told.ts';

const INTERNAL =
  /node_modules|\bat \w+ \(|\.[jt]s:\d|StoreFault|ZodError|JOSEError|Error:|RestError|devstoreaccount|AccountKey/;

/** Asserts status and type of a problem document; `name` stands behind our URN or the profile's. */
export function assertProblem(reply: Reply, status: number, name: string, what = ''): void {
  const said = `${what} ${reply.status} ${reply.text.slice(0, 500)}`;
  assert.equal(reply.status, status, said);
  assert.equal(reply.headers.get('content-type'), 'application/problem+json; charset=utf-8', said);
  assert.equal(reply.headers.get('cache-control'), 'no-store');
  const urns = [`urn:countersign:error:${name}`, `urn:openid:authzen:access-request:error:${name}`];
  assert.ok(urns.includes(reply.body.type ?? ''), said);
  assert.equal(reply.body.status, status);
  assert.ok((reply.body.title ?? '').length > 0 && (reply.body.detail ?? '').length > 0, said);
  assert.doesNotMatch(reply.text, INTERNAL);
  // A challenge may ask for more than a token, as one for a fresh sign-in does (RFC 9470), or say where to get one (RFC 9728).
  const challenge = reply.headers.get('www-authenticate') ?? '';
  const isRight =
    name === 'step_up_required'
      ? challenge.startsWith('Bearer error=')
      : /^Bearer( resource_metadata="http[^"]+")?$/.test(challenge);
  assert.equal(status === 401 ? isRight : challenge === '', true, `${said} ${challenge}`);
  if (status === 503 || status === 429) assert.match(reply.headers.get('retry-after') ?? '', /^\d+$/);
}
