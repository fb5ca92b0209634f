// What the bot says is sent again where Teams surely took nothing, once more where nobody knows, and else given up.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SendFault, type SendTrouble } from '../../approvals/faults.ts';
import { createSpeak } from '../../bot/speak.ts';
import { aConversation } from '../support/builders.ts';

const HERE = aConversation({ id: '19:data-approvals@thread.tacv2;messageid=7' });

/** Says one thing to a Teams that meets each try with the next of these. */
async function speak(...faults: readonly (Error | undefined)[]) {
  const waiting = [...faults];
  const waits: number[] = [];
  const told: unknown[] = [];
  const turns: string[] = [];
  let posts = 0;
  const isSaid = await createSpeak({
    untilTurn: async ({ id }) => void turns.push(id),
    adapter: {
      say: async () => {
        posts += 1;
        const fault = waiting.shift();
        if (fault !== undefined) throw fault;
      },
      post: async () => assert.fail('no card is said'),
    },
    onFault: (error) => void told.push(error),
    wait: async (ms) => void waits.push(ms),
  })({ to: HERE, say: 'Done.' });
  return { isSaid, posts, waits, told, turns };
}

const fault = (kind: SendTrouble, seconds?: number) => new SendFault(kind, 'teams_answered', seconds);

test('what Teams took at once is sent once, without waiting', async () => {
  assert.deepEqual(await speak(), {
    isSaid: true,
    posts: 1,
    waits: [],
    told: [],
    turns: ['19:data-approvals@thread.tacv2'],
  });
});

test('what Teams did not take is sent again after as long as Teams says, each try in a turn of its own', async () => {
  const { isSaid, posts, waits, told, turns } = await speak(fault('later', 3), fault('later', 20));
  assert.deepEqual([isSaid, posts, waits, told, turns.length], [true, 3, [3000, 20_000], [], 3]);
});

test('where Teams says no time the waits grow, and after six tries it is given up and told', async () => {
  const last = fault('later');
  const { isSaid, posts, waits, told } = await speak(
    ...Array.from({ length: 5 }, () => fault('later')),
    last,
  );
  assert.deepEqual([isSaid, posts, told], [false, 6, [last]]);
  assert.equal(waits.length, 5);
  for (const [index, ms] of waits.entries()) {
    assert.ok(ms >= 500 * 2 ** index && ms <= 750 * 2 ** index, `${ms} ms at ${index}`);
  }
});

test('nobody waits for longer than a minute in all', async () => {
  for (const [faults, waits] of [
    [[fault('later', 61)], []],
    [[fault('later', 60)], [60_000]],
    [[fault('later', 40), fault('later', 21)], [40_000]],
  ] as const) {
    const said = await speak(...faults);
    assert.deepEqual(said.waits, waits);
    assert.equal(said.posts, waits.length + 1);
  }
});

for (const kind of ['unavailable', 'unconfirmed', 'failed'] as const) {
  test(`what may have arrived (${kind}) is sent once more and no oftener, also where others came between`, async () => {
    const once = await speak(fault(kind));
    assert.deepEqual([once.isSaid, once.posts, once.told], [true, 2, []]);
    const twice = await speak(fault(kind), fault('later', 1), fault('unavailable'));
    assert.deepEqual([twice.isSaid, twice.posts, twice.told.length], [false, 3, 1]);
    assert.equal(once.waits[0] === 10_000, kind === 'failed');
  });
}

for (const other of [
  ...(['gone', 'closed', 'too_big', 'refused'] as const).map((kind) => fault(kind)),
  new TypeError('a bug'),
]) {
  test(`what no other try would change (${other instanceof SendFault ? other.kind : other.name}) is given up at once and told`, async () => {
    const { isSaid, posts, waits, told } = await speak(other);
    assert.deepEqual([isSaid, posts, waits, told], [false, 1, [], [other]]);
  });
}
