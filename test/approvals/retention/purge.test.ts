// What was kept for long enough goes, with its event; what is open stays; the chain verifies whatever breaks off.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cancel } from '../../../approvals/ask/cancel.ts';
import { record } from '../../../approvals/ask/record.ts';
import { submit } from '../../../approvals/ask/submit.ts';
import { verifyChain } from '../../../approvals/change/chain.ts';
import type { Ballot } from '../../../approvals/decision/ballot.ts';
import { decide } from '../../../approvals/decision/decide.ts';
import { lookAgain } from '../../../approvals/decision/look-again.ts';
import { StoreFault } from '../../../approvals/faults.ts';
import { NAME_REMOVED } from '../../../approvals/purged.ts';
import { type Order, type PurgeDesk, purge } from '../../../approvals/retention/purge.ts';
import { taskOf } from '../../../approvals/task.ts';
import type { ApprovalRequest, ChainEvent } from '../../../approvals/words.ts';
import { aDeed } from '../../support/a-deed.ts';
import {
  anAsk,
  aPerson,
  aRequest,
  aVerdict,
  BASE_URL,
  CALLBACK,
  idOf,
  MINUTE_MS,
} from '../../support/builders.ts';
import { createTestDesk, type TestDesk } from '../../support/test-desk.ts';

const ID = idOf('req');
const VERSION = 'a'.repeat(64);
const PARAMETERS: Order = { what: 'parameters', retain: '90d', policyVersion: VERSION, before: '2026-11-22' };
const RECORDS: Order = { ...PARAMETERS, what: 'records', retain: '7y' };

function open() {
  const world = createTestDesk();
  const unlisted: string[] = [];
  const desk: PurgeDesk = {
    ...world.desk,
    unlist: async ({ id }, what) => void unlisted.push(`${id} ${what}`),
  };
  const keys = (id = ID) => world.desk.store.keys(id);
  const events = async (id = ID) =>
    (await world.desk.store.list<ChainEvent>(id, 'event-')).map(({ row }) => row.data);
  const read = async (id = ID) => {
    const request = (await world.desk.store.load(id))?.data;
    assert.ok(request);
    assert.deepEqual(verifyChain(await events(id), request), { ok: true });
    return request;
  };
  return { world, desk, unlisted, keys, events, read };
}

const aBallot = (change: Partial<Ballot> = {}): Ballot => ({
  person: aPerson('alice'),
  choice: 'approve',
  via: 'teams',
  ...change,
});
const WORDS = ['for the audit', 'not with these rows', 'run-7', 'Alice Aho'];

/** Asked with words, a callback and claims; commented and denied by Alice with a reason. */
async function aDenied({ desk, advance }: TestDesk): Promise<void> {
  const ask = anAsk({
    justification: 'for the audit',
    callback: { endpoint: CALLBACK, state: 'run-7' },
    claims: { run: 'run-7' },
    trace: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  });
  assert.ok((await submit(desk, ask)).ok);
  advance(MINUTE_MS);
  const ballot = aBallot({ choice: 'deny', comment: 'not with these rows' });
  assert.ok((await decide(desk, ID, ballot)).ok);
  // Both its card and its callback have come to rest.
  const todo = await desk.store.read<{ state: string }>(ID, 'todo-tell-1');
  assert.ok(todo);
  await desk.store.swap(ID, 'todo-tell-1', todo.etag, { ...todo.data, state: 'done' });
}
/** Its callback is owed again. */
async function revive({ desk: { store } }: TestDesk): Promise<void> {
  const todo = await store.read<object>(ID, 'todo-tell-1');
  await store.swap(ID, 'todo-tell-1', todo?.etag ?? '', { ...todo?.data, state: 'live' });
}
const dump = ({ tables }: TestDesk) =>
  [...tables.all()]
    .map(
      ([name, { data }]) =>
        `${name} ${data instanceof Uint8Array ? new TextDecoder().decode(data) : JSON.stringify(data)}`,
    )
    .join('\n');

