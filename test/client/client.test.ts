// The calls of the client: what is sent, what is tried again with the same bytes and key, and which error says what.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Client, createClient } from '../../client/client.ts';
import {
  InvalidCall,
  NotApproved,
  NotUsable,
  Refused,
  StillPending,
  Unreachable,
} from '../../client/errors.ts';
import { readHandle } from '../../client/handle.ts';
import { memoryJournal } from '../../client/journal.ts';
import { fakeServer, taskOf, WISH, yes } from './fake-server.ts';

function start(words: Parameters<typeof fakeServer>[0]) {
  const { connection, heard } = fakeServer(words);
  return { client: createClient({ ...connection, journal: memoryJournal() }), heard };
}
const APPROVAL = { id: 'apr_1', state: 'e.y.J' };

test('asks with a key of its own, keeps the words for the approver out of what counts, and gives a handle of the wish', async () => {
  const { client, heard } = start({ '/api/requests': [{ status: 202, body: taskOf('pending') }] });
  const asked = await client.request({ ...WISH, context: { ticket: 'CHG-1' }, reason: 'churn model' });
  const [call] = heard;
  assert.match(call?.headers.get('idempotency-key') ?? '', /^[\da-f-]{36}$/);
  assert.equal(call?.headers.get('authorization'), 'Bearer a.b.c');
  assert.deepEqual(call?.body, {
    ...WISH,
    context: { ticket: 'CHG-1', business_justification: 'churn model' },
  });
  assert.deepEqual(readHandle(asked.handle), {
    request: 'req_1',
    wish: { ...WISH, context: { ticket: 'CHG-1' } },
  });
});

test('after lost answers and a busy server makes the same call again, same key, same bytes', async () => {
  const busy = { status: 503, headers: { 'retry-after': '0' } };
  const { client, heard } = start({
    '/api/requests': ['lost', busy, { status: 202, body: taskOf('pending') }],
  });
  await client.request(WISH);
  assert.equal(heard.length, 3);
  assert.equal(new Set(heard.map((each) => each.headers.get('idempotency-key'))).size, 1);
  assert.equal(new Set(heard.map((each) => JSON.stringify(each.body))).size, 1);
});

test('tells before each pause that it tries again, and what was answered', async () => {
  const busy = { status: 503, headers: { 'retry-after': '0' } };
  const { connection } = fakeServer({
    '/api/requests': ['lost', busy, { status: 202, body: taskOf('pending') }],
  });
  const told: (number | undefined)[] = [];
  const onRetry = (status: number | undefined) => told.push(status);
  await createClient({ ...connection, onRetry, journal: memoryJournal() }).request(WISH);
  assert.deepEqual(told, [undefined, 503]);
});

test('a stale token is renewed once, a refused one is told', async () => {
  const asked: boolean[] = [];
  const { connection } = fakeServer({
    '/api/requests': [
      { status: 401, body: { type: 'urn:countersign:error:unauthenticated', title: 'No token' } },
    ],
  });
  const client = createClient({
    ...connection,
    token: async (fresh) => {
      asked.push(fresh);
      return 'a.b.c';
    },
    journal: memoryJournal(),
  });
  await assert.rejects(
    client.request(WISH),
    (error) => error instanceof Refused && error.code === 'unauthenticated',
  );
  assert.deepEqual(asked, [false, true]);
});

test('a denial by rule is an answer, a refusal is an error with its places', async () => {
  const denied = start({ '/api/requests': [{ status: 403, body: taskOf('denied') }] });
  assert.equal((await denied.client.request(WISH)).task.status, 'denied');
  const problem = {
    type: 'urn:countersign:error:invalid',
    title: 'Not valid',
    detail: 'Mend it.',
    problems: [{ at: '/action/properties/rows', message: 'must be a number' }],
  };
  const refused = start({ '/api/requests': [{ status: 400, body: problem }] });
  await assert.rejects(refused.client.request(WISH), (error) => {
    assert.ok(error instanceof Refused);
    assert.deepEqual([error.code, error.status, error.problems], ['invalid', 400, problem.problems]);
    assert.match(error.message, /Not valid. Mend it. \/action\/properties\/rows: must be a number/);
    return true;
  });
  const forbidden = start({
    '/api/requests': [{ status: 403, body: { type: 'x:not_permitted', title: 'No' } }],
  });
  await assert.rejects(forbidden.client.request(WISH), Refused);
});

for (const status of ['denied', 'expired', 'cancelled', 'failed', 'a_status_of_next_year']) {
  test(`waiting for what ends as ${status} throws that it is not approved`, async () => {
    const { client } = start({ '/req_1': [{ body: taskOf(status) }] });
    await assert.rejects(
      client.wait('req_1'),
      (error) => error instanceof NotApproved && error.message.length > 20,
    );
  });
}

test('waiting gives the grant, tells each look, and stops when its time is over', async () => {
  const { client } = start({ '/req_1': [{ body: taskOf('pending') }, { body: taskOf('approved') }] });
  let looks = 0;
  const { approval } = await client.wait('req_1', { onPending: () => looks++ });
  assert.deepEqual([approval, looks], [APPROVAL, 1]);
  const { client: slow } = start({ '/req_1': [{ body: taskOf('pending') }] });
  await assert.rejects(slow.wait('req_1', { withinMs: 0 }), StillPending);
  await assert.rejects(slow.wait('req_1', { signal: AbortSignal.abort(new Error('enough')) }), /enough/);
});

