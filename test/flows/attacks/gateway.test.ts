// What is tried at the gateway, each with the exact count of what the target saw and of what was recorded: paths and headers that mean two
// things, targets that hang, lie, redirect and die, one approval used twice and thirty times at once.
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { decodeJwt } from 'jose';
import { GATEWAY_ID } from '../../../local/directory.ts';
import { startFlow } from '../support/flow.ts';
import { createGatewayCalls } from '../support/gateway.ts';
import { createLiteralCalls } from '../support/literal-call.ts';
import { policyWith, ROOMY } from '../support/policy.ts';
import { startRogueTarget } from '../support/rogue-target.ts';

const SECRET = 'what-only-the-gateway-knows';
const rogue = await startRogueTarget();
const flow = await startFlow({
  policyText: policyWith(ROOMY)
    .replace(
      /^targets:$/m,
      `targets:
  rogue:
    url: http://127.0.0.1:${rogue.port}
    internal: true
    methods: [GET, POST, PUT, DELETE]
    headers: [X-Note]
    credential: { setting: COUNTERSIGN_TARGET_ROGUE, header: x-key }
    limits: { body: 64KB, reply: 100KB, timeout: 1s }
  rogue-by-identity:
    url: http://127.0.0.1:${rogue.port}
    internal: true
    credential: { identity: "api://cluster" }`,
    )
    .replace(
      /^actions:$/m,
      'actions:\n  http.get: { verb: read }\n  http.post: { verb: send }\n  http.put: { verb: put }',
    )
    .replace(/^rules:$/m, 'rules:\n  - { id: rogue, when: resource.id.startsWith("rogue"), effect: allow }'),
  env: { COUNTERSIGN_TARGET_ROGUE: SECRET },
});
after(flow.stop);
const { call, seen } = createGatewayCalls(flow);
const token = `Bearer ${await flow.world.tokens.agent('deploy-bot')}`;
const { port: appPort } = new URL(flow.world.urls.functions);

/** Runs it, and says how many calls the targets saw and how many requests were recorded by it. */
async function counted<T>(run: () => Promise<T>): Promise<{ got: T; calls: number; requests: number }> {
  const before = [rogue.arrived.length + (await seen()).length, await flow.records.count()] as const;
  const got = await run();
  const calls = rogue.arrived.length + (await seen()).length - before[0];
  return { got, calls, requests: (await flow.records.count()) - before[1] };
}

const { raw, bare } = createLiteralCalls(Number(appPort), token);

describe('paths', () => {
  const REFUSED: readonly string[] = [
    '/gateway/rogue/a//b',
    '/gateway/rogue/a%2Fb',
    '/gateway/rogue/..%2f..%2fsecret',
    '/gateway/rogue/a%5cb',
    '/gateway/rogue/a\\b',
    '/gateway/rogue/%252e%252e/secret',
    '/gateway/rogue/a%252fb',
    '/gateway/rogue/a%25',
    '/gateway/rogue/..;/admin',
    '/gateway/rogue/a;v=1',
    '/gateway/rogue/a%3Bv=1',
    '/gateway/rogue/a%00b',
    '/gateway/rogue/a%0d%0aX-Evil:%201',
    '/gateway/rogue/a%3fb=c',
    '/gateway/rogue/a%23b',
    '/gateway/rogue/%e2%80%aeabc',
    '/gateway/rogue/%ff',
    '/gateway/rogue/%20a',
    '/gateway/rogu%65/a',
    '/gateway/rogue/a?x=%ff',
    '/gateway/rogue/a?=1',
  ];
  for (const path of REFUSED) {
    it(`refuses ${path} before anything is recorded or sent`, async () => {
      const { got, calls, requests } = await counted(() => raw(path));
      assert.equal(got.status, 400, got.text);
      assert.match(got.text, /urn:countersign:error:invalid/);
      assert.deepEqual([calls, requests], [0, 0]);
    });
  }

  const ELSEWHERE: readonly (readonly [string, number])[] = [
    ['/gateway/rogue/../../api/requests', 404],
    ['/gateway/rogue/%2e%2e/%2e%2e/access/v1/doctor', 403],
    ['/gateway//rogue/a', 404],
    ['/gateway/rogue//evil.example/a', 404],
    ['/gateway/ROGUE/a', 404],
    ['/gateway/cluste/a', 404],
    ['/gateway/rogue@127.0.0.1/a', 404],
    ['/gateway/http:%2F%2F127.0.0.1/a', 404],
    ['http://127.0.0.1/gateway/rogue/ok', 400],
  ];
  for (const [path, status] of ELSEWHERE) {
    it(`lets ${path} lead to no target`, async () => {
      const { got, calls, requests } = await counted(() => raw(path));
      assert.equal(got.status, status, got.text);
      assert.deepEqual([calls, requests], [0, 0]);
    });
  }

  it('judges and sends the path that dot segments lead to, where a host resolves them and does not tell', async () => {
    const { got, calls } = await counted(() => raw('/gateway/cluster/../rogue/x/./../ok?b=2&a=1&a=%20+'));
    assert.equal(got.status, 200, got.text);
    assert.equal(calls, 1);
    assert.equal(rogue.arrived.at(-1)?.path, '/ok?b=2&a=1&a=%20%20');
  });
});

