import assert from 'node:assert/strict';
import { test } from 'node:test';
import { submit } from '../../../approvals/ask/submit.ts';
import { decide } from '../../../approvals/decision/decide.ts';
import { SendFault, StoreFault } from '../../../approvals/faults.ts';
import { sweep } from '../../../approvals/lapse/sweep.ts';
import type { Watch } from '../../../approvals/ports.ts';
import { show } from '../../../approvals/prompt/show.ts';
import { tell } from '../../../approvals/prompt/tell.ts';
import { later } from '../../../approvals/time.ts';
import type { Prompt, Todo } from '../../../approvals/work.ts';
import { anAsk, aPerson, CALLBACK, idOf, MINUTE_MS, NOW } from '../../support/builders.ts';
import type { Stage } from '../../support/stage.ts';
import { createStage } from '../../support/stage.ts';

const HOUR_MS = 60 * MINUTE_MS;
const list = (stage: Stage) =>
  stage.tables
    .list('watch', '')
    .map(({ key, row }) => ({ key, ...(row.data as Omit<Watch, 'key' | 'shard'>) }));
const posted = async (stage: Stage) => show(stage.desk, stage.id, 'prompt-1');
const deny = (stage: Stage) =>
  decide(stage.desk, stage.id, { person: aPerson('alice'), choice: 'deny', via: 'teams' });

/** Does all the work that was nudged since. */
async function work(stage: Stage): Promise<void> {
  for (const nudge of stage.nudges.splice(0)) {
    if (nudge.kind === 'show') await show(stage.desk, nudge.request, nudge.todo);
    else await tell(stage.desk, nudge.request, nudge.todo);
  }
}

test('only due rows are read: before its time nothing is looked at', async () => {
  const stage = await createStage();
  stage.advance(19_999);
  assert.deepEqual(await sweep(stage.desk), { looked: 0, nudged: 0, removed: 0, newer: [] });
  assert.deepEqual(stage.writes(), []);
});

test('a nudge that was lost is made up for: what is owed is nudged', async () => {
  const stage = await createStage({ callback: { endpoint: CALLBACK } });
  await posted(stage);
  await deny(stage);
  stage.forget();
  stage.advance(25_000);
  await sweep(stage.desk);
  const kinds = new Set(stage.nudges.map((each) => each.kind));
  assert.deepEqual([...kinds].sort(), ['show', 'tell']);
});

test('while nothing is owed a pending request is looked at every ten minutes, for whether anybody is left to decide it', async () => {
  const stage = await createStage();
  await posted(stage);
  stage.forget();
  stage.advance(25_000);
  assert.deepEqual(await sweep(stage.desk), { looked: 1, nudged: 0, removed: 1, newer: [] });
  const due = '2026-11-21T14:10:25.000Z';
  const since = later(NOW, 25_000);
  assert.deepEqual(list(stage), [{ key: `${due}|${stage.id}`, due, request: stage.id, event: 0, since }]);
});

test('the next look is put down before the row that asked for this one is removed', async () => {
  const stage = await createStage();
  stage.advance(25_000);
  stage.forget();
  await sweep(stage.desk);
  assert.deepEqual(stage.writes(), ['watch', 'unwatch']);
});

test('while something is owed it is looked at again in twenty seconds, not sooner', async () => {
  const stage = await createStage();
  stage.advance(25_000);
  await sweep(stage.desk);
  assert.deepEqual(
    list(stage).map((each) => each.due),
    [later(NOW, 45_000)],
  );
});

test('however many rows ask for a look at one request, one remains', async () => {
  const stage = await createStage();
  await posted(stage);
  for (let n = 0; n < 5; n++) {
    await stage.desk.watch.add({
      key: `${NOW}|${stage.id}|${n}`,
      due: NOW,
      request: stage.id,
      event: 1,
      since: NOW,
    });
  }
  stage.advance(25_000);
  await sweep(stage.desk);
  assert.equal(list(stage).length, 1);
});

test('the row of a look that asks for itself again stays', async () => {
  const stage = await createStage();
  const due = later(NOW, 25_000);
  const key = `${due}|${stage.id}`;
  await stage.desk.watch.add({ key, due, request: stage.id, event: 0, since: NOW });
  stage.set(due);
  const early = { ...stage.desk, clock: () => later(due, -20_000) };
  await sweep({ ...early, watch: { ...stage.desk.watch, due: () => stage.desk.watch.due(due, 9) } });
  assert.ok(list(stage).some((each) => each.key === key));
});

test('an expired request is ended and told by the sweep alone', async () => {
  const stage = await createStage({ callback: { endpoint: CALLBACK } });
  await posted(stage);
  stage.advance(30 * MINUTE_MS);
  stage.forget();
  await sweep(stage.desk);
  assert.equal(stage.request().status, 'expired');
  await work(stage);
  assert.equal(stage.delivered.length, 1);
  assert.equal(stage.sent.at(-1)?.view.request.status, 'expired');
});

