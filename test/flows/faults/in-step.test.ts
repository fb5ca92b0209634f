// One request, a card in a channel, in a group chat and in two people's own chats: every card shows each change, also when the app was killed
// between a decision and its updates, and when Teams shows an older update after a newer one. How long it took is told, for an idle machine;
// that the app itself waits for nothing is asserted in test/approvals/prompt/in-step.test.ts and test/approvals/lapse/catch-up.test.ts.
import assert from 'node:assert/strict';
import { after, before, type TestContext, test } from 'node:test';
import type { Prompt } from '../../../approvals/work.ts';
import { PEOPLE } from '../../../local/directory.ts';
import { CHANNEL, GROUP_CHAT } from '../../../local/teams/conversations.ts';
import { wordsOf } from '../support/card-words.ts';
import type { Message, Who } from '../support/teams.ts';
import { inTime, until } from '../support/until.ts';
import { ask, click, untilKnown } from './support/client.ts';
import { type FaultWorld, startFaultWorld } from './support/fault-world.ts';
import { postJson } from './support/post-json.ts';

const OWN = { alice: `a:${PEOPLE.alice}`, bob: `a:${PEOPLE.bob}` };
const PLACES = [CHANNEL.id, GROUP_CHAT.id, OWN.alice, OWN.bob];
/** A terminal update is made once more after five minutes, however long ago the one before was. */
const SECOND_SEND_MS = 301_000;
const LEASE_MS = 20_000;

let world: FaultWorld;
let count = 0;
before(async () => {
  const told = `[data-approvals, night-shift, { person: ${PEOPLE.alice} }, { person: ${PEOPLE.bob} }]`;
  world = await startFaultWorld({
    paced: true,
    policy: (text) =>
      text
        .replace(/^routes:\n/m, 'routes:\n  night-shift: {}\n')
        .replaceAll('notify: [data-approvals]', `notify: ${told}`)
        .replace('{ group: data-owners, count: 1 }', '{ group: data-owners, count: 2 }'),
  });
  for (const who of ['alice', 'bob'] as const) {
    await teams('install', { conversation: OWN[who], user: PEOPLE[who] });
  }
  const text = '@Countersign link night-shift';
  await teams('say', { conversation: GROUP_CHAT.id, user: PEOPLE.ada, text });
});
after(() => world?.stop());

/** A scripting door of the local Teams. */
async function teams<T>(path: string, body: object): Promise<T> {
  const reply = await postJson(`${world.urls.teams}/_local/${path}`, body);
  assert.equal(reply.status, 200, JSON.stringify(reply.body));
  return reply.body as T;
}

type Card = Message & { readonly words: string };

/** One request, by its cards in the order of `PLACES`. */
type Asked = readonly string[];

const messages = async () =>
  (await (await fetch(`${world.urls.teams}/_local/messages`)).json()) as readonly Message[];

/** The cards as they stand now. */
async function cards(id: Asked): Promise<readonly Card[]> {
  const all = await messages();
  return id.map((one) => {
    const found = all.find(({ messageId }) => messageId === one);
    assert.ok(found);
    return { ...found, words: wordsOf(found.card) };
  });
}

async function asked(): Promise<Asked> {
  const key = `in-step-${++count}`;
  await untilKnown(() => ask(world, key));
  const id = world.idFor(key);
  return await until('a card in each place', async () => {
    const own = (await messages()).filter(({ card }) => card !== null && JSON.stringify(card).includes(id));
    const found = PLACES.map((place) => own.find(({ conversation }) => conversation.id === place)?.messageId);
    const known = found.filter((each) => each !== undefined);
    assert.ok(own.length <= PLACES.length);
    return known.length === PLACES.length ? known : undefined;
  });
}

const prompts = async (request: string) =>
  (await world.store.list<Prompt>(request, 'prompt-')).map(({ row }) => row.data);
const lateUntil = ({ activities }: Prompt) => activities.flatMap((each) => each.lateUntil ?? []);

async function press(id: Asked, place: string, who: Who, verb: string, data = {}): Promise<void> {
  const card = (await cards(id)).find(({ conversation }) => conversation.id === place);
  assert.ok(card);
  await untilKnown(() => click(world, card.messageId, { user: PEOPLE[who], verb, data }));
}

const showAll = async (id: Asked, words: RegExp): Promise<boolean> =>
  (await cards(id)).every((each) => words.test(each.words));

