// A click changes the prompt's row (adoption, revival) just as its holder lets go of it: the holder must see that and go on, or the
// lease stands for its twenty seconds with nobody behind it, and the card stays old that long.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SendFault } from '../../../approvals/faults.ts';
import { revive } from '../../../approvals/prompt/prompt.ts';
import { show } from '../../../approvals/prompt/show.ts';
import type { Prompt } from '../../../approvals/work.ts';
import { createStage, type Stage } from '../../support/stage.ts';

const KEY = 'prompt-1';
const prompt = (stage: Stage) => stage.row<Prompt>(KEY);

/** What a click on a card that shows an older revision does to the row. */
async function click(stage: Stage): Promise<void> {
  const row = await stage.desk.store.read<Prompt>(stage.id, KEY);
  assert.ok(row);
  const [card] = row.data.activities;
  await stage.desk.store.swap(stage.id, KEY, row.etag, revive(row.data, card?.id, true));
}

/** A store on which a click comes just before the n-th write of the prompt's row. */
function clickBefore(stage: Stage, n: number): Stage['desk'] {
  let swaps = 0;
  const swap: typeof stage.desk.store.swap = async (...args) => {
    swaps++;
    if (swaps === n) await click(stage);
    return stage.desk.store.swap(...args);
  };
  return { ...stage.desk, store: { ...stage.desk.store, swap } };
}

// Lease, count, what the send taught, letting go: the click comes before the last of four writes.
test('a click that comes while the holder lets go is seen by that holder: the card is sent again, the lease is free', async () => {
  const stage = await createStage();
  await show(clickBefore(stage, 4), stage.id, KEY);
  assert.deepEqual(
    stage.sent.map(({ kind }) => kind),
    ['post', 'update'],
  );
  assert.equal(prompt(stage).lease, undefined);
});

test('a click that comes while a holder puts down a failed send is seen too', async () => {
  const stage = await createStage();
  await show(stage.desk, stage.id, KEY);
  await click(stage);
  stage.sendFaults.push(new SendFault('later', 'busy', 30));
  await show(clickBefore(stage, 4), stage.id, KEY);
  assert.equal(prompt(stage).lease, undefined);
  assert.deepEqual(prompt(stage).activities[0]?.shows, 1, 'the click made it try again at once');
});

test('a click while a route is not linked leaves no lease behind', async () => {
  const stage = await createStage();
  let found = 0;
  const routes = {
    ...stage.desk.routes,
    find: async () => {
      found++;
      if (found === 1) await click(stage);
      return undefined;
    },
  };
  await show({ ...stage.desk, routes }, stage.id, KEY);
  assert.equal(prompt(stage).lease, undefined);
  assert.equal(prompt(stage).lastError, 'route_not_linked data-approvals');
});