test('when all is done nobody looks any more', async () => {
  const stage = await createStage({ callback: { endpoint: CALLBACK } });
  await posted(stage);
  await deny(stage);
  for (let n = 0; n < 40 && list(stage).length > 0; n++) {
    stage.advance(15_000);
    await sweep(stage.desk);
    await work(stage);
  }
  assert.deepEqual(list(stage), []);
  assert.deepEqual(
    stage.sent.map(({ kind, view }) => `${kind} ${view.request.revision}`),
    ['post 1', 'update 2', 'update 2'],
  );
  assert.equal(stage.delivered.length, 1);
});

for (const [what, id, event] of [
  ['a request that is not there yet', idOf('req', 9), 1],
  ['an event that is not there yet', idOf('req'), 7],
] as const) {
  test(`a row that announces ${what} is kept for a day, and keeps saying so`, async () => {
    const stage = await createStage();
    await posted(stage);
    await deny(stage);
    stage.advance(10 * MINUTE_MS);
    for (let n = 0; n < 9; n++, stage.advance(MINUTE_MS)) {
      await sweep(stage.desk);
      await work(stage);
    }
    assert.deepEqual(list(stage), []);
    const since = stage.desk.clock();
    await stage.desk.watch.add({ key: `${since}|${id}|x`, due: since, request: id, event, since });
    for (let hour = 0; hour < 24; hour++) {
      await sweep(stage.desk);
      assert.deepEqual(
        list(stage).map((each) => [each.event, each.since]),
        [[event, since]],
        `hour ${hour}`,
      );
      stage.advance(HOUR_MS);
    }
    await sweep(stage.desk);
    assert.deepEqual(list(stage), []);
  });
}

test('rows that wait for writes which never landed do not stand in front of those that are due', async () => {
  const stage = await createStage();
  for (let n = 0; n < 10; n++) {
    const key = `${NOW}|${idOf('req', 100 + n)}|x`;
    await stage.desk.watch.add({ key, due: NOW, request: idOf('req', 100 + n), event: 1, since: NOW });
  }
  stage.advance(25_000);
  for (let n = 0; n < 3; n++) await sweep(stage.desk, 5);
  assert.ok(stage.nudges.some((each) => each.request === stage.id));
});

test('a fault about one request does not keep the others waiting, and is thrown at the end', async () => {
  const stage = await createStage();
  const other = anAsk({ id: idOf('req', 2) });
  await submit(stage.desk, other);
  stage.forget();
  stage.advance(25_000);
  const load: typeof stage.desk.store.load = async (id) => {
    if (id === stage.id) throw new StoreFault('broken row', false);
    return stage.desk.store.load(id);
  };
  await assert.rejects(sweep({ ...stage.desk, store: { ...stage.desk.store, load } }), /broken row/);
  assert.deepEqual(
    stage.nudges.map((each) => each.request),
    [other.id],
  );
  assert.ok(list(stage).some((each) => each.request === stage.id));
});

test('a look whose nudge could not be sent is made again', async () => {
  const stage = await createStage();
  stage.advance(25_000);
  const before = list(stage);
  const nudge = () => Promise.reject(new StoreFault('no queue', true));
  await assert.rejects(sweep({ ...stage.desk, nudge }), /no queue/);
  assert.deepEqual(list(stage), before);
});

test('two sweeps at once do no harm', async () => {
  const stage = await createStage();
  stage.advance(30 * MINUTE_MS);
  await Promise.all([sweep(stage.desk), sweep(stage.desk)]);
  assert.deepEqual(stage.told(), ['expired']);
});

test('with every nudge lost, what is overdue is done within sixty seconds after faults have stopped', async () => {
  const stage = await createStage({ callback: { endpoint: CALLBACK } });
  const deaf = { ...stage.desk, nudge: () => Promise.reject(new StoreFault('no queue', true)) };
  stage.sendFaults.push(new SendFault('unconfirmed', 'cut'));
  await show(deaf, stage.id, 'prompt-1');
  stage.advance(30 * MINUTE_MS);
  stage.deliveries.push({ delivered: false, error: 'HTTP 500' });
  const since = stage.desk.clock();
  let done = false;
  while (!done && stage.desk.clock() <= later(since, 60_000)) {
    await sweep(stage.desk);
    await work(stage);
    stage.advance(15_000);
    const told = stage.request().todos.map((key) => stage.row<Todo>(key).state);
    done = stage.request().status === 'expired' && told.every((state) => state === 'done');
  }
  assert.ok(done);
  assert.equal(stage.row<Prompt>('prompt-1').lease, undefined);
});
