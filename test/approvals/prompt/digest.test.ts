import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SendFault } from '../../../approvals/faults.ts';
import type { Click } from '../../../approvals/prompt/card-ports.ts';
import { drain } from '../../../approvals/prompt/drain.ts';
import { open } from '../../../approvals/prompt/open.ts';
import { show } from '../../../approvals/prompt/show.ts';
import type { Risk } from '../../../approvals/verdict.ts';
import { aClick, aConversation, aPerson, aVerdict, idOf, NOW } from '../../support/builders.ts';
import { createPaced, PROMPT } from '../../support/paced.ts';

const { id: CONVERSATION } = aConversation();
const atRisk = (level: Risk) => ({ verdict: { ...aVerdict(), risk: { level, reasons: [] } } });

/** `count` requests asked, and the first drain made. */
async function flooded(count: number) {
  const world = await createPaced();
  for (let n = 1; n <= count; n++) await world.ask(n);
  await world.step();
  return world;
}
const clickOn = (nonce: string, request: string, change: Partial<Click> = {}): Click => ({
  ...aClick({ verb: 'open' }),
  request,
  nonce,
  conversation: CONVERSATION,
  ...change,
});

test('while ten or more cards wait one card lists the most urgent of them and counts the others', async () => {
  const world = await createPaced();
  for (let n = 1; n <= 38; n++) await world.ask(n, n === 30 ? atRisk('critical') : {});
  await world.step();
  assert.deepEqual(
    world.told.map(({ kind }) => kind),
    ['post'],
  );
  const view = world.told[0]?.view;
  assert.equal(world.posted().includes(idOf('req', 30)), true, 'the gravest goes first');
  assert.equal(view?.requests.length, 8);
  assert.equal((view?.requests.length ?? 0) + (view?.more ?? 0), world.held.all().length);
});

test('what waits is listed, and the list kept up to date, also while nothing new may go for an hour', async () => {
  const world = await createPaced();
  const at = Math.floor(Date.parse(NOW) / 60_000) * 60_000;
  await world.desk.paces.write(CONVERSATION, { recent: [], minutes: [{ at, sends: 1200 }] }, undefined);
  for (let n = 1; n <= 12; n++) await world.ask(n);
  await world.step();
  assert.deepEqual([world.posted().length, world.told[0]?.view.requests.length], [0, 8]);
  await world.ask(13, atRisk('critical'));
  while (world.told.length < 2 && (await world.step()));
  assert.equal(world.told[1]?.view.requests[0]?.id, idOf('req', 13));
  const tookMs = Date.parse(world.desk.clock()) - Date.parse(NOW);
  assert.ok(tookMs <= 30_000, `${tookMs} ms`);
});

test('a list of cards on which nobody decides says so', async () => {
  const isToRead = async (notify: ReturnType<typeof aVerdict>['notify']) => {
    const world = await createPaced();
    for (let n = 1; n <= 38; n++) await world.ask(n, { verdict: { ...aVerdict(), notify } });
    await world.step();
    return world.told[0]?.view.toRead;
  };
  const [route] = aVerdict().notify;
  assert.ok(route !== undefined && 'route' in route);
  assert.equal(await isToRead([route]), undefined);
  assert.equal(await isToRead([{ ...route, details: 'approvers' }]), true);
});

test('nine cards that wait need no list', async () => {
  const world = await flooded(13);
  assert.ok(world.held.all().length < 10);
  assert.deepEqual(world.told, []);
});

test('the list is brought up to date at most every ten seconds, and says once that nothing waits any more', async () => {
  const world = await flooded(60);
  const times = [Date.parse(world.desk.clock())];
  let seen = world.told.length;
  while (await world.step()) {
    if (world.told.length > seen) times.push(Date.parse(world.desk.clock()));
    seen = world.told.length;
  }
  const updates = world.told.slice(1);
  assert.ok(updates.length >= 2 && updates.every(({ kind }) => kind === 'update'));
  const gaps = times.slice(1, -1).map((at, n) => at - (times[n] ?? 0));
  assert.ok(gaps.every((gap) => gap >= 10_000));
  assert.deepEqual([updates.at(-1)?.view.requests, updates.at(-1)?.view.more], [[], 0]);
  assert.deepEqual(await world.held.conversations(), []);
  await drain(world.desk, CONVERSATION);
  assert.equal(world.told.length, updates.length + 1);
});

test('a list that could not be closed is closed by whoever comes by next', async () => {
  const world = await createPaced();
  const digest = { conversation: aConversation(), nonce: idOf('n'), activity: 'card-1', lost: 0 };
  await world.desk.digests.write(CONVERSATION, digest, undefined);
  const last = { conversation: CONVERSATION, to: aConversation(), request: idOf('req', 1), prompt: PROMPT };
  await world.held.add({ ...last, place: '2|x', since: NOW });
  await world.held.remove({ ...last, place: '2|x' });
  world.faults.push(new SendFault('later', 'Teams answered 502'));
  await drain(world.desk, CONVERSATION);
  assert.deepEqual([world.told.length, await world.held.conversations()], [0, [CONVERSATION]]);
  world.advance(15_000);
  await drain(world.desk, CONVERSATION);
  assert.deepEqual([world.told.at(-1)?.view.requests, await world.held.conversations()], [[], []]);
});

