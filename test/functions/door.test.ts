import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HttpHandler, HttpResponseInit } from '@azure/functions';
import { StoreFault } from '../../approvals/faults.ts';
import type { Policy } from '../../approvals/policy/policy.ts';
import type { CallerCheck } from '../../entra/callers.ts';
import { KeysFault } from '../../entra/faults.ts';
import { callerDoor, jsonDoor, openDoor } from '../../functions/door.ts';
import { AGENTS, TENANT } from '../../local/directory.ts';
import { aTelemetry } from '../support/a-telemetry.ts';
import { aPost } from '../support/http-calls.ts';

const policy = { agents: new Map(), enforcers: new Map() } as unknown as Policy;
const known: CallerCheck = {
  ok: true,
  caller: { kind: 'workload', clientId: AGENTS.nightlyEtl, tenant: TENANT, roles: ['Requests.Create'] },
};
const gate = (check: CallerCheck | Error) => ({
  policy,
  verifyToken: async () => {
    if (check instanceof Error) throw check;
    return check;
  },
});
const enter = async (door: HttpHandler, request = aPost()) => {
  const { lines, run } = aTelemetry();
  const reply = (await run(door, request)) as HttpResponseInit;
  return { reply, lines, problem: JSON.parse(String(reply.body)) as Record<string, string> };
};
const throwing = (error: unknown) =>
  openDoor(() => {
    throw error;
  });

test('an open door lets anyone in', async () => {
  const { reply, lines } = await enter(openDoor(() => ({ status: 200, body: '{}' })));
  assert.deepEqual([reply.status, lines], [200, []]);
});

test('what breaks inside is told by a reference and logged under it, without its insides', async () => {
  const { reply, problem, lines } = await enter(throwing(new TypeError('AccountKey=abc at row request')));
  assert.equal(reply.status, 500);
  const reference = /reference: ([0-9a-f-]{36})/.exec(problem.detail ?? '')?.[1] ?? '-';
  assert.ok(!String(reply.body).includes('AccountKey'));
  assert.deepEqual(
    lines.map(({ event, name, reference }) => ({ event, name, reference })),
    [{ event: 'fault', name: 'TypeError', reference }],
  );
  assert.ok(!JSON.stringify(lines).includes('AccountKey'));
});

for (const [what, fault, status] of [
  ['storage does not answer', new StoreFault('t', true), 503],
  ['storage answers what it must not', new StoreFault('t', false), 500],
  ['the keys of Entra ID cannot be had', new KeysFault('t'), 503],
  ['something that is no error is thrown', 'secret', 500],
] as const) {
  test(`when ${what} the answer is ${status}`, async () => {
    const { reply } = await enter(throwing(fault));
    assert.equal(reply.status, status);
  });
}

test('a rejected promise is caught like a thrown error', async () => {
  const { reply } = await enter(openDoor(() => Promise.reject(new StoreFault('t', true))));
  assert.equal(reply.status, 503);
});

test('a verified caller gets in, known by the token', async () => {
  let who: string | undefined;
  const door = callerDoor(gate(known), async ({ caller }) => {
    who = caller.kind;
    return { status: 200, body: '{}' };
  });
  await enter(door);
  assert.equal(who, 'agent');
});

const unwanted: [string, CallerCheck | Error, number][] = [
  ['without a token', { ok: false, status: 401, reason: 'missing' }, 401],
  ['whose token proves nothing here', { ok: false, status: 403, reason: 'grants_nothing' }, 403],
  ['whose token cannot be judged', new KeysFault('no keys'), 503],
];
for (const [who, check, status] of unwanted) {
  test(`a caller ${who} gets ${status}, and neither body nor handler is touched`, async () => {
    let ran = 0;
    const run = async () => {
      ran++;
      return { status: 200, body: '{}' };
    };
    const request = aPost('not json');
    for (const door of [callerDoor(gate(check), run), jsonDoor(gate(check), run)]) {
      assert.equal((await enter(door, request)).reply.status, status);
    }
    assert.deepEqual([ran, request.bodyUsed], [0, false]);
  });
}

test('a body without a length gets 411 with the cure', async () => {
  const door = jsonDoor(gate(known), async () => ({ status: 200, body: '{}' }));
  const { reply, problem } = await enter(door, aPost('{}', { 'content-length': undefined }));
  assert.equal(reply.status, 411);
  assert.match(problem.detail ?? '', /Content-Length/);
});

test('a body that is not strict JSON gets 400, one too large 413, and the handler does not run', async () => {
  let ran = 0;
  const door = jsonDoor(gate(known), async () => {
    ran++;
    return { status: 200, body: '{}' };
  });
  assert.equal((await enter(door, aPost('{"a":1,"a":2}'))).reply.status, 400);
  assert.equal((await enter(door, aPost('{}', { 'content-length': '70000' }))).reply.status, 413);
  assert.equal(ran, 0);
});

test('a good body reaches the handler with its hash', async () => {
  const door = jsonDoor(gate(known), async ({ body }) => ({ status: 200, body: JSON.stringify(body) }));
  const { reply } = await enter(door, aPost('{"a":1}'));
  const { value, hash } = JSON.parse(String(reply.body)) as { value: unknown; hash: string };
  assert.deepEqual([value, hash.length], [{ a: 1 }, 43]);
});
