import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Rule, Step } from '../../../approvals/change/transition.ts';
import { transition } from '../../../approvals/change/transition.ts';
import { StoreFault } from '../../../approvals/faults.ts';
import type { Watch } from '../../../approvals/ports.ts';
import { idOf, NOW } from '../../support/builders.ts';
import type { Stage } from '../../support/stage.ts';
import { createEmptyStage, createStage } from '../../support/stage.ts';

const write = (type: 'commented' | 'cancelled' = 'commented'): Step => ({
  do: 'write',
  change: { commentCount: 1 },
  events: [{ type, actor: { kind: 'agent', id: 'a' }, facts: {} }],
});
const always: Rule = () => write();
/** Writes once: whoever comes later has nothing to do. */
const once: Rule = (request) => (request.commentCount > 0 ? { do: 'keep' } : write());

const commits = (stage: Stage) => stage.writes().filter((name) => name.startsWith('commit'));
const watches = (stage: Stage) =>
  stage.tables.list('watch', '').map(({ row }) => row.data as Omit<Watch, 'key' | 'shard'>);

test('a change is announced, committed in one write with its event, nudged, and answered from the stored row', async () => {
  const stage = await createStage();
  const settled = await transition(stage.desk, stage.id, always);
  assert.deepEqual(stage.writes(), ['watch', 'commit commented']);
  assert.deepEqual(settled, { ok: true, value: { request: stage.request(), wrote: true } });
  assert.deepEqual(stage.told(), ['commented']);
  assert.equal(stage.request().revision, 2);
  assert.deepEqual(stage.nudges, [{ kind: 'show', request: stage.id, todo: 'prompt-1' }]);
});

test('the watch row stands before the commit, names its event, and is due twenty seconds later', async () => {
  const stage = await createStage();
  let seen: readonly object[] = [];
  stage.before('commit', () => {
    seen = watches(stage).filter((each) => each.event === 2);
  });
  await transition(stage.desk, stage.id, always);
  assert.deepEqual(seen, [{ due: '2026-11-21T14:00:20.000Z', request: stage.id, event: 2, since: NOW }]);
});

for (const [name, step] of [
  ['nothing to do', { do: 'keep' }],
  ['a refusal', { do: 'refuse', refusal: { reason: 'stale_card' } }],
] as const) {
  test(`${name} writes nothing and nudges nobody`, async () => {
    const stage = await createStage();
    const settled = await transition(stage.desk, stage.id, () => step);
    assert.equal(settled.ok, step.do === 'keep');
    assert.deepEqual([stage.writes(), stage.nudges], [[], []]);
  });
}

test('a request nobody made is unknown', async () => {
  const { desk } = createEmptyStage();
  const settled = await transition(desk, idOf('req', 9), always);
  assert.deepEqual(settled, { ok: false, refusal: { reason: 'unknown_request' } });
});

test('a commit whose reply was lost is won: one event, told as written', async () => {
  const stage = await createStage();
  stage.spoil('commit', 'lost');
  const settled = await transition(stage.desk, stage.id, once);
  assert.ok(settled.ok && settled.value.wrote);
  assert.deepEqual([stage.told(), commits(stage).length], [['commented'], 1]);
});

test('a commit whose reply and read-back were lost is found by its operation id, not made twice', async () => {
  const stage = await createStage();
  stage.spoil('commit', 'lost');
  stage.spoil('read event-000002', 'fail');
  const settled = await transition(stage.desk, stage.id, always);
  assert.ok(settled.ok && settled.value.wrote);
  assert.deepEqual(stage.told(), ['commented']);
});

test('a commit that never arrived is tried again with the same operation id, under the same watch row', async () => {
  const stage = await createStage();
  stage.spoil('commit', 'fail');
  const settled = await transition(stage.desk, stage.id, always);
  assert.ok(settled.ok && settled.value.wrote);
  assert.deepEqual(stage.told(), ['commented']);
  assert.deepEqual(stage.writes(), ['watch', 'commit commented', 'commit commented']);
  // The first operation id of the stage belongs to the asking.
  assert.equal(stage.events()[1]?.op, idOf('op', 2));
});

