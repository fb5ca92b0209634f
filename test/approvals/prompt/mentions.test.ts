// Whom a new card mentions: those who can still fill a seat, and nobody who need not act.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DirectoryPerson } from '../../../approvals/approvers/directory-ports.ts';
import { submit } from '../../../approvals/ask/submit.ts';
import { toMention } from '../../../approvals/prompt/mentions.ts';
import { show } from '../../../approvals/prompt/show.ts';
import { GROUPS, PEOPLE } from '../../../local/directory.ts';
import {
  aConversation,
  anAsk,
  aPerson,
  aRequest,
  aRequirement,
  aVerdict,
  aVote,
  idOf,
} from '../../support/builders.ts';
import { createTestDesk } from '../../support/test-desk.ts';

const names = async (request = aRequest(), world = createTestDesk()) =>
  (await toMention(world.desk, request)).map(({ name }) => name.split(' ')[0]).toSorted();

test('the members of a small group are mentioned, but not the owner, who may not approve', async () => {
  assert.deepEqual(await names(aRequest({ excluded: [] })), ['Alice', 'Bob', 'Carmen', 'Dana']);
  assert.deepEqual(await names(aRequest({ excluded: [PEOPLE.dana] })), ['Alice', 'Bob', 'Carmen']);
});

test('who has voted is not asked again, and seats that are filled ask nobody', async () => {
  const verdict = aVerdict({
    requirements: [aRequirement({ count: 2 }), aRequirement({ groups: [], people: [PEOPLE.sam] })],
  });
  const request = aRequest({
    verdict,
    excluded: [PEOPLE.dana],
    votes: [aVote('alice'), aVote('sam', { groups: [] })],
  });
  assert.deepEqual(await names(request), ['Bob', 'Carmen']);
  const both = { ...request, votes: [aVote('alice'), aVote('bob')] };
  assert.deepEqual(await names(both), ['Sam']);
});

test('who approved is mentioned once more where an escalation may have made it enough, beside who was let in', async () => {
  const verdict = aVerdict({
    requirements: [aRequirement(), aRequirement({ groups: [], people: [PEOPLE.sam] })],
    escalations: [
      {
        afterMs: 1000,
        notify: [],
        groups: [],
        adds: { groups: [{ name: 'admins', id: GROUPS.admins }], people: [] },
      },
    ],
  });
  const votes = [aVote('alice'), aVote('bob')];
  const request = aRequest({ verdict, excluded: [PEOPLE.dana], votes });
  assert.deepEqual(await names(request), ['Sam']);
  assert.deepEqual(await names({ ...request, escalated: [{ at: votes[1]?.at ?? '' }] }), [
    'Ada',
    'Alice',
    'Bob',
    'Noor',
    'Sam',
  ]);
});

test('of a group too large nobody is mentioned, and named people still are', async () => {
  const world = createTestDesk();
  for (let n = 0; n < 4; n++) {
    const more: DirectoryPerson = {
      oid: idOf('p', n),
      name: `More ${n}`,
      enabled: true,
      guest: false,
      groups: [GROUPS.dataOwners],
      source: 'test',
    };
    world.directory.people.set(more.oid, more);
  }
  const verdict = aVerdict({ requirements: [aRequirement({ people: [PEOPLE.sam] })] });
  assert.deepEqual(await names(aRequest({ verdict }), world), ['Sam']);
});

test('a guest, a disabled account and somebody the directory does not know are not mentioned', async () => {
  const people = [PEOPLE.gus, PEOPLE.xavier, PEOPLE.olivia, PEOPLE.bob];
  const world = createTestDesk();
  const bob = world.directory.people.get(PEOPLE.bob);
  assert.ok(bob);
  world.directory.people.set(PEOPLE.bob, { ...bob, enabled: false });
  const verdict = aVerdict({ requirements: [aRequirement({ groups: [], people })] });
  assert.deepEqual(await names(aRequest({ verdict }), world), ['Olivia']);
});

for (const [what, change] of [
  ['a request that has ended', { status: 'denied' }],
  ['a test', { trial: { by: aPerson('ada') } }],
] as const) {
  test(`${what} mentions nobody`, async () => {
    assert.deepEqual(await names(aRequest(change)), []);
  });
}

test('only what is posted where several people read mentions: no update, and no chat with one person', async () => {
  const { desk, sent } = createTestDesk();
  const asked: string[] = [];
  const mentioning = {
    ...desk,
    mentions: async ({ id }: { readonly id: string }) => {
      asked.push(id);
      return [{ oid: PEOPLE.alice, name: 'Alice Aho' }];
    },
  };
  await desk.routes.bind('data-approvals', aConversation(), aPerson('ada'), '');
  await submit(desk, anAsk());
  await show(mentioning, idOf('req'), 'prompt-1');
  const { etag, data } = (await desk.store.load(idOf('req'))) ?? {};
  assert.ok(etag && data);
  assert.deepEqual(
    sent.map(({ kind, view }) => [kind, view.mentions?.length]),
    [['post', 1]],
  );
  await desk.people.remember(PEOPLE.bob, aConversation({ id: 'a:bob', type: 'personal' }), '');
  const own = aVerdict({ notify: [], oneToOne: { people: [PEOPLE.bob], groups: [] } });
  await submit(desk, anAsk({ id: idOf('req', 2), verdict: own }));
  await show(mentioning, idOf('req', 2), 'prompt-1');
  assert.deepEqual(
    sent.map(({ view }) => view.mentions?.length),
    [1, undefined],
  );
  assert.deepEqual(asked, [idOf('req')]);
});