describe('headers', () => {
  it('passes on none but what may pass, and its own credential in place of any that the agent sends', async () => {
    const { got, calls } = await counted(() =>
      raw('/gateway/rogue/ok', {
        cookie: 'session=1',
        'x-key': 'stolen-or-guessed-key',
        'x-forwarded-host': 'evil.example',
        forwarded: 'for=1.2.3.4',
        'x-note': 'kept',
        connection: 'x-note, keep-alive',
        te: 'trailers',
        'proxy-authorization': 'Basic eDp5',
        'x-ms-client-principal': 'e30=',
        'accept-encoding': 'gzip',
        'x-original-url': '/gateway/rogue/ok?a=1',
        'x-waws-unencoded-url': '/gateway/rogue/o%6B',
        'x-original-proto': 'https',
      }),
    );
    assert.equal(got.status, 200, got.text);
    assert.equal(calls, 1);
    const { headers } = rogue.arrived.at(-1) ?? { headers: new Map<string, string>() };
    const names = [...headers.keys()].sort();
    assert.deepEqual(names, [
      'accept-encoding',
      'connection',
      'host',
      'traceparent',
      'user-agent',
      'x-key',
      'x-note',
    ]);
    assert.deepEqual(
      ['host', 'x-key', 'x-note', 'accept-encoding'].map((name) => headers.get(name)),
      [`127.0.0.1:${rogue.port}`, SECRET, 'kept', 'identity'],
    );
  });

  it('shows a target its own identity where it is told to, by a token for that target alone', async () => {
    const { got, calls } = await counted(() => raw('/gateway/rogue-by-identity/ok'));
    assert.deepEqual([got.status, calls], [200, 1]);
    const shown = rogue.arrived.at(-1)?.headers.get('authorization') ?? '';
    assert.notEqual(shown, token);
    const claims = decodeJwt(shown.replace('Bearer ', ''));
    assert.deepEqual([claims.aud, claims.azp], ['api://cluster', GATEWAY_ID]);
  });

  const REFUSED: readonly (readonly [string, Record<string, string>])[] = [
    ['another method in a header', { 'x-http-method-override': 'DELETE' }],
    ['another address in a header', { 'x-original-url': '/admin' }],
    ['dot segments in the address that the platform tells', { 'x-original-url': '/gateway/rogue/x/../ok' }],
    ['encoded ones there', { 'x-waws-unencoded-url': '/gateway/a/%2e%2e/rogue/ok' }],
    ['a condition that the target would not see', { 'if-match': '"1"' }],
    ['a range that the target would not see', { range: 'bytes=0-1' }],
    ['an id that is no request', { 'countersign-request': '../../x' }],
    ['a reason that is not ASCII', { 'countersign-reason': 'na\u00efve' }],
  ];
  for (const [what, headers] of REFUSED) {
    it(`refuses ${what}`, async () => {
      const { got, calls, requests } = await counted(() => raw('/gateway/rogue/ok', headers));
      assert.equal(got.status, 400, got.text);
      assert.deepEqual([calls, requests], [0, 0]);
    });
  }

  const POST = 'POST /gateway/rogue/ok HTTP/1.1';
  const FRAMED: readonly (readonly [what: string, lines: readonly string[], body: string, status: number])[] =
    [
      ['two lengths', ['Content-Length: 2', 'Content-Length: 5'], '{}', 400],
      ['a length and chunks', ['Content-Length: 2', 'Transfer-Encoding: chunked'], '{}', 400],
      ['chunks alone', ['Transfer-Encoding: chunked'], '2\r\n{}\r\n0\r\n\r\n', 411],
      ['chunks spelled oddly', ['Transfer-Encoding: xchunked', 'Content-Length: 2'], '{}', 400],
      ['no length at all', [], '', 411],
      ['a length that is none', ['Content-Length: 2, 2'], '{}', 400],
      ['a line break in a header', ['X-Note: a\rContent-Length: 2'], '{}', 400],
      ['a folded header', ['X-Note: a', ' b', 'Content-Length: 2'], '{}', 400],
      ['a user in the host', ['Host: root:pw@127.0.0.1', 'Content-Length: 2'], '{}', 400],
    ];
  for (const [what, lines, body, status] of FRAMED) {
    it(`takes no call with ${what}`, async () => {
      const host = lines.some((line) => line.startsWith('Host:')) ? [] : ['Host: 127.0.0.1'];
      const head = [POST, ...host, `Authorization: ${token}`, ...lines].join('\r\n');
      const { got, calls, requests } = await counted(() => bare(`${head}\r\n\r\n${body}`));
      assert.match(got, new RegExp(`^HTTP/1\\.1 ${status}`));
      assert.deepEqual([calls, requests], [0, 0]);
    });
  }

  it('refuses a body longer than the limit unread, a GET with a body, and a method that is not listed', async () => {
    const { got, calls, requests } = await counted(() =>
      Promise.all([
        call('POST', 'rogue/ok', new Uint8Array(65 * 1024)),
        raw('/gateway/rogue/ok', { 'content-length': '2' }, 'GET', '{}'),
        call('PATCH', 'rogue/ok', {}),
        call('POST', 'rogue/ok', new TextEncoder().encode('{"a":1,"a":2}'), {
          'content-type': 'application/json',
        }),
      ]),
    );
    assert.deepEqual(
      got.map(({ status }) => status),
      [413, 400, 403, 400],
    );
    assert.deepEqual([calls, requests], [0, 0]);
  });
});