test('a late try that lands between two tries is our own: one event, told as written', async () => {
  const stage = await createStage();
  stage.spoil('commit', 'late');
  let loads = 0;
  const settled = await transition(stage.desk, stage.id, (request, now) => {
    loads++;
    if (loads === 2) assert.deepEqual(stage.release(), [true]);
    return always(request, now);
  });
  assert.ok(settled.ok && settled.value.wrote);
  assert.deepEqual(stage.told(), ['commented']);
});

test('a race lost is applied anew to what is stored, with a fresh watch row and a fresh operation id', async () => {
  const stage = await createStage();
  stage.before('commit', () => transition(stage.desk, stage.id, always));
  const settled = await transition(stage.desk, stage.id, always);
  assert.ok(settled.ok && settled.value.wrote);
  assert.deepEqual(stage.told(), ['commented', 'commented']);
  assert.equal(new Set(stage.events().map((event) => event.op)).size, 3);
  assert.equal(stage.writes().filter((name) => name === 'watch').length, 3);
});

test('a race lost to one who did the same is nothing to do', async () => {
  const stage = await createStage();
  stage.before('commit', () => transition(stage.desk, stage.id, once));
  const settled = await transition(stage.desk, stage.id, once);
  assert.ok(settled.ok && !settled.value.wrote);
  assert.deepEqual(stage.told(), ['commented']);
});

test('no refusal is given while a try of ours may still land: first the version is changed', async () => {
  const stage = await createStage();
  stage.spoil('commit', 'late');
  let calls = 0;
  const settled = await transition(stage.desk, stage.id, () => {
    calls++;
    return calls === 1 ? write() : { do: 'refuse', refusal: { reason: 'could_not_verify' } };
  });
  assert.deepEqual(settled, { ok: false, refusal: { reason: 'could_not_verify' } });
  assert.deepEqual(stage.writes(), ['watch', 'commit commented', 'fence']);
  assert.deepEqual(stage.release(), [false]);
  assert.deepEqual(stage.told(), []);
});

test('when the late try lands before it is fenced, the answer is that it was written', async () => {
  const stage = await createStage();
  stage.spoil('commit', 'late');
  stage.before('fence', () => assert.deepEqual(stage.release(), [true]));
  let calls = 0;
  const settled = await transition(stage.desk, stage.id, () => {
    calls++;
    return calls === 1 ? write() : { do: 'keep' };
  });
  assert.ok(settled.ok && settled.value.wrote);
  assert.deepEqual(stage.told(), ['commented']);
});

test('a rule that changes its mind sends another operation under its own watch row, and only one of the two lands', async () => {
  const stage = await createStage();
  stage.spoil('commit commented', 'late');
  let calls = 0;
  const settled = await transition(stage.desk, stage.id, () =>
    write(calls++ === 0 ? 'commented' : 'cancelled'),
  );
  assert.ok(settled.ok && settled.value.wrote);
  assert.deepEqual(stage.release(), [false]);
  assert.deepEqual(stage.told(), ['cancelled']);
  assert.equal(stage.writes().filter((name) => name === 'watch').length, 2);
});

test('while storage swallows every commit the answer is "not known yet", never "nothing written"', async () => {
  const stage = await createStage();
  stage.spoil('commit', ...Array<'fail'>(20).fill('fail'));
  const settled = await transition(stage.desk, stage.id, always);
  assert.deepEqual(settled, { ok: false, refusal: { reason: 'not_known_yet' } });
  assert.equal(commits(stage).length, 8);
});

test('a fence that storage swallows leaves the answer open', async () => {
  const stage = await createStage();
  stage.spoil('commit', 'late');
  stage.spoil('fence', ...Array<'fail'>(20).fill('fail'));
  let calls = 0;
  const settled = await transition(stage.desk, stage.id, () => (calls++ === 0 ? write() : { do: 'keep' }));
  assert.deepEqual(settled, { ok: false, refusal: { reason: 'not_known_yet' } });
});

