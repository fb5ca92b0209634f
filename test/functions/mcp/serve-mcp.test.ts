// The door of MCP: who gets in, what is no message, and that what breaks inside a tool is told by a reference alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HttpHandler, HttpResponseInit } from '@azure/functions';
import { NewerVersionFault, StoreFault } from '../../../approvals/faults.ts';
import type { Policy } from '../../../approvals/policy/policy.ts';
import { refuseMcpStream, serveMcp } from '../../../functions/mcp/serve-mcp.ts';
import type { Parts } from '../../../functions/parts.ts';
import { meaningOf } from '../../../functions/reply-meaning.ts';
import { AGENTS } from '../../../local/directory.ts';
import { BASE_URL } from '../../support/builders.ts';
import { aContext, aPost } from '../../support/http-calls.ts';
import { aPersonCaller, aWorkload } from '../own-call.ts';

type Caller = ReturnType<typeof aWorkload> | ReturnType<typeof aPersonCaller>;
const ETL = aWorkload(AGENTS.nightlyEtl, 'Requests.Create');
const policy = { agents: new Map(), enforcers: new Map() } as unknown as Policy;

const message = (method: string, params: object = {}) => ({ jsonrpc: '2.0', id: 1, method, params });
const looking = message('tools/call', {
  name: 'get_request',
  arguments: { request: 'req_00000000000000000000000000' },
});

/** The door over a store that does this; undefined: no valid token. */
function door(caller: Caller | undefined, peek: () => Promise<unknown> = async () => undefined): HttpHandler {
  const check = caller === undefined ? { ok: false, status: 401, reason: 'missing' } : { ok: true, caller };
  const desk = { store: { peek } };
  return serveMcp({ policy, baseUrl: BASE_URL, desk, verifyToken: async () => check } as unknown as Parts);
}
async function call(handler: HttpHandler, body: unknown, headers: Readonly<Record<string, string>> = {}) {
  const reply = (await handler(aPost(JSON.stringify(body), headers), aContext().context)) as HttpResponseInit;
  const told = JSON.parse(String(reply.body ?? '{}'));
  return { reply, status: reply.status, told, headers: reply.headers as Record<string, string> };
}

test('whoever brings no valid token learns where the metadata is, and nothing else', async () => {
  const { status, headers } = await call(door(undefined), message('tools/list'));
  assert.equal(status, 401);
  assert.match(
    headers['www-authenticate'] ?? '',
    /^Bearer resource_metadata="http[^"]+oauth-protected-resource\/mcp"$/,
  );
});

for (const [who, caller] of Object.entries({
  'a person': aPersonCaller(),
  'an auditor': aWorkload(AGENTS.auditExport, 'Approvals.Audit'),
})) {
  test(`does not even tell its tools to ${who}`, async () => {
    for (const method of ['initialize', 'tools/list', 'ping']) {
      const { status, told } = await call(door(caller), message(method));
      assert.deepEqual([status, told.type], [403, 'urn:countersign:error:not_permitted'], method);
    }
  });
}

test('takes nothing from a page of the web but our own', async () => {
  for (const origin of ['https://evil.example', 'null', `${BASE_URL}.evil.example`, 'http://127.0.0.1:1'])
    assert.equal((await call(door(ETL), message('tools/list'), { origin })).status, 403, origin);
  assert.equal(
    (await call(door(ETL), message('tools/list'), { origin: new URL(BASE_URL).origin })).status,
    200,
  );
});

test('takes one message a call', async () => {
  const { status, told } = await call(door(ETL), [message('tools/list')]);
  assert.deepEqual([status, told.problems[0].at], [400, '']);
});

test('tells a refusal of a tool as its answer, in the words of HTTP, and what it means to the log', async () => {
  const { reply, status, told } = await call(door(ETL), looking);
  assert.equal(status, 200);
  assert.equal(told.result.isError, true);
  const problem = JSON.parse(told.result.content[0].text);
  assert.deepEqual([problem.status, problem.title], [404, 'No such request']);
  assert.match(problem.detail, /Check the id/);
  assert.deepEqual(meaningOf(reply), { refused: 'unknown_request' });
});

test('tells what breaks inside a tool by a reference alone, and the log the error', async () => {
  const error = new TypeError('AccountKey=secret at table requests');
  const { reply, told } = await call(
    door(ETL, () => Promise.reject(error)),
    looking,
  );
  const text = told.result.content[0].text;
  assert.match(text, /Nothing was approved\. Give the administrators this reference: [0-9a-f-]{36}/);
  assert.doesNotMatch(JSON.stringify(reply.body), /secret|TypeError|table requests/);
  const means = meaningOf(reply);
  assert.ok(means !== undefined && 'fault' in means && means.fault === error);
});

test('tells what passes by itself as that, with when to come again', async () => {
  const silent = new StoreFault('unavailable', true);
  const newer = new NewerVersionFault('request', 9);
  for (const [error, type, after] of [
    [silent, 'urn:countersign:error:unavailable', 2],
    [newer, 'urn:countersign:error:newer_version', 60],
  ] as const) {
    const { told } = await call(
      door(ETL, () => Promise.reject(error)),
      looking,
    );
    const problem = JSON.parse(told.result.content[0].text);
    assert.deepEqual([problem.type, problem.retry_after_seconds], [type, after]);
  }
});

test('has no streams and no sessions', async () => {
  const { status, headers } = await call(refuseMcpStream(), {});
  assert.deepEqual([status, headers.allow], [405, 'POST']);
});
