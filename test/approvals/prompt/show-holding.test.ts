// What a holder of a prompt does when its lease runs short, when others change the row under it, and when storage or code fails.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StoreFault } from '../../../approvals/faults.ts';
import { show } from '../../../approvals/prompt/show.ts';
import { later } from '../../../approvals/time.ts';
import type { Prompt } from '../../../approvals/work.ts';
import { NOW } from '../../support/builders.ts';
import type { Stage } from '../../support/stage.ts';
import { createStage } from '../../support/stage.ts';

const KEY = 'prompt-1';
const work = (stage: Stage) => show(stage.desk, stage.id, KEY);
const prompt = (stage: Stage) => stage.row<Prompt>(KEY);

/** Somebody else writes the row, as a click does. */
async function touch(stage: Stage, change: Partial<Prompt> = {}): Promise<void> {
  const row = await stage.desk.store.read<Prompt>(stage.id, KEY);
  assert.ok(row);
  await stage.desk.store.swap(stage.id, KEY, row.etag, { ...row.data, ...change });
}

test('with less than twelve seconds of the lease left no call to Teams is begun', async () => {
  const stage = await createStage();
  stage.before('read request', () => stage.advance(8001));
  await work(stage);
  assert.deepEqual(stage.sent, []);
  stage.advance(20_000);
  await work(stage);
  assert.equal(stage.sent.length, 1);
});

test('a row changed under the holder is read again, and the work goes on under the same lease', async () => {
  const stage = await createStage();
  stage.before('read request', () => touch(stage));
  await work(stage);
  assert.equal(stage.sent.length, 1);
  assert.deepEqual([prompt(stage).lease, prompt(stage).activities.length], [undefined, 1]);
});

test('a row changed just before the lease is let go is let go all the same', async () => {
  const stage = await createStage();
  await work(stage);
  stage.before('read request', () => touch(stage));
  await work(stage);
  assert.equal(prompt(stage).lease, undefined);
});

test('a row that another holder has taken meanwhile is left alone', async () => {
  const stage = await createStage();
  const lease = { holder: 'another', until: later(NOW, 60_000) };
  stage.before('read request', () => touch(stage, { lease }));
  await work(stage);
  assert.deepEqual([stage.sent, prompt(stage).lease], [[], lease]);
});

test('a bug while sending is not swallowed', async () => {
  const stage = await createStage();
  const cards = { ...stage.desk.cards, post: () => Promise.reject(new TypeError('a bug')) };
  await assert.rejects(show({ ...stage.desk, cards }, stage.id, KEY), /a bug/);
});

test('when what was learned cannot be stored the fault is thrown after ten tries, and the card is sent once', async () => {
  const stage = await createStage();
  let posts = 0;
  const cards = {
    ...stage.desk.cards,
    post: async () => {
      posts++;
      stage.spoil('swap', ...Array<'fail'>(30).fill('fail'));
      return 'a1';
    },
  };
  await assert.rejects(show({ ...stage.desk, cards }, stage.id, KEY), StoreFault);
  const swaps = stage.writes().filter((name) => name.startsWith('swap'));
  assert.deepEqual([posts, swaps.length], [1, 12]);
  assert.equal(prompt(stage).unconfirmed, 1);
});