test('eight lost races are enough: busy, and nothing of ours was written', async () => {
  const stage = await createStage();
  const rival = () => transition(stage.desk, stage.id, () => write('cancelled'));
  let tries = 0;
  const settled = await transition(stage.desk, stage.id, () => {
    tries++;
    stage.before('commit commented', rival);
    return write();
  });
  assert.deepEqual(settled, { ok: false, refusal: { reason: 'busy' } });
  assert.equal(tries, 8);
  assert.ok(stage.told().every((type) => type === 'cancelled'));
});

test('tries end after two and a half seconds: a person is waiting', async () => {
  const stage = await createStage();
  stage.spoil('commit', ...Array<'fail'>(20).fill('fail'));
  const desk = { ...stage.desk, waitBeforeTry: async () => stage.advance(1000) };
  const settled = await transition(desk, stage.id, always);
  assert.deepEqual(settled, { ok: false, refusal: { reason: 'not_known_yet' } });
  assert.equal(commits(stage).length, 3);
});

test('the time is stamped anew for each try', async () => {
  const stage = await createStage();
  stage.spoil('commit', 'fail');
  const desk = { ...stage.desk, waitBeforeTry: async () => stage.advance(700) };
  await transition(desk, stage.id, always);
  assert.equal(stage.events()[1]?.at, '2026-11-21T14:00:00.700Z');
});

test('a fault before anything was sent is thrown: storage is out of reach and nothing was written', async () => {
  const stage = await createStage();
  stage.spoil('read request', ...Array<'fail'>(20).fill('fail'));
  await assert.rejects(transition(stage.desk, stage.id, always), StoreFault);
  assert.deepEqual(stage.writes(), []);
});

test('without its watch row nothing is committed', async () => {
  const stage = await createStage();
  stage.spoil('watch', ...Array<'fail'>(20).fill('fail'));
  await assert.rejects(transition(stage.desk, stage.id, always), StoreFault);
  assert.deepEqual(commits(stage), []);
});

test('a rule that throws is not tried again, and nothing was written', async () => {
  const stage = await createStage();
  const broken = () => {
    throw new TypeError('no key');
  };
  await assert.rejects(transition(stage.desk, stage.id, broken), /no key/);
  assert.deepEqual(stage.writes(), []);
});

test('a lost nudge costs nothing but time', async () => {
  const stage = await createStage();
  const nudge = () => Promise.reject(new StoreFault('no queue', true));
  const settled = await transition({ ...stage.desk, nudge }, stage.id, always);
  assert.ok(settled.ok && settled.value.wrote);
});

test('when an older try of ours lands just before a newer one, the answer is that it was written', async () => {
  const stage = await createStage();
  stage.spoil('commit commented', 'late');
  stage.before('commit cancelled', () => assert.deepEqual(stage.release(), [true]));
  let calls = 0;
  const settled = await transition(stage.desk, stage.id, () =>
    write(calls++ === 0 ? 'commented' : 'cancelled'),
  );
  assert.ok(settled.ok && settled.value.wrote);
  assert.deepEqual([calls, stage.told()], [2, ['commented']]);
});

test('a fault that trying again cannot help is thrown at once; with a try under way it is "not known yet"', async () => {
  const stage = await createStage();
  let loads = 0;
  const broken = new StoreFault('not our row', false);
  const load = () => {
    loads++;
    return Promise.reject(broken);
  };
  await assert.rejects(
    transition({ ...stage.desk, store: { ...stage.desk.store, load } }, stage.id, always),
    broken,
  );
  assert.equal(loads, 1);

  stage.spoil('commit', 'fail');
  const later: typeof stage.desk.store.load = (id) =>
    ++loads > 2 ? Promise.reject(broken) : stage.desk.store.load(id);
  const desk = { ...stage.desk, store: { ...stage.desk.store, load: later } };
  const settled = await transition(desk, stage.id, always);
  assert.deepEqual(settled, { ok: false, refusal: { reason: 'not_known_yet' } });
});
