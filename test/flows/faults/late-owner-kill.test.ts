// The app is ended while an owner adds it: before and after each write that leads to their card of a request that waits. Whatever is left is done by
// the queue, the sweep or their next message, and they get one card.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Prompt } from '../../../approvals/work.ts';
import { PEOPLE } from '../../../local/directory.ts';
import { until } from '../support/until.ts';
import { ask, untilKnown } from './support/client.ts';
import { type FaultWorld, startFaultWorld } from './support/fault-world.ts';
import { postJson } from './support/post-json.ts';

const WATCH_DUE_MS = 26_000;
const CHAT = `a:${PEOPLE.dana}`;
const NUDGE = JSON.stringify({ kind: 'bring', conversation: CHAT, person: PEOPLE.dana });
/** Later than the nudge of an installation. */
const NUDGED_WITHIN_MS = 4000;
let world: FaultWorld;
before(async () => {
  world = await startFaultWorld();
});
after(() => world?.stop());

type Next = 'she writes' | 'the queue' | 'the queue gives it again' | 'the sweep';
const PLACES: readonly (readonly [write: string, when: 'before' | 'after', next: Next])[] = [
  ['nudge', 'before', 'she writes'],
  ['nudge', 'after', 'she writes'],
  ['put person', 'before', 'she writes'],
  ['put person', 'after', 'the queue'],
  ['commit', 'before', 'the queue gives it again'],
  ['commit', 'after', 'the sweep'],
];

for (const [index, [write, when, next]] of PLACES.entries()) {
  test(`killed ${when} “${write}”, the owner gets one card, by what comes next: ${next}`, async () => {
    const [host] = world.hosts;
    assert.ok(host);
    const id = world.idFor(`owner-${index}`);
    await untilKnown(() => ask(world, `owner-${index}`));
    await world.faults.quiet();

    let cut = false;
    const end = world.faults.add(({ to, label, request, body }) => {
      if (cut) return { do: 'swallow', when: 'before' };
      const isPlace =
        write === 'nudge'
          ? to === 'queues' && isOf(body)
          : label === write && (write !== 'commit' || request === id);
      cut = isPlace;
      return isPlace ? { do: 'swallow', when } : undefined;
    });
    const adding = dana('install').catch(() => undefined);
    await until('the place of the kill', () => cut);
    // Done at the far side, though nobody hears of it.
    await sleep(300);
    await host.app.kill();
    end();
    await adding;
    await host.app.start();

    if (next === 'she writes') {
      await sleep(NUDGED_WITHIN_MS);
      assert.deepEqual(await hers(id), [], 'where nobody knows her chat');
      await dana('say', { text: 'help' });
    }
    // Its lock ends after ten minutes.
    if (next === 'the queue gives it again')
      await world.storage.work.sendMessage(Buffer.from(NUDGE).toString('base64'));
    if (next === 'the sweep') {
      await world.pass(WATCH_DUE_MS);
      await world.sweep();
    }
    await until('her card', async () => (await hers(id)).length > 0);
    await sleep(NUDGED_WITHIN_MS);
    await world.faults.quiet();
    assert.equal((await hers(id)).length, 1);
    const events = (await world.store.list<{ type: string }>(id, 'event-')).map(({ row }) => row.data.type);
    assert.deepEqual(events, ['requested', 'invited']);
    await dana('uninstall');
  });
}

const dana = (door: string, more: object = {}) =>
  postJson(`${world.urls.teams}/_local/${door}`, { conversation: CHAT, user: PEOPLE.dana, ...more });

const isOf = (body: string): boolean => {
  const encoded = /<MessageText>([^<]*)<\/MessageText>/.exec(body)?.[1] ?? '';
  return Buffer.from(encoded, 'base64').toString('utf8').includes('"bring"');
};

/** Her cards in Teams of the request, also those that the app does not know. */
async function hers(id: string): Promise<readonly unknown[]> {
  const all = (await (await fetch(`${world.urls.teams}/_local/messages`)).json()) as readonly {
    readonly conversation: { readonly id: string };
    readonly card: object | null;
  }[];
  const cards = all.filter(
    ({ conversation, card }) => conversation.id === CHAT && JSON.stringify(card).includes(id),
  );
  const prompts = (await world.store.list<Prompt>(id, 'prompt-')).map(({ row }) => row.data);
  const known = prompts
    .filter(({ person }) => person === PEOPLE.dana)
    .flatMap(({ activities }) => activities);
  assert.ok(known.length <= cards.length, 'a card that is not in Teams');
  return cards;
}
