// Teams refuses sends, throttles, loses answers and lets an older update land last. A card is posted again only where nobody can know that
// it arrived; whatever stands in Teams ends up showing the truth; what cannot be sent is visible in status.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Prompt } from '../../../approvals/work.ts';
import { PEOPLE } from '../../../local/directory.ts';
import { ask, click, onRequest, read, untilKnown } from './support/client.ts';
import type { Fault } from './support/fault-proxy.ts';
import { type FaultWorld, startFaultWorld } from './support/fault-world.ts';
import { assertSound, cardsOf, type Expected, whatIsWrong } from './support/soundness.ts';

const PENDING: Expected = { events: ['requested'], status: 'pending', cards: 1, callback: false };
const CANCELLED: Expected = {
  events: ['requested', 'cancelled'],
  status: 'cancelled',
  cards: 1,
  callback: true,
};
const APPROVED: Expected = {
  events: ['requested', 'voted', 'approved'],
  status: 'approved',
  cards: 1,
  callback: true,
};
const SECOND_SEND_MS = 5 * 60_000 + 1000;

describe('Teams at fault', () => {
  let world: FaultWorld;
  let count = 0;
  before(async () => {
    world = await startFaultWorld();
  });
  after(() => world?.stop());

  /** The next sends of this kind about the request meet these faults, in order; `met` counts. */
  function sends(id: string, label: 'post' | 'update', ...faults: readonly (Fault | 'pass')[]) {
    const waiting = [...faults];
    let met = 0;
    world.faults.add((call) => {
      if (call.to !== 'teams' || call.request !== id || call.label !== label) return undefined;
      const fault = waiting.shift();
      if (fault === undefined) return undefined;
      met += 1;
      return fault === 'pass' ? undefined : fault;
    });
    return { assertMet: () => assert.equal(met, faults.length, 'not every fault was met') };
  }
  const refused = (status: number, headers?: Record<string, string>): Fault => ({
    do: 'answer',
    when: 'before',
    status,
    ...(headers === undefined ? {} : { headers }),
  });
  const notFound = (code: string): Fault => ({
    do: 'answer',
    when: 'before',
    status: 404,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ error: { code, message: 'It is not here.' } }),
  });
  async function asked() {
    const key = `teams-${++count}`;
    await untilKnown(() => ask(world, key));
    return { key, id: world.idFor(key) };
  }
  /** Waits until exactly this is wrong with it. */
  async function untilWrong(id: string, expected: Expected, problem: RegExp) {
    const until = Date.now() + 5000;
    for (;;) {
      const found = await whatIsWrong(world, id, expected);
      if (found !== undefined && problem.test(found)) return;
      if (Date.now() >= until) assert.fail(`${id}: ${found ?? 'nothing is wrong'}`);
      await sleep(20);
    }
  }
  async function shown() {
    const request = await asked();
    await assertSound(world, request.id, PENDING, 8000);
    return request;
  }
  const nextId = () => world.idFor(`teams-${count + 1}`);
  const promptOf = async (id: string) => {
    const row = await world.store.read<Prompt>(id, 'prompt-1');
    assert.ok(row);
    return row.data;
  };
  async function later(ms: number) {
    await world.faults.quiet();
    await world.pass(ms);
    await world.sweep();
    await world.faults.quiet();
  }
  const posts = (id: string) => world.faults.of(id).filter((call) => call.label === 'post').length;
  const updates = (id: string) => world.faults.of(id).filter((call) => call.label === 'update').length;
  const cancel = (id: string) => untilKnown(() => onRequest(world, id, 'cancel', {}));

  test('a post whose reply is lost is made again; the card nobody knew is adopted when clicked, and both show the truth', async () => {
    const lost = sends(nextId(), 'post', { do: 'cut', when: 'after' });
    const { id } = await asked();
    await world.faults.quiet();
    lost.assertMet();
    assert.equal((await read(world, id)).task.delivery.prompts[0]?.state, 'unconfirmed');
    await later(26_000);
    await assertSound(world, id, { ...PENDING, cards: 2 });
    const [unknown, known] = cardsOf(world, id);
    assert.ok(unknown && known);
    assert.deepEqual(
      (await promptOf(id)).activities.map((each) => each.id),
      [known],
    );

    await untilKnown(() => click(world, unknown, { user: PEOPLE.alice, verb: 'approve' }));
    await assertSound(world, id, { ...APPROVED, cards: 2 }, 6000);
    const adopted = await promptOf(id);
    assert.deepEqual(new Set(adopted.activities.map((each) => each.id)), new Set([unknown, known]));
    assert.equal(adopted.unconfirmed, 0);
    assert.equal(posts(id), 2);
  });

  test('three posts without an answer are the last, and status says so; a click on one of them revives the prompt', async () => {
    const cut: Fault = { do: 'cut', when: 'after' };
    const lost = sends(nextId(), 'post', cut, cut, cut);
    const { id } = await asked();
    for (let round = 0; round < 4; round++) await later(26_000);
    lost.assertMet();
    assert.equal((await read(world, id)).task.delivery.prompts[0]?.state, 'dead');
    assert.equal(posts(id), 3);
    const [clicked] = cardsOf(world, id);
    assert.ok(clicked);
    await untilKnown(() => click(world, clicked, { user: PEOPLE.carmen, verb: 'approve' }));
    await assertSound(world, id, { ...APPROVED, cards: 3 }, 6000);
    assert.equal(posts(id), 3);
    assert.ok(updates(id) >= 1);
  });

  test('an unknown card that is clicked after the end is adopted too, and then shows the end', async () => {
    const lost = sends(nextId(), 'post', { do: 'cut', when: 'after' });
    const { id } = await asked();
    await world.faults.quiet();
    lost.assertMet();
    await cancel(id);
    const [unknown] = cardsOf(world, id);
    assert.ok(unknown);
    await untilKnown(() => click(world, unknown, { user: PEOPLE.olivia, verb: 'approve' }));
    await assertSound(world, id, CANCELLED, 6000);
    assert.deepEqual(
      (await promptOf(id)).activities.map((each) => each.id),
      [unknown],
    );
    assert.equal(posts(id), 1);
  });

  test('a post that Teams answers with 403 is not repeated, and status tells that nobody was reached', async () => {
    const met = sends(nextId(), 'post', refused(403));
    const { id } = await asked();
    await later(26_000);
    met.assertMet();
    const { nobody_reached, prompts } = (await read(world, id)).task.delivery;
    assert.deepEqual([nobody_reached, prompts[0]?.state], [true, 'dead']);
    assert.match(prompts[0]?.last_error ?? '', /403/);
    assert.equal(posts(id), 1);
    assert.equal(cardsOf(world, id).length, 0);
  });

  test('a post that Teams answers with 400 is made once more without mentions, and never again', async () => {
    const met = sends(nextId(), 'post', refused(400));
    const { id } = await asked();
    await world.faults.quiet();
    met.assertMet();
    assert.equal((await read(world, id)).task.delivery.prompts[0]?.state, 'delivered');
    assert.deepEqual([posts(id), cardsOf(world, id).length], [2, 1]);

    const both = sends(nextId(), 'post', refused(400), refused(400));
    const second = await asked();
    await later(26_000);
    both.assertMet();
    const [prompt] = (await read(world, second.id)).task.delivery.prompts;
    assert.equal(prompt?.state, 'dead');
    assert.match(prompt?.last_error ?? '', /400/);
    assert.deepEqual([posts(second.id), cardsOf(world, second.id).length], [2, 0]);
  });

  test('a card that is too big for Teams (413) comes at once as a small one that leads to the review page', async () => {
    const met = sends(nextId(), 'post', refused(413));
    const { id } = await asked();
    await world.faults.quiet();
    met.assertMet();
    assert.equal((await read(world, id)).task.delivery.prompts[0]?.state, 'delivered');
    assert.deepEqual([posts(id), cardsOf(world, id).length], [2, 1]);
    assert.equal((await promptOf(id)).small, true);
  });

  test('a post answered 429 is made later, never before it may be, and is one card', async () => {
    const met = sends(nextId(), 'post', refused(429, { 'retry-after': '30' }));
    const before = world.now();
    const { id } = await asked();
    await world.faults.quiet();
    met.assertMet();
    const { nextTry, unconfirmed } = await promptOf(id);
    assert.ok(nextTry && Date.parse(nextTry) >= before + 30_000, `nextTry ${nextTry}`);
    assert.equal(unconfirmed, 0);
    await later(21_000);
    assert.equal(posts(id), 1, 'it was sent before Teams allowed it');
    await later(26_000);
    await assertSound(world, id, PENDING, 6000);
    assert.equal(posts(id), 2);
  });

  for (const [status, wait] of [
    [500, 61_000],
    [502, 26_000],
    [503, 26_000],
    [504, 26_000],
  ] as const) {
    test(`posts that Teams answers with ${status} are made again until one stands, and status tells that nobody was reached till then`, async () => {
      const met = sends(nextId(), 'post', refused(status), refused(status), refused(status));
      const { id } = await asked();
      const told: unknown[] = [];
      for (let round = 0; round < 3; round++) {
        await later(wait * 2 ** round);
        told.push((await read(world, id)).task.delivery.nobody_reached);
      }
      met.assertMet();
      assert.ok(told.includes(true), told.join());
      for (let round = 0; round < 3; round++) await later(wait * 2 ** round);
      assert.equal((await read(world, id)).task.delivery.nobody_reached, false);
      await assertSound(world, id, PENDING);
      assert.equal(posts(id), 4);
    });
  }

  test('a card that somebody deleted (404 on the update) is gone: nothing is posted in its place', async () => {
    const { id } = await shown();
    const met = sends(id, 'update', notFound('ActivityNotFoundInConversation'));
    await cancel(id);
    await world.faults.quiet();
    met.assertMet();
    await later(26_000);
    assert.equal((await read(world, id)).task.delivery.prompts[0]?.state, 'gone');
    assert.deepEqual([posts(id), updates(id)], [1, 1]);
  });

  test('a 404 without a word of Teams passes: the card is posted again, and so is its update', async () => {
    const met = sends(nextId(), 'post', refused(404));
    const { id } = await asked();
    await world.faults.quiet();
    met.assertMet();
    assert.deepEqual([posts(id), cardsOf(world, id).length], [1, 0]);
    await later(26_000);
    await assertSound(world, id, PENDING, 6000);
    assert.equal(posts(id), 2);
    const again = sends(id, 'update', refused(404));
    await cancel(id);
    await world.faults.quiet();
    again.assertMet();
    await later(26_000);
    await assertSound(world, id, CANCELLED, 6000);
  });

  for (const [title, fault] of [
    ['whose reply is lost', { do: 'cut', when: 'after' }],
    ['that never arrives', { do: 'cut', when: 'before' }],
    ['answered 429', { do: 'answer', when: 'before', status: 429, headers: { 'retry-after': '5' } }],
    ['answered 412', { do: 'answer', when: 'before', status: 412 }],
    ['answered 500', { do: 'answer', when: 'before', status: 500 }],
  ] as const) {
    test(`an update ${title} is made again, and there is one card`, async () => {
      const { id } = await shown();
      const met = sends(id, 'update', fault);
      await cancel(id);
      await world.faults.quiet();
      met.assertMet();
      await later(26_000);
      await assertSound(world, id, CANCELLED, 6000);
      assert.deepEqual([posts(id), updates(id)], [1, 2]);
    });
  }

  test('an older update that lands last is repaired by the second send, five minutes later and no more', async () => {
    const { id } = await shown();
    const [card] = cardsOf(world, id);
    const [host] = world.hosts;
    assert.ok(card && host);
    let land = () => {};
    const landing = new Promise<void>((resolve) => {
      land = resolve;
    });
    const met = sends(id, 'update', { do: 'hold', when: 'before', until: landing });
    await untilKnown(() =>
      click(world, card, { user: PEOPLE.bob, verb: 'comment', data: { comment: 'why now?' } }),
    );
    const comments = { ...PENDING, events: ['requested', 'commented'] };
    while (updates(id) === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    // Its holder dies with the update under way; the next holder knows nothing of it.
    await host.app.kill();
    await host.app.start();
    await cancel(id);
    await world.pass(26_000);
    await world.sweep();
    const ended: Expected = { ...CANCELLED, events: [...comments.events, 'cancelled'] };
    await assertSound(world, id, ended, 8000);

    // The one on its way, what the new holder took over and the end (at once, or one by one), and the late send of what was taken over.
    const sent = updates(id);
    assert.ok(sent === 3 || sent === 4, `${sent} updates`);
    land();
    met.assertMet();
    // Landing takes Teams a moment; until then the card still shows the end.
    await untilWrong(id, ended, /does not show what is stored/);
    await later(SECOND_SEND_MS);
    await assertSound(world, id, ended, 6000);
    assert.equal(updates(id), sent + 1);
    await later(SECOND_SEND_MS);
    assert.equal(updates(id), sent + 1, 'a third send');
  });
});
