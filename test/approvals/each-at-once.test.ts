import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { eachAtOnce } from '../../approvals/each-at-once.ts';

const TEN = Array.from({ length: 10 }, (_, at) => at);

test('every item is worked, in their order, and never more at once than may be', async () => {
  const begun: number[] = [];
  let [running, most] = [0, 0];
  const came = await eachAtOnce(TEN, 3, async (item) => {
    begun.push(item);
    most = Math.max(most, ++running);
    await setImmediate();
    running--;
    return item * 2;
  });
  assert.deepEqual(begun, TEN);
  assert.deepEqual(
    came.toSorted((a, b) => a - b),
    TEN.map((item) => item * 2),
  );
  assert.equal(most, 3);
});

test('the first fault is thrown, once all the others are done', async () => {
  const done: number[] = [];
  const work = async (item: number) => {
    await setImmediate();
    if (item === 1 || item === 5) throw new RangeError(`item ${item}`);
    done.push(item);
  };
  await assert.rejects(eachAtOnce(TEN, 2, work), /item 1/);
  assert.deepEqual(
    done.toSorted((a, b) => a - b),
    [0, 2, 3, 4, 6, 7, 8, 9],
  );
});

test('nothing to do is done at once', async () => {
  assert.deepEqual(await eachAtOnce([], 8, () => assert.fail('nothing is there')), []);
});