test('a card that is opened from the list is posted next, and a second click does nothing more', async () => {
  const world = await flooded(60);
  const [digest] = world.told;
  const asked = digest?.view.requests.at(-1)?.id ?? '';
  const { nonce = '' } = digest?.view ?? {};
  const click = clickOn(nonce, asked);
  assert.deepEqual(await open(world.desk, click), { kind: 'opened', card: 'comes' });
  assert.deepEqual(await open(world.desk, click), { kind: 'opened', card: 'comes' });
  assert.deepEqual(world.nudges.filter((each) => each.request === asked && each.kind === 'show').length, 2);
  await show(world.desk, asked, PROMPT);
  assert.equal(world.posted().at(-1), asked);
  assert.deepEqual(await open(world.desk, click), { kind: 'opened', card: 'stands' });
  while (await world.step());
  assert.equal(world.posted().filter((id) => id === asked).length, 1);
});

test('a client that asks by itself opens nothing, and hears whether somebody did', async () => {
  const world = await flooded(60);
  const { nonce = '', requests = [] } = world.told[0]?.view ?? {};
  const asked = requests.at(-1)?.id ?? '';
  const byItself = clickOn(nonce, asked, { automatic: true });
  const before = await world.desk.store.read(asked, PROMPT);
  const nudges = world.nudges.length;
  assert.deepEqual(await open(world.desk, byItself), { kind: 'opened', card: 'waits' });
  assert.deepEqual(await world.desk.store.read(asked, PROMPT), before);
  assert.equal(world.nudges.length, nudges);
  await open(world.desk, clickOn(nonce, asked));
  assert.deepEqual(await open(world.desk, byItself), { kind: 'opened', card: 'comes' });
});

test('whoever may not see a request cannot bring its card forward, nor can anybody while the directory is silent', async () => {
  const world = await flooded(60);
  const { nonce = '', requests = [] } = world.told[0]?.view ?? {};
  const asked = requests.at(-1)?.id ?? '';
  const nudges = world.nudges.length;
  const reasonFor = async (who: Parameters<typeof aPerson>[0]) => {
    const reply = await open(world.desk, clickOn(nonce, asked, { person: aPerson(who) }));
    return reply.kind === 'refusal' ? [reply.refusal.reason, reply.request?.id] : reply;
  };
  assert.deepEqual(await reasonFor('gus'), ['guest', asked]);
  assert.deepEqual(await reasonFor('olivia'), ['not_approver', asked]);
  world.directory.silent = true;
  assert.deepEqual(await reasonFor('bob'), ['could_not_verify', asked]);
  world.directory.silent = false;
  assert.equal(world.nudges.length, nudges);
  assert.deepEqual(await reasonFor('ada'), { kind: 'opened', card: 'comes' }, 'administrators see it');
});

test('a forged, foreign or old list opens nothing', async () => {
  const world = await flooded(60);
  const { nonce = '', requests = [] } = world.told[0]?.view ?? {};
  const request = requests.at(-1)?.id ?? '';
  const before = world.nudges.length;
  const foreign = aPerson('alice', { tenant: 'another' });
  const no = async (click: Click) => {
    const reply = await open(world.desk, click);
    return reply.kind === 'refusal' ? reply.refusal.reason : reply.kind;
  };
  assert.equal(await no(clickOn('n_other', request)), 'stale_card');
  assert.equal(await no(clickOn(nonce, request, { conversation: 'a:elsewhere' })), 'stale_card');
  assert.equal(await no(clickOn(nonce, idOf('req', 999))), 'stale_card');
  assert.equal(await no(clickOn(nonce, 'no id')), 'stale_card');
  assert.equal(await no(clickOn(nonce, request, { person: foreign })), 'foreign_tenant');
  assert.equal(world.nudges.length, before);
});

test('a list that was deleted is posted anew, and one whose posts are lost is given up after three', async () => {
  const world = await flooded(100);
  world.faults.push(new SendFault('gone', 'Teams answered 404'));
  while (world.told.length < 2 && (await world.step()));
  assert.deepEqual(
    world.told.map(({ kind }) => kind),
    ['post', 'post'],
  );
  const lost = await createPaced();
  lost.faults.push(...Array.from({ length: 9 }, () => new SendFault('unconfirmed', 'no answer')));
  for (let n = 1; n <= 60; n++) await lost.ask(n);
  while (await lost.step());
  assert.deepEqual([lost.faults.length, lost.told.length], [6, 0]);
});
