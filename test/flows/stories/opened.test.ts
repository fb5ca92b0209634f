// A request that does not fit on its card: it is opened on the review page by each person who approves it, the record says so, and through
// no other door is it approved.
import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import { longText } from '../../support/long-text.ts';
import { ASSIGNMENT, EXPORT, TOO_LONG } from '../support/caller.ts';
import { startFlow } from '../support/flow.ts';
import { pageToken } from '../support/page-sign-in.ts';
import { assertProblem } from '../support/problems.ts';
import { asked } from '../support/steps.ts';
import type { Who } from '../support/teams.ts';

const flow = await startFlow();
after(flow.stop);
const APPROVE = { decision: 'approve' };
const long = (name: string, body: object = TOO_LONG) => ({
  ...body,
  resource: { type: 'database', id: `prod/${name}` },
});

interface Opening {
  readonly done: boolean;
  readonly by: readonly { readonly name: string }[];
}
const onPage = async (who: Who) => flow.bearer(await pageToken(flow, who));
/** What the page does once it has drawn everything. */
async function opens(id: string, who: Who) {
  const page = await onPage(who);
  const seen = await page.read(`${id}/review`);
  const { intent_hash } = seen.body as { intent_hash?: string };
  return await page.on(id, 'opened', { intent_hash });
}
async function openingOf(id: string, who: Who): Promise<Opening | undefined> {
  const seen = await (await onPage(who)).read(`${id}/review`);
  return (seen.body as { opening?: Opening }).opening;
}

it('is opened on the page, approved there, used, and the record names the opening', async () => {
  const id = await asked(flow, long('story'));
  const card = await flow.teams.card(id);
  assert.deepEqual(card.verbs, ['deny', 'comment']);
  assert.match(card.words, /Not all of it has fitted on this card/);
  assert.match(JSON.stringify(card.card), /"title":"Review everything"/);
  assert.deepEqual(await openingOf(id, 'alice'), { done: false, by: [] });
  assert.equal((await opens(id, 'alice')).status, 200);
  assert.equal((await openingOf(id, 'alice'))?.done, true);
  const reply = await (await onPage('alice')).on(id, 'decisions', APPROVE);
  assert.equal(reply.status, 200, reply.text);
  const { events } = await flow.records.tells(id, 'requested', 'opened', 'voted', 'approved');
  assert.deepEqual([events[1]?.facts.via, events[2]?.facts.opened], ['page', 2]);
});

it('is not approved unopened: not by a click, not by API, not on the page, and each says where to open it', async () => {
  const id = await asked(flow, long('unopened'));
  const { activity } = await flow.teams.click(id, 'alice', 'comment');
  const { action } = activity.value as { readonly action: object };
  const forged = await flow.teams.send(
    { ...activity, value: { action: { ...action, verb: 'approve' } } },
    {},
  );
  assert.equal(forged.kind, 'words');
  assert.match(forged.text, new RegExp(`does not hold everything\\. At \\S+/review/${id} you can read all`));
  for (const caller of [flow.person('alice'), await onPage('alice')]) {
    const reply = await caller.on(id, 'decisions', APPROVE);
    assertProblem(reply, 409, 'not_opened');
    assert.match(reply.text, new RegExp(`/review/${id}`));
  }
  await flow.records.tells(id, 'requested');
});

it('is approved by nobody’s opening but one’s own, where two have to agree', async () => {
  const id = await asked(flow, {
    ...ASSIGNMENT,
    action: { name: ASSIGNMENT.action.name, properties: { role: 'reader', note: longText(30_000, 'n') } },
  });
  assert.equal((await opens(id, 'bob')).status, 200);
  assertProblem(await flow.person('alice').on(id, 'decisions', APPROVE), 409, 'not_opened');
  assert.equal((await flow.person('bob').on(id, 'decisions', APPROVE)).status, 200);
  assert.match((await flow.teams.card(id)).words, /Opened in full.*Bob Berg/s);
  assert.equal((await opens(id, 'alice')).status, 200);
  assert.equal((await flow.person('alice').on(id, 'decisions', APPROVE)).status, 200);
  await flow.records.tells(id, 'requested', 'opened', 'voted', 'opened', 'voted', 'approved');
});

