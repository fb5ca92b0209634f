// Nudges lost, doubled and garbled, and two hosts on one storage racing for the same work: one card, one callback id, one decision.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { PEOPLE } from '../../../local/directory.ts';
import { ask, click, onRequest, read, redeem, untilKnown } from './support/client.ts';
import { type FaultWorld, startFaultWorld } from './support/fault-world.ts';
import { assertSound, cardsOf, type Expected } from './support/soundness.ts';

const PENDING: Expected = { events: ['requested'], status: 'pending', cards: 1, callback: false };
const APPROVED: Expected = {
  events: ['requested', 'voted', 'approved'],
  status: 'approved',
  cards: 1,
  callback: true,
};
const CANCELLED: Expected = { ...APPROVED, events: ['requested', 'cancelled'], status: 'cancelled' };

describe('the queue, and two hosts on one storage', () => {
  let world: FaultWorld;
  let count = 0;
  before(async () => {
    world = await startFaultWorld({ hosts: 2 });
  });
  after(() => world?.stop());

  const nextKey = () => `queue-${++count}`;
  const sendRaw = (text: string) => world.storage.work.sendMessage(text);
  const nudge = (kind: 'show' | 'tell', id: string) => {
    const todo = kind === 'show' ? 'prompt-1' : 'todo-tell-1';
    return sendRaw(Buffer.from(JSON.stringify({ kind, request: id, todo })).toString('base64'));
  };
  const calls = (id: string, label: string) =>
    world.faults.of(id).filter((call) => call.label === label).length;
  /** Loses every nudge of this request. */
  function loseNudges(id: string) {
    let lost = 0;
    const end = world.faults.add((call) => {
      if (call.request !== id || !call.label?.startsWith('nudge')) return undefined;
      lost += 1;
      return { do: 'answer', when: 'before', status: 500 };
    });
    return { end, lost: () => lost };
  }
  async function later(ms: number) {
    await world.faults.quiet();
    await world.pass(ms);
    await Promise.all([world.sweep(0), world.sweep(1)]);
  }

  test('a nudge that is lost costs seconds: the sweep of either host finds what is owed, once', async () => {
    const key = nextKey();
    const id = world.idFor(key);
    const nudges = loseNudges(id);
    await untilKnown(() => ask(world, key));
    await world.faults.quiet();
    assert.equal(nudges.lost(), 1);
    assert.equal(cardsOf(world, id).length, 0);
    nudges.end();
    await later(26_000);
    await assertSound(world, id, PENDING, 6000);

    const again = loseNudges(id);
    await untilKnown(() => onRequest(world, id, 'cancel', {}));
    await world.faults.quiet();
    assert.equal(again.lost(), 2);
    assert.equal(world.agent.of(id).length, 0);
    again.end();
    await later(26_000);
    await assertSound(world, id, CANCELLED, 6000);
    assert.deepEqual([calls(id, 'post'), calls(id, 'update'), world.agent.of(id).length], [1, 1, 1]);
  });

  test('nudges delivered many times, at the same moment and later, post and tell once', async () => {
    const key = nextKey();
    const id = world.idFor(key);
    const nudges = loseNudges(id);
    // The card takes its time, so that the other nudges come while it is under way.
    const slow = world.faults.add((call) =>
      call.to === 'teams' && call.request === id
        ? { do: 'hold', when: 'before', until: sleep(1500) }
        : undefined,
    );
    await untilKnown(() => ask(world, key));
    await Promise.all(Array.from({ length: 12 }, () => nudge('show', id)));
    await sleep(1000);
    await Promise.all(Array.from({ length: 6 }, () => nudge('show', id)));
    await assertSound(world, id, PENDING, 8000);
    await untilKnown(() => onRequest(world, id, 'cancel', {}));
    await Promise.all(Array.from({ length: 12 }, (_, n) => nudge(n % 2 === 0 ? 'tell' : 'show', id)));
    await assertSound(world, id, CANCELLED, 8000);
    await Promise.all([nudge('tell', id), nudge('show', id)]);
    await world.faults.quiet();
    slow();
    assert.ok(nudges.lost() >= 3);
    assert.deepEqual([calls(id, 'post'), calls(id, 'update'), world.agent.of(id).length], [1, 1, 1]);
  });

  test('garbage in the queue is put aside, emptied by the sweep, and keeps nobody waiting', async () => {
    let poisoned = 0;
    world.faults.add(({ to, method, url }) => {
      if (to === 'queues' && method === 'POST' && url.includes('work-poison/messages')) poisoned += 1;
      return undefined;
    });
    await sendRaw('%%% not base64 %%%');
    await sendRaw(Buffer.from([0xff, 0xfe, 0x00]).toString('base64'));
    await sendRaw(Buffer.from('{"kind":"show"').toString('base64'));
    await sendRaw(Buffer.from('{"kind":"tell","request":"../../x","todo":"request"}').toString('base64'));
    const key = nextKey();
    await untilKnown(() => ask(world, key));
    await assertSound(world, world.idFor(key), PENDING, 8000);
    await until(async () => poisoned >= 1, 'nothing was put aside');
    await world.sweep(0);
    for (const queue of [world.storage.poison, world.storage.work]) {
      await until(
        async () => ((await queue.getProperties()).approximateMessagesCount ?? 0) === 0,
        `${queue.name} was not emptied`,
      );
    }
  });

  test('both hosts sweep the same overdue request at once: it ends once, with one card and one callback', async () => {
    const keys = Array.from({ length: 4 }, nextKey);
    await Promise.all(keys.map((key, n) => untilKnown(() => ask(world, key, n % 2))));
    for (const key of keys) await assertSound(world, world.idFor(key), PENDING, 8000);
    await later(30 * 60_000 + 1000);
    for (let round = 0; round < 3; round++) await Promise.all([world.sweep(0), world.sweep(1)]);
    const expired: Expected = { ...CANCELLED, events: ['requested', 'expired'], status: 'expired' };
    for (const key of keys) {
      const id = world.idFor(key);
      await assertSound(world, id, expired, 8000);
      assert.deepEqual([calls(id, 'post'), calls(id, 'update'), world.agent.of(id).length], [1, 1, 1]);
    }
  });

  test('two hosts take the same call with the same key at once: one request, one card', async () => {
    const key = nextKey();
    const told = await Promise.all(
      Array.from({ length: 8 }, (_, n) => untilKnown(() => ask(world, key, n % 2))),
    );
    for (const { last } of told) assert.equal((last as { task: { id: string } }).task.id, world.idFor(key));
    await assertSound(world, world.idFor(key), PENDING, 8000);
    assert.equal(calls(world.idFor(key), 'post'), 1);
  });

  test('an approval on one host and a withdrawal on the other at once: one decision, and both are told the same', async () => {
    for (let round = 0; round < 4; round++) {
      const key = nextKey();
      const id = world.idFor(key);
      await untilKnown(() => ask(world, key, 1));
      await assertSound(world, id, PENDING, 8000);
      const card = cardsOf(world, id)[0] ?? '';
      const cancelled = untilKnown(() => onRequest(world, id, 'cancel', {}, 1)).then(
        () => 'cancelled',
        // Refused: it is approved already.
        (error: unknown) => (/answered 409/.test(String(error)) ? 'approved' : Promise.reject(error)),
      );
      const clicked = untilKnown(() => click(world, card, { user: PEOPLE.alice, verb: 'approve' }));
      const told = await cancelled;
      await clicked;
      const { task } = await read(world, id);
      assert.equal(task.status, told);
      await assertSound(world, id, told === 'approved' ? APPROVED : CANCELLED, 8000);
      assert.equal(calls(id, 'post'), 1);
    }
  });

  test('one grant presented at both hosts at once under one X-Request-ID is used once, and all are told of that use', async () => {
    const key = nextKey();
    const id = world.idFor(key);
    await untilKnown(() => ask(world, key));
    await assertSound(world, id, PENDING, 8000);
    await untilKnown(() => click(world, cardsOf(world, id)[0] ?? '', { user: PEOPLE.bob, verb: 'approve' }));
    const { result } = await read(world, id);
    assert.ok(result);
    const { id: approval, state } = result.approval;
    const told = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        untilKnown(() => redeem(world, { id: approval, state }, 'same', n % 2)),
      ),
    );
    const uses = told.map(
      ({ last }) =>
        (last as { context: { redemption: { id: string; replayed: boolean } } }).context.redemption,
    );
    assert.equal(new Set(uses.map((use) => use.id)).size, 1);
    assert.ok(uses.filter((use) => !use.replayed).length <= 1);
    await assertSound(world, id, { ...APPROVED, events: [...APPROVED.events, 'redeemed'] }, 8000);
  });
});

async function until(holds: () => Promise<boolean>, otherwise: string, withinMs = 8000): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await holds())) {
    assert.ok(Date.now() < end, otherwise);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