async function timed(t: TestContext, id: Asked, what: string, words: RegExp): Promise<void> {
  const begun = performance.now();
  await until(`${what} on every card`, () => showAll(id, words));
  t.diagnostic(`${what}: on every card after ${Math.round(performance.now() - begun)} ms`);
}

const pass = async (ms: number) => {
  await world.pass(ms);
  await world.sweep();
};

test('a comment, a vote and a decision on one card show on all of them', async (t) => {
  const id = await asked();
  await press(id, OWN.bob, 'bob', 'comment', { comment: 'Why so many rows?' });
  await timed(t, id, 'a comment', /Why so many rows\?/);
  await press(id, CHANNEL.id, 'alice', 'approve');
  await timed(t, id, 'a vote', /one more data owner needed/);
  await press(id, GROUP_CHAT.id, 'bob', 'approve');
  await timed(t, id, 'a decision', /^\S+ +Approved, not used yet/);
});

test('a decision shows on every card although the app was killed before any update, and so does what comes after', async (t) => {
  const id = await asked();
  const request = world.idFor(`in-step-${count}`);
  const next = await asked();
  await press(id, CHANNEL.id, 'alice', 'approve');
  await until('the vote on every card', () => showAll(id, /one more data owner needed/));
  await teams('faults', { next: 100, delayMs: 60_000 });
  await press(id, OWN.bob, 'bob', 'approve');
  const [host] = world.hosts;
  assert.ok(host);
  const killed = performance.now();
  await host.app.kill();
  await teams('faults', { next: 0 });
  assert.equal(await showAll(id, /Approved, not used yet/), false);
  await host.app.start();
  await timed(t, id, 'the decision, after the start', /^\S+ +Approved, not used yet/);
  // No lease of the host that is gone had to run out for it.
  assert.ok(performance.now() - killed < LEASE_MS / 2);
  const late = async () => (await prompts(request)).flatMap(lateUntil);
  assert.equal((await late()).length, PLACES.length);
  await press(next, GROUP_CHAT.id, 'alice', 'deny');
  await timed(t, next, 'a decision after the start', /^\S+ +Denied/);
  await pass(LEASE_MS + 6000);
  await inTime(
    { pass },
    'each sent once more, once its lease had ended',
    async () => (await late()).length === 0,
  );
});

const lateNow = async () =>
  ((await (await fetch(`${world.urls.teams}/_local/late`)).json()) as { held: number }).held;

test('where Teams shows an older update after a newer one, every card is true again within seconds', async (t) => {
  const id = await asked();
  await teams('late', { next: PLACES.length });
  await press(id, OWN.bob, 'bob', 'comment', { comment: 'Just a moment.' });
  await until('an update of each card that is held back', async () => (await lateNow()) === PLACES.length);
  assert.equal(await showAll(id, /Just a moment/), false);
  await press(id, GROUP_CHAT.id, 'alice', 'deny');
  await until('the older updates to land last', async () => (await lateNow()) === 0);
  for (const { words } of await cards(id)) assert.match(words, /Waiting for approval.*Just a moment/);
  await timed(t, id, 'the denial', /^\S+ +Denied/);
});

test('the same while it waits: no vote is missing on any card', async (t) => {
  const id = await asked();
  await teams('late', { next: PLACES.length });
  await press(id, OWN.bob, 'bob', 'comment', { comment: 'Just a moment.' });
  await until('an update of each card that is held back', async () => (await lateNow()) === PLACES.length);
  await press(id, CHANNEL.id, 'alice', 'approve');
  await until('the older updates to land last', async () => (await lateNow()) === 0);
  for (const { words } of await cards(id)) assert.doesNotMatch(words, /one more data owner needed/);
  await timed(t, id, 'the vote', /one more data owner needed/);
  assert.equal(await showAll(id, /Just a moment/), true);
});

test('what lands last much later is repaired by the second send of the end', async () => {
  const id = await asked();
  await teams('late', { next: PLACES.length });
  await press(id, CHANNEL.id, 'alice', 'approve');
  await until('an update of each card that is held back', async () => (await lateNow()) === PLACES.length);
  await pass(SECOND_SEND_MS);
  await press(id, OWN.bob, 'bob', 'deny');
  await until('the older updates to land last', async () => (await lateNow()) === 0);
  await pass(SECOND_SEND_MS);
  await inTime({ pass }, 'the denial on every card', () => showAll(id, /^\S+ +Denied/));
});