test('redeems over the wish and nothing else, under the key it is given', async () => {
  const { client, heard } = start({ '/evaluation': [{ body: yes() }] });
  const redemption = await client.redeem({ ...WISH, context: { ticket: 'CHG-1' } }, APPROVAL, 'run-1');
  assert.equal(redemption.id, 'rdm_1');
  assert.equal(heard[0]?.headers.get('x-request-id'), 'run-1');
  assert.deepEqual(heard[0]?.body, { ...WISH, context: { ticket: 'CHG-1', approval: APPROVAL } });
});

test('a no that may change is asked again, a no that stands is told', async () => {
  const retry = {
    decision: false,
    context: { reason: 'not_known_yet', next_action: 'retry', retry_after: 0.01 },
  };
  const { client, heard } = start({ '/evaluation': [{ body: retry }, { body: yes() }] });
  await client.redeem(WISH, APPROVAL, 'run-1');
  assert.equal(heard.length, 2);
  const no = { decision: false, context: { reason: 'out_of_scope', next_action: 'none' } };
  const final = start({ '/evaluation': [{ body: no }] });
  await assert.rejects(
    final.client.redeem(WISH, APPROVAL, 'run-1'),
    (error) => error instanceof NotUsable && error.code === 'out_of_scope',
  );
});

test('an approval that a run has used is told as used, with what to do, and not as past its time', async () => {
  const at = '2026-11-21T14:05:00.000Z';
  const detail = `It was used already, at ${at}. Look first.`;
  const context = { reason: 'approval_expired', next_action: 'none', detail, used_at: at };
  const { client } = start({ '/evaluation': [{ body: { decision: false, context } }] });
  await assert.rejects(
    client.redeem(WISH, APPROVAL, 'run-2'),
    (error) => error instanceof NotUsable && error.code === 'approval_used' && error.message.endsWith(detail),
  );
});

for (const [what, body] of Object.entries({
  'a yes without a redemption': { decision: true, context: { run_before: new Date().toISOString() } },
  'a yes without an end': { decision: true, context: { redemption: { id: 'rdm_1' } } },
  'a yes whose end is no time': yes('rdm_1', { run_before: 'soon' }),
  'a yes whose use could leave the journal': yes('../../etc/passwd'),
  'a truthy word': { decision: 'true', context: {} },
  nothing: null,
  'a list': [],
})) {
  test(`${what} is no yes`, async () => {
    const { client } = start({ '/evaluation': [{ body }] });
    await assert.rejects(client.redeem(WISH, APPROVAL, 'run-1'), Unreachable);
  });
}

test('what is no task is not taken for one', async () => {
  const calls: readonly ((client: Client) => Promise<unknown>)[] = [
    (client) => client.request(WISH),
    (client) => client.read('req_1'),
    (client) => client.wait('req_1'),
  ];
  for (const call of calls) {
    const { client } = start({ '/api/requests': [{ body: { ok: true } }], '/req_1': [{ body: '<html>' }] });
    await assert.rejects(call(client), Unreachable);
  }
});

test('an id with slashes stays one path segment', async () => {
  const { client, heard } = start({ '/cancel': [{ body: taskOf('cancelled') }] });
  await client.cancel('a/../b', 'no longer needed');
  assert.equal(heard[0]?.path, '/access/v1/requests/a%2F..%2Fb/cancel');
});

for (const text of ['', 'x', '{}', '{"v":2,"request":"r","wish":{}}', '{"v":1,"request":"r"}']) {
  test(`"${text}" is no handle`, () => {
    assert.throws(() => readHandle(text), InvalidCall);
  });
}

test('tells each comment of a person once while it waits, asks to be woken by the next, and answers', async () => {
  const by = (kind: string, name: string) => ({ kind, id: name, name });
  const one = { by: by('person', 'Alice'), at: 't1', reason_code: 'too_much', untrusted_text: 'Why all?' };
  const own = { by: by('agent', 'etl'), at: 't2', untrusted_text: 'Only 5.' };
  const two = { by: by('person', 'Bob'), at: 't3', untrusted_text: 'Fine.' };
  const at = (n: number) => ({ comments: [one, own, two].slice(0, n), comment_count: n });
  const { client, heard } = start({
    '/comments': [{ body: taskOf('pending', at(2)) }],
    '/req_1': [{ body: taskOf('pending', at(1)) }, { body: taskOf('approved', at(3)) }],
  });
  const told: string[] = [];
  await client.wait('req_1', {
    onComment: ({ by: { name }, reason_code: why, untrusted_text: text }) => {
      told.push(`${name} ${why ?? '-'} ${text}`);
      void client.comment('req_1', 'Only 5.');
    },
  });
  assert.deepEqual(told, ['Alice too_much Why all?', 'Bob - Fine.']);
  const waits = heard.filter(({ method }) => method === 'GET').map(({ headers }) => headers.get('prefer'));
  assert.deepEqual(waits, ['wait=30, comments=0', 'wait=30, comments=1']);
  const said = heard.find(({ method }) => method === 'POST');
  assert.deepEqual([said?.path, said?.body], ['/access/v1/requests/req_1/comments', { comment: 'Only 5.' }]);
});