test('removes parameters, texts, claims and the callback with one event, and keeps who decided what', async () => {
  const { world, desk, keys, events, read, unlisted } = open();
  await aDenied(world);
  const before = await read();
  assert.match(dump(world), /"format":"csv"/);
  assert.equal(await purge(desk, ID, PARAMETERS), 'removed');
  const after = await read();
  const event = (await events()).at(-1);
  assert.deepEqual(
    [event?.type, event?.actor, event?.facts],
    [
      'purged',
      { kind: 'policy', id: VERSION },
      { what: 'parameters', retain: '90d', policy_version: VERSION, rows: 5, left: 0 },
    ],
  );
  assert.deepEqual(after.purged, { parameters: { at: event?.at, policyVersion: VERSION } });
  assert.deepEqual(await keys(), [
    ...(await events()).map(({ seq }) => `event-00000${seq}`),
    'prompt-1',
    'request',
  ]);
  for (const word of [...WORDS.slice(0, 3), '"format"', CALLBACK, before.salt]) {
    const left = dump(world)
      .split('\n')
      .filter((line) => line.startsWith(ID) && line.includes(word));
    assert.deepEqual(left, [], word);
  }
  assert.deepEqual(
    [after.votes, after.status, after.intentHash, after.revision, after.bodyHash],
    [before.votes, 'denied', before.intentHash, before.revision, before.bodyHash],
  );
  assert.deepEqual([after.claims, after.callback, after.salt, after.todos], [undefined, undefined, '', []]);
  assert.deepEqual(unlisted, [`${ID} parameters`]);
  assert.equal(taskOf(after, BASE_URL).task.removed !== undefined, true);
});

test('removes names and cards with the record, and leaves the skeleton: the request and its events', async () => {
  const { world, desk, keys, events, read } = open();
  await aDenied(world);
  assert.equal(await purge(desk, ID, PARAMETERS), 'removed');
  world.advance(MINUTE_MS);
  assert.equal(await purge(desk, ID, RECORDS), 'removed');
  const after = await read();
  assert.deepEqual(
    (await events()).map(({ type }) => type),
    ['requested', 'voted', 'denied', 'purged', 'purged'],
  );
  assert.deepEqual(
    (await keys()).filter((key) => !key.startsWith('event-')),
    ['request'],
  );
  for (const word of WORDS)
    assert.ok(
      !dump(world)
        .split('\n')
        .some((line) => line.startsWith(`${ID}\n`) && line.includes(word)),
      word,
    );
  const [vote] = after.votes;
  assert.deepEqual(
    [vote?.person.name, vote?.person.oid, vote?.choice],
    [NAME_REMOVED, aPerson('alice').oid, 'deny'],
  );
  assert.deepEqual([after.bodyHash, after.trace, after.prompts], ['', undefined, []]);
  assert.ok(after.purged?.records && after.purged.parameters.at < after.purged.records.at);
});

test('the record takes its parameters with it, and a repeat writes nothing', async () => {
  const { world, desk, events, read } = open();
  await aDenied(world);
  assert.equal(await purge(desk, ID, RECORDS), 'removed');
  const { purged } = await read();
  assert.deepEqual(purged?.parameters, purged?.records);
  const count = (await events()).length;
  for (const order of [RECORDS, PARAMETERS]) assert.equal(await purge(desk, ID, order), 'removed');
  assert.equal((await events()).length, count);
});

test('nothing of what is pending, may still be used, is being run, or owes a card or a callback', async () => {
  const { world, desk, read, unlisted } = open();
  const stays = async (what: string) => {
    const { seq } = await read();
    assert.equal(await purge(desk, ID, RECORDS), 'open', what);
    assert.equal((await read()).seq, seq, what);
  };
  assert.ok((await submit(world.desk, anAsk({ callback: { endpoint: CALLBACK } }))).ok);
  await stays('pending');
  assert.ok((await decide(world.desk, ID, aBallot())).ok);
  await stays('an unused approval');
  assert.deepEqual(unlisted, [], 'it is still in every list');
  const other = open();
  await aDenied(other.world);
  await revive(other.world);
  assert.equal(await purge(other.desk, ID, PARAMETERS), 'open');
});

test('what is brought back between the look and the write is left alone', async () => {
  const { world, desk, read } = open();
  await aDenied(world);
  const { seq } = await read();
  assert.equal(await purge({ ...desk, unlist: () => revive(world) }, ID, PARAMETERS), 'open');
  assert.equal((await read()).seq, seq);
});