describe('targets', () => {
  /** Path, what the agent is told, what the record is told. Each is called once and no more. */
  const ENDS: readonly (readonly [string, number, string, 'succeeded' | 'failed' | 'unknown'])[] = [
    ['hangs', 504, 'outcome_unknown', 'unknown'],
    ['hangs-in-the-middle', 504, 'outcome_unknown', 'unknown'],
    ['promises-more', 504, 'outcome_unknown', 'unknown'],
    ['promises-less', 200, 'ok', 'succeeded'],
    ['promises-both', 504, 'outcome_unknown', 'unknown'],
    ['redirects', 502, 'reply_withheld', 'unknown'],
    ['redirects-in', 502, 'reply_withheld', 'unknown'],
    ['dies-at-once', 504, 'outcome_unknown', 'unknown'],
    ['dies-in-the-middle', 504, 'outcome_unknown', 'unknown'],
    ['speaks-no-http', 504, 'outcome_unknown', 'unknown'],
    ['says-too-much', 502, 'reply_withheld', 'succeeded'],
    ['says-too-much-in-chunks', 502, 'reply_withheld', 'succeeded'],
    ['has-endless-headers', 504, 'outcome_unknown', 'unknown'],
    ['repeats-the-secret', 502, 'reply_withheld', 'succeeded'],
    ['repeats-it-in-a-header', 502, 'reply_withheld', 'succeeded'],
    ['repeats-it-in-base64', 502, 'reply_withheld', 'succeeded'],
    ['repeats-it-compressed', 502, 'reply_withheld', 'succeeded'],
    ['gateway-between-is-late', 504, '', 'unknown'],
    ['refuses', 422, 'no', 'failed'],
  ];
  for (const [path, status, says, result] of ENDS) {
    it(`calls one that ${path.replaceAll('-', ' ')} once, and records ${result}`, async () => {
      const { got, calls, requests } = await counted(() => call('POST', `rogue/${path}`, { n: 1 }));
      assert.equal(got.status, status, got.text);
      assert.match(got.text, new RegExp(says));
      assert.doesNotMatch(got.text + JSON.stringify([...got.headers]), new RegExp(SECRET));
      assert.deepEqual([calls, requests], [1, 1]);
      const id = got.headers.get('countersign-request') ?? '';
      const stored = await flow.records.tells(id, 'requested', 'approved', 'redeemed', 'started', 'outcome');
      assert.equal(stored.request.grant?.outcome?.result, result);
      assert.doesNotMatch(JSON.stringify(stored), new RegExp(SECRET));
      const again = await counted(() =>
        call('POST', `rogue/${path}`, { n: 1 }, { 'countersign-request': id }),
      );
      assert.deepEqual([again.got.status, again.calls, again.requests], [409, 0, 0]);
    });
  }

  it('passes on of the answer what may pass, and nothing of it can act as a page of ours', async () => {
    const ok = await call('GET', 'rogue/ok');
    assert.deepEqual([ok.status, ok.text, ok.headers.get('countersign-from')], [200, 'ok', 'target']);
    for (const name of ['set-cookie', 'server', 'x-inside']) assert.equal(ok.headers.get(name), null, name);
    const page = await call('GET', 'rogue/is-a-page');
    assert.equal(page.headers.get('content-security-policy'), "default-src 'none'; sandbox");
    assert.equal(page.headers.get('x-content-type-options'), 'nosniff');
  });

  it('sends every byte of a body that nobody reads, and never without a person', async () => {
    const bytes = new Uint8Array(40_000).map((_, n) => n % 251);
    const { got, calls } = await counted(() =>
      call('PUT', 'rogue/ok', bytes, { 'content-type': 'application/octet-stream' }),
    );
    assert.equal(got.status, 202, got.text);
    assert.equal(calls, 0);
    const id = got.body.task?.id ?? '';
    const { verbs } = await flow.teams.card(id);
    assert.equal(verbs.includes('approve'), false, 'not by one tap');
    const click = await flow.teams.click(id, 'alice', 'approve').catch((error: Error) => error);
    assert.ok(click instanceof Error || click.kind === 'words', 'a forged tap does not approve either');
    assert.equal((await flow.records.read(id)).request.status, 'pending');
  });
});

