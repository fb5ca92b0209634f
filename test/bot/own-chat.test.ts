// Where people are reached one-to-one: what Teams tells of it, and whose word about it is worth nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Person } from '../../approvals/words.ts';
import type { Conversation } from '../../approvals/work.ts';
import type { Activity } from '../../bot/incoming.ts';
import { learnOwnChat } from '../../bot/own-chat.ts';
import { readSender } from '../../bot/sender.ts';
import { OTHER_TENANT, PEOPLE, TENANT } from '../../local/directory.ts';
import { NOW } from '../support/builders.ts';
import { createMemoryPeopleBook } from '../support/memory-store.ts';

const CHAT = 'a:1carmen';
const BOT = '28:bot';
const activity = (more: object): Activity => ({
  type: 'installationUpdate',
  action: 'add',
  channelId: 'msteams',
  serviceUrl: 'https://smba.trafficmanager.net/teams/',
  from: { id: '29:carmen', aadObjectId: PEOPLE.carmen },
  recipient: { id: BOT },
  conversation: { id: CHAT, conversationType: 'personal', tenantId: TENANT },
  channelData: { tenant: { id: TENANT } },
  ...more,
});
const gone = { type: 'installationUpdate', action: 'remove' };

/** Hears these, and says where Carmen is reached then. */
async function after(...told: readonly object[]): Promise<string | undefined> {
  const people = createMemoryPeopleBook();
  for (const each of told) {
    const heard = activity(each);
    const where = readSender(heard, TENANT);
    assert.ok(where);
    await learnOwnChat(heard, where, { tenant: TENANT.toUpperCase(), people, clock: () => NOW });
  }
  const found = await people.find(PEOPLE.carmen);
  return found?.id;
}

const LEARNS: readonly (readonly [string, object])[] = [
  ['the app was added', {}],
  ['it was upgraded', { action: 'add-upgrade' }],
  ['the bot joined', { type: 'conversationUpdate', action: undefined, membersAdded: [{ id: BOT }] }],
  ['they write', { type: 'message', action: undefined, text: 'hi' }],
];
for (const [how, told] of LEARNS) {
  test(`learns a person’s chat when ${how}, and forgets it when they remove the app`, async () => {
    assert.equal(await after(told), CHAT);
    assert.equal(await after(told, gone), undefined);
    const left = { type: 'conversationUpdate', action: undefined, membersRemoved: [{ id: BOT }] };
    assert.equal(await after(told, left), undefined);
  });
}

test('an upgrade, another chat’s end and somebody else’s leaving forget nothing', async () => {
  assert.equal(await after({}, { action: 'remove-upgrade' }), CHAT);
  const old = { id: 'a:0old', conversationType: 'personal', tenantId: TENANT };
  assert.equal(await after({}, { ...gone, conversation: old }), CHAT);
  const other = { type: 'conversationUpdate', membersRemoved: [{ id: '29:x' }] };
  assert.equal(await after({}, other), CHAT);
});

test('says whose chat it is before it writes it down, of a chat of ours alone, and writes it down also where nobody could be told', async () => {
  const expected: unknown[] = [];
  for (const isBroken of [false, true]) {
    const people = createMemoryPeopleBook();
    const expect = async ({ oid }: Person, { id }: Conversation) => {
      expected.push([oid, id, await people.find(oid)]);
      if (isBroken) throw new Error('the queue is down');
    };
    const learn = async (told: object) => {
      const where = readSender(activity(told), TENANT);
      assert.ok(where);
      await learnOwnChat(activity(told), where, { tenant: TENANT, people, clock: () => NOW, expect });
    };
    const learned = learn({});
    if (isBroken) await assert.rejects(learned, /queue is down/);
    else await learned;
    assert.equal((await people.find(PEOPLE.carmen))?.id, CHAT);
    await learn({ conversation: { ...chat, conversationType: 'channel' } });
    await learn({ channelData: { tenant: { id: OTHER_TENANT } } });
    await learn(gone);
  }
  const once = [PEOPLE.carmen, CHAT, undefined];
  assert.deepEqual(expected, [once, once]);
});

const chat = { id: CHAT, conversationType: 'personal', tenantId: TENANT };
const NOTHING: readonly (readonly [string, object])[] = [
  ['of a person of another tenant', { channelData: { tenant: { id: OTHER_TENANT } } }],
  ['where the conversation is of another tenant', { conversation: { ...chat, tenantId: OTHER_TENANT } }],
  ['in a channel', { conversation: { ...chat, conversationType: 'channel' } }],
  ['in a group chat', { conversation: { ...chat, conversationType: 'groupChat' } }],
  ['of a bot', { from: { id: '28:other', aadObjectId: PEOPLE.carmen } }],
  ['of somebody without an Entra id', { from: { id: '29:carmen' } }],
  ['where somebody else joined', { type: 'conversationUpdate', membersAdded: [{ id: '29:carmen' }] }],
  ['from a click', { type: 'invoke' }],
];
for (const [how, told] of NOTHING) {
  test(`learns nothing ${how}`, async () => {
    assert.equal(await after(told), undefined);
  });
}