test('nothing that was asked on a day that is still kept, and nothing that is not there', async () => {
  const { world, desk, read } = open();
  await aDenied(world);
  assert.equal(await purge(desk, ID, { ...PARAMETERS, before: '2026-11-21' }), 'kept');
  assert.equal((await read()).purged, undefined);
  assert.equal(await purge(desk, idOf('req', 9), PARAMETERS), 'absent');
});

test('more rows than one transaction takes go in batches, each with its event; broken off anywhere, it goes on', async () => {
  const { world, desk, keys, events, read } = open();
  await aDenied(world);
  for (let n = 0; n < 230; n++) {
    const digest = `d${String(n).padStart(3, '0')}`;
    await world.desk.store.insert(ID, { key: `text-${digest}`, data: { digest, salt: 's', text: 'word' } });
  }
  let commits = 0;
  const broken = {
    ...desk.store,
    commit: async (...args: Parameters<typeof desk.store.commit>) => {
      if (++commits === 2) throw new StoreFault('down', false);
      return await desk.store.commit(...args);
    },
  };
  assert.equal(await purge({ ...desk, store: broken }, ID, PARAMETERS), 'open');
  const half = await read();
  assert.deepEqual([half.purged?.parameters.left, (await keys()).length], [137, 137 + 6]);
  world.advance(MINUTE_MS);
  assert.equal(await purge(desk, ID, PARAMETERS), 'removed');
  const told = (await events())
    .filter(({ type }) => type === 'purged')
    .map(({ facts }) => [facts.rows, facts.left]);
  assert.deepEqual(told, [
    [98, 137],
    [98, 39],
    [39, 0],
  ]);
  const done = await read();
  assert.deepEqual(
    [done.purged?.parameters.at, done.purged?.parameters.left],
    [half.purged?.parameters.at, undefined],
  );
  assert.ok(!(await keys()).some((key) => key.startsWith('text-')));
});

test('whatever reply is lost, the event and the removal come together, and once', async () => {
  for (const lost of [1, 2, 3]) {
    const { world, desk, events, keys, read } = open();
    await aDenied(world);
    let tries = 0;
    const store = {
      ...desk.store,
      commit: async (...args: Parameters<typeof desk.store.commit>) => {
        const result = await desk.store.commit(...args);
        return ++tries <= lost ? ('unresolved' as const) : result;
      },
    };
    assert.equal(await purge({ ...desk, store }, ID, PARAMETERS), 'removed');
    await read();
    assert.equal((await events()).filter(({ type }) => type === 'purged').length, 1);
    assert.ok(!(await keys()).includes('intent'));
  }
});

test('what was removed is changed no more: a late look would bring texts back with nobody to remove them', async () => {
  const { world, desk, read } = open();
  assert.ok((await record(world.desk, aDeed({ verdict: aVerdict({ notify: [] }) }))).ok);
  assert.equal(await purge(desk, ID, PARAMETERS), 'removed');
  const looked = await lookAgain(world.desk, ID, {
    person: aPerson('alice'),
    finding: 'looks_right',
    comment: 'late words',
    via: 'api',
  });
  assert.ok(!looked.ok && looked.refusal.reason === 'wrong_state');
  assert.match(looked.refusal.message, /removed on 2026-11-21 under the policy's retention/);
  assert.ok(!dump(world).includes('late words'));
  assert.equal(await purge(desk, ID, RECORDS), 'removed');
  assert.ok(!dump(world).includes('Sam Sato'));
  assert.equal((await read()).agent.name, NAME_REMOVED);
});

test('a request that was taken back before keeps who did it by id alone', async () => {
  const { world, desk, read } = open();
  await submit(world.desk, anAsk({ verdict: aVerdict({ notify: [] }) }));
  const agent = aRequest().agent;
  const by = { clientId: agent.clientId, kind: 'agent', name: agent.name, words: 'my words' } as const;
  const gone = await cancel(world.desk, ID, by);
  assert.ok(gone.ok, JSON.stringify(gone));
  assert.equal(await purge(desk, ID, RECORDS), 'removed');
  const after: ApprovalRequest = await read();
  assert.equal(after.status, 'cancelled');
  assert.ok(!dump(world).includes('my words'));
});