describe('one approval', () => {
  const WEB = 'cluster/apis/apps/v1/namespaces/dev/deployments/web';
  const SCALE = { spec: { replicas: 2 } };

  async function approvedChange(headers: Record<string, string> = {}): Promise<string> {
    const asked = await call('PATCH', WEB, SCALE, headers);
    const id = asked.body.task?.id ?? '';
    await flow.teams.card(id);
    await flow.teams.click(id, 'bob', 'approve');
    return id;
  }

  it('sends once when it is used twice, whatever comes between', async () => {
    const id = await approvedChange();
    const { got, calls } = await counted(async () => [
      await call('PATCH', WEB, SCALE, { 'countersign-request': id }),
      await call('PATCH', WEB, SCALE, { 'countersign-request': id }),
    ]);
    assert.deepEqual([...got.map(({ status }) => status), calls], [200, 409, 1]);
  });

  it('sends once when thirty come at the same time', async () => {
    const id = await approvedChange();
    const { got, calls } = await counted(() =>
      Promise.all(Array.from({ length: 30 }, () => call('PATCH', WEB, SCALE, { 'countersign-request': id }))),
    );
    assert.equal(calls, 1);
    assert.equal(got.filter(({ status }) => status === 200).length, 1);
    assert.ok(got.every(({ status }) => [200, 409, 503].includes(status)));
    await flow.records.tells(id, 'requested', 'voted', 'approved', 'redeemed', 'started', 'outcome');
  });

  it('sends once under one Idempotency-Key, also when thirty come at the same time', async () => {
    const key = { 'idempotency-key': 'scale-dev-web' };
    const path = 'cluster/apis/apps/v1/namespaces/dev/deployments';
    const { got, calls, requests } = await counted(() =>
      Promise.all(Array.from({ length: 30 }, () => call('GET', path, undefined, key))),
    );
    assert.deepEqual([calls, requests], [1, 1]);
    assert.equal(got.filter(({ headers }) => headers.get('countersign-from') === 'target').length, 1);
  });

  it('is of no use for another method, path, query, header or byte, to another agent, or at another door', async () => {
    const id = await approvedChange();
    const by = { 'countersign-request': id };
    const other = createGatewayCalls(flow, 'nightly-etl');
    const { got, calls } = await counted(async () => [
      (await call('DELETE', WEB, SCALE, by)).status,
      (await call('PATCH', `${WEB}2`, SCALE, by)).status,
      (await call('PATCH', `${WEB}?dryRun=All`, SCALE, by)).status,
      (await call('PATCH', WEB, SCALE, { ...by, accept: 'text/plain' })).status,
      (
        await call('PATCH', WEB, new TextEncoder().encode(`${JSON.stringify(SCALE)} `), {
          ...by,
          'content-type': 'application/json',
        })
      ).status,
      (await other.call('PATCH', WEB, SCALE, by)).status,
      (await flow.agent('deploy-bot').on(id, 'outcome', { result: 'succeeded' })).status,
    ]);
    assert.deepEqual(got, [409, 409, 409, 409, 409, 404, 409]);
    assert.equal(calls, 0);
    const { body } = await flow.agent('deploy-bot').read(id);
    const { id: grant = '', state = '' } = body.result?.approval ?? {};
    const redeemed = await flow.agent('deploy-bot').redeem({ id: grant, state }, 'mine', {
      action: { name: 'k8s.patch', properties: {} },
      resource: { type: 'kubernetes', id: WEB },
    });
    assert.equal(redeemed.body.decision, false);
    const sent = await counted(() => call('PATCH', WEB, SCALE, by));
    assert.deepEqual([sent.got.status, sent.calls], [200, 1], 'and for its own call it is still good');
  });

  it('sends nothing once it is taken back, or for an agent that is paused', async () => {
    const id = await approvedChange();
    assert.equal((await flow.person('bob').post(`/access/v1/requests/${id}/revoke`, {})).status, 200);
    const { got, calls } = await counted(() => call('PATCH', WEB, SCALE, { 'countersign-request': id }));
    assert.deepEqual([got.status, calls], [409, 0]);

    const paused = await approvedChange();
    const agent = '/access/v1/agents/deploy-bot';
    assert.equal((await flow.person('ada').post(`${agent}/pause`, { reason: 'It runs wild.' })).status, 200);
    const held = await counted(() => call('PATCH', WEB, SCALE, { 'countersign-request': paused }));
    assert.deepEqual([held.got.status, held.calls], [403, 0]);
    assert.match(held.got.text, /agent_paused/);
    assert.equal((await flow.person('noor').post(`${agent}/resume`, { reason: 'Mended.' })).status, 200);
    const sent = await counted(() => call('PATCH', WEB, SCALE, { 'countersign-request': paused }));
    assert.deepEqual([sent.got.status, sent.calls], [200, 1]);
  });
});

describe('a target that is not there', () => {
  it('costs no approval: nothing is sent, and the call goes through once the target is back', async () => {
    const path = 'rogue/ok';
    await rogue.close();
    const { got, calls } = await counted(() => call('POST', path, { n: 2 }));
    assert.equal(got.status, 502, got.text);
    assert.match(got.text, /target_unreachable/);
    assert.equal(calls, 0);
    const id = got.headers.get('countersign-request') ?? '';
    await flow.records.tells(id, 'requested', 'approved');

    const back = await startRogueTarget(rogue.port);
    after(back.close);
    assert.equal((await call('POST', path, { n: 2 }, { 'countersign-request': id })).status, 200);
    assert.equal(back.arrived.length, 1);
    await flow.records.tells(id, 'requested', 'approved', 'redeemed', 'started', 'outcome');
  });
});