it('is denied and commented on without being opened', async () => {
  const id = await asked(flow, long('denied'));
  assert.equal((await flow.teams.click(id, 'alice', 'comment', { comment: 'Why so long?' })).kind, 'card');
  assert.equal((await flow.teams.click(id, 'alice', 'deny')).kind, 'card');
  await flow.records.tells(id, 'requested', 'commented', 'voted', 'denied');
});

it('is opened once for each person, however often and at the same moment the page says so', async () => {
  const id = await asked(flow, long('often'));
  const page = await onPage('alice');
  const { intent_hash } = (await page.read(`${id}/review`)).body as { intent_hash?: string };
  const told = await Promise.all(Array.from({ length: 5 }, () => page.on(id, 'opened', { intent_hash })));
  assert.deepEqual(new Set(told.map(({ status }) => status)), new Set([200]));
  assert.equal((await opens(id, 'alice')).status, 200);
  await flow.records.tells(id, 'requested', 'opened');
});

it('approved at the very moment of its opening: after it, or refused', async () => {
  const id = await asked(flow, long('race'));
  const alice = await onPage('alice');
  const [opened, reply] = await Promise.all([opens(id, 'alice'), alice.on(id, 'decisions', APPROVE)]);
  assert.equal(opened.status, 200, opened.text);
  if (reply.status === 200) await flow.records.tells(id, 'requested', 'opened', 'voted', 'approved');
  else {
    assertProblem(reply, 409, 'not_opened');
    await flow.records.tells(id, 'requested', 'opened');
  }
});

it('is opened by nobody who may not see it, and not as something else', async () => {
  const id = await asked(flow, long('others'));
  const { intent_hash } = (await flow.person('alice').read(`${id}/review`)).body as { intent_hash?: string };
  for (const [who, name] of [
    ['olivia', 'not_approver'],
    ['gus', 'guest'],
  ] as const) {
    assertProblem(await flow.person(who).on(id, 'opened', { intent_hash }), 403, name, who);
  }
  assertProblem(await flow.person('alice').on(id, 'opened', { intent_hash: 'x' }), 400, 'invalid');
  assertProblem(await flow.person('alice').on(id, 'opened', {}), 400, 'invalid');
  await flow.records.tells(id, 'requested');
});

it('whose card holds everything is approved by one tap, and opening its page is nobody’s business', async () => {
  const id = await asked(flow, { ...EXPORT, resource: { type: 'database', id: 'prod/short' } });
  assert.equal(await openingOf(id, 'alice'), undefined);
  assert.equal((await opens(id, 'alice')).status, 200);
  assert.equal((await flow.teams.click(id, 'alice', 'approve')).kind, 'card');
  await flow.records.tells(id, 'requested', 'voted', 'approved');
});

it('is opened first where its card cuts what differs from what was denied: the decoys stand in front, the page tells all', async () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'zone'];
  const ask = (value: number) => ({
    ...long('decoys', EXPORT),
    context: Object.fromEntries(names.map((name) => [name, value])),
  });
  const first = await asked(flow, ask(1));
  assert.equal(
    (await flow.person('alice').on(first, 'decisions', { decision: 'deny', reason: 'too_much' })).status,
    200,
  );
  const id = await asked(flow, ask(2));
  assert.deepEqual((await flow.teams.card(id)).verbs, ['deny', 'comment']);
  assertProblem(await flow.person('alice').on(id, 'decisions', APPROVE), 409, 'not_opened');
  const page = await onPage('alice');
  const seen = await page.read(`${id}/review`);
  const { changed } = seen.body as { changed: { denied: readonly { name: string }[] } };
  assert.deepEqual(
    changed.denied.map(({ name }) => name),
    names.map((name) => `/context/${name}`),
  );
  assert.equal((await opens(id, 'alice')).status, 200);
  assert.equal((await page.on(id, 'decisions', APPROVE)).status, 200);
  await flow.records.tells(id, 'requested', 'opened', 'voted', 'approved');
});
