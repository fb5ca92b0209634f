// What the bot does with what Teams tells it: clicks, commands, installations, and everything it does not know.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SendFault, StoreFault } from '../../approvals/faults.ts';
import type { Click, ClickReply } from '../../approvals/prompt/card-ports.ts';
import { type Answer, accept, refuse } from '../../approvals/refusal.ts';
import type { Person } from '../../approvals/words.ts';
import type { Conversation } from '../../approvals/work.ts';
import type { Activity } from '../../bot/incoming.ts';
import { createOnActivity } from '../../bot/on-activity.ts';
import { createMemoryPeopleBook } from '../support/memory-store.ts';
import { REQUESTS, viewOf } from './cards/views.ts';

const TENANT = '7c0ffee0-0000-4000-8000-000000000001';
const OTHER = '7c0ffee0-0000-4000-8000-000000000002';
const ALICE = '7c0ffee0-0000-4000-8000-00000000e001';
const ADA = '7c0ffee0-0000-4000-8000-00000000e009';
const CHANNEL = '19:data-approvals@thread.tacv2';
const CARD = 'application/vnd.microsoft.card.adaptive';
const MESSAGE = 'application/vnd.microsoft.activity.message';

const base = (more: object = {}) => ({
  serviceUrl: 'http://127.0.0.1:3979/',
  from: { id: '29:alice', name: 'Alice Aho', aadObjectId: ALICE },
  conversation: {
    id: `${CHANNEL};messageid=1700`,
    conversationType: 'channel',
    tenantId: TENANT,
    isGroup: true,
  },
  channelData: { tenant: { id: TENANT } },
  ...more,
});
const data = { request: 'req_1', prompt: 'prompt-1', nonce: 'n_1' };
const click = (action: object = {}, more: object = {}): Activity => ({
  ...base(more),
  type: 'invoke',
  name: 'adaptiveCard/action',
  value: { action: { type: 'Action.Execute', verb: 'approve', data, ...action }, trigger: 'manual' },
  replyToId: '1701',
  id: 'f:1',
});
const said = (text: unknown, more: object = {}): Activity =>
  ({ ...base(more), type: 'message', text }) as Activity;
const ADMIN = { from: { id: '29:ada', name: 'Ada Alm', aadObjectId: ADA } };

/** Commands about agents: agent-commands.test.ts. */
const nobody = async () => refuse({ reason: 'unknown_agent' });
const NO_REQUESTS = {
  waiting: nobody,
  one: nobody,
  history: nobody,
  baseUrl: 'https://countersign.example',
};
const NO_AGENTS = { findAgent: nobody, pause: nobody, resume: nobody, agents: nobody };

/** A bot with everything around it remembered. */
function bot(
  reply: ClickReply | Error | Promise<ClickReply> = { kind: 'card', view: viewOf('approved-unused') },
  book: Map<string, Conversation> = new Map(),
  greeted: Set<string> = new Set(),
  broken = false,
  sendFaults: readonly Error[] = [],
) {
  const refusals = [...sendFaults];
  const send = (to: string, text: string) => {
    const refusal = refusals.shift();
    if (refusal !== undefined) throw refusal;
    words.push({ to, text });
  };
  const turns: string[] = [];
  const people = createMemoryPeopleBook();
  const clicks: Click[] = [];
  const words: { readonly to: string; readonly text: string }[] = [];
  const asked: Person[] = [];
  const faults: unknown[] = [];
  const administrator = async (person: Person): Promise<Answer<Person>> => {
    asked.push(person);
    if (person.name === 'Broken') throw new Error('storage down');
    return person.oid === ADA ? accept(person) : refuse({ reason: 'not_permitted', needs: 'ADMIN' });
  };
  const handle = createOnActivity({
    tenant: TENANT,
    answer: async (each) => {
      clicks.push(each);
      if (reply instanceof Error) throw reply;
      return reply;
    },
    people,
    greetings: {
      first: async (id) => !greeted.has(id) && greeted.add(id).has(id),
      forget: async (id) => void greeted.delete(id),
    },
    untilTurn: async ({ id }) => {
      turns.push(`${id} ${words.length}`);
      if (broken) throw new Error('storage down');
    },
    clock: () => '2026-11-21T15:00:00.000Z',
    requests: NO_REQUESTS,
    routes: {
      link: async (route, conversation, person) => {
        const admin = await administrator(person);
        if (!admin.ok) return admin;
        const names = ['data-approvals', 'ops'];
        if (!names.includes(route)) return accept({ kind: 'no_route', names });
        const before = book.get(route);
        book.set(route, conversation);
        return accept({ kind: 'linked', ...(before && { before }) });
      },
      unlink: nobody,
      routes: nobody,
      zoneOf: () => 'Europe/Paris',
      readsSummary: () => false,
    },
    agents: NO_AGENTS,
    adapter: {
      say: async (to, text) => send(to.id, text),
      post: async (to, { summary }) => {
        send(to.id, summary);
        return '1';
      },
    },
    wait: async () => undefined,
    onFault: (error) => void faults.push(error),
  });
  return { handle, clicks, words, asked, faults, book, turns, people };
}

test('hands a click on with what Teams proved and what the card claims, and answers with the card', async () => {
  const { handle, clicks } = bot();
  const answer = await handle(
    click({ data: { ...data, comment: 'fine', reason: 'too_much', stray: { x: 1 } } }),
  );
  assert.deepEqual(clicks, [
    {
      verb: 'approve',
      request: 'req_1',
      nonce: 'n_1',
      conversation: CHANNEL,
      activity: '1701',
      click: 'f:1',
      person: { oid: ALICE, tenant: TENANT, name: 'Alice Aho' },
      comment: 'fine',
      reason: 'too_much',
      automatic: false,
    },
  ]);
  const { statusCode, type, value } = answer as { statusCode: number; type: string; value: { type: string } };
  assert.deepEqual([statusCode, type, value.type], [200, CARD, 'AdaptiveCard']);
});

test('marks an automatic refresh, which must only read', async () => {
  const { handle, clicks, words } = bot();
  await handle({ ...click(), value: { action: { verb: 'approve', data }, trigger: 'automatic' } });
  assert.equal(clicks[0]?.automatic, true);
  assert.equal(words.length, 0);
});

test('tells a refusal as a message for the one who clicked', async () => {
  const { handle } = bot({ kind: 'refusal', refusal: { reason: 'own_request', because: 'owner' } });
  assert.deepEqual(await handle(click()), {
    statusCode: 200,
    type: MESSAGE,
    value: 'You own this agent, so somebody else has to decide. Your click changed nothing.',
  });
});

test('tells who may take back, after an approval', async () => {
  const refusal = { reason: 'not_approver', groups: ['those who approved it', 'administrators'] } as const;
  const { handle } = bot({ kind: 'refusal', refusal, request: REQUESTS['approved-unused'] });
  const { value } = (await handle(click({ verb: 'revoke' }))) as { value: string };
  assert.equal(
    value,
    'Only Bob Berg, Alice Aho or an administrator can take this back. Your click changed nothing.',
  );
});

for (const fault of [new StoreFault('secret table name', true), new TypeError('secret bug')]) {
  test(`answers a ${fault.name} without internals and without claiming what it cannot know`, async () => {
    const { handle, faults } = bot(fault);
    const { statusCode, type, value } = (await handle(click())) as {
      statusCode: number;
      type: string;
      value: string;
    };
    assert.deepEqual([statusCode, type], [200, MESSAGE]);
    assert.match(value, /^Countersign could not check this just now\. Look at the card again/);
    assert.deepEqual(faults, [fault]);
  });
}

const strange: readonly (readonly [string, Activity])[] = [
  ['no value', { ...click(), value: undefined }],
  ['an empty value', { ...click(), value: {} }],
  ['data that is a text', click({ data: 'approve' })],
  ['no nonce', click({ data: { request: 'req_1' } })],
  ['an endless request id', click({ data: { ...data, request: 'x'.repeat(5000) } })],
  ['a comment that is an object', click({ data: { ...data, comment: { $ne: '' } } })],
  ['a verb nobody knows', click({ verb: 'constructor' })],
  ['no verb', click({ verb: undefined })],
  ['another invoke', { ...click(), name: 'composeExtension/query' }],
  ['nobody', click({}, { from: { id: '29:x', name: 'Anon' } })],
  ['an id that is none', click({}, { from: { id: '29:x', aadObjectId: '../admins' } })],
  ['a bot', click({}, { from: { id: '28:bot', aadObjectId: ALICE } })],
  ['a sender with the role of a bot', click({}, { from: { id: '29:x', aadObjectId: ALICE, role: 'bot' } })],
  [
    'a sender with the role of a skill',
    click({}, { from: { id: '29:x', aadObjectId: ALICE, role: 'skill' } }),
  ],
  ['no tenant anywhere', click({}, { conversation: { id: CHANNEL }, channelData: {} })],
  ['no conversation', click({}, { conversation: undefined })],
];
for (const [what, activity] of strange) {
  test(`answers an invoke with ${what} politely and hands nothing on`, async () => {
    const { handle, clicks, faults } = bot();
    const { statusCode, type, value } = (await handle(activity)) as {
      statusCode: number;
      type: string;
      value: string;
    };
    assert.deepEqual([statusCode, type], [200, MESSAGE]);
    assert.match(value, /nothing|not/i);
    assert.deepEqual([clicks, faults], [[], []], 'nothing of it is a fault of ours');
  });
}

test('takes a person for a stranger’s as soon as one sign says so', async () => {
  const { handle, clicks } = bot();
  await handle(click({}, { channelData: { tenant: { id: OTHER } } }));
  await handle(click({}, { conversation: { id: CHANNEL, tenantId: OTHER } }));
  await handle(click({}, { from: { id: '29:x', aadObjectId: ALICE, tenantId: OTHER } }));
  await handle(click({}, { conversation: { id: CHANNEL, tenantId: TENANT.toUpperCase() } }));
  assert.deepEqual(
    clicks.map((each) => each.person.tenant),
    [OTHER, OTHER, OTHER, TENANT],
  );
});

test('drops a reason that is not on the card’s list', async () => {
  const { handle, clicks } = bot();
  await handle(click({ data: { ...data, reason: 'because', comment: '' } }));
  assert.deepEqual([clicks[0]?.reason, clicks[0]?.comment], [undefined, undefined]);
});

test('helps whoever asks, and answers anything else shortly, in the thread it was asked in', async () => {
  const { handle, words } = bot();
  await handle(said('<at>Countersign</at> help'));
  assert.match(words[0]?.text ?? '', /“@Countersign link NAME”/);
  for (const text of ['hello', '', '<at>Countersign</at>&nbsp;', 'what is this?']) await handle(said(text));
  assert.equal(words.length, 5);
  for (const { to, text } of words.slice(1)) {
    assert.equal(to, `${CHANNEL};messageid=1700`);
    assert.match(text, /“@Countersign pending”.*“@Countersign help”/);
    assert.ok(text.length < 200, text);
  }
});

test('links a channel, not the thread it was written in, for an administrator', async () => {
  const { handle, words, book, asked } = bot();
  await handle(said('<at>Countersign</at>  LINK   data-approvals\n', ADMIN));
  assert.deepEqual(book.get('data-approvals'), {
    id: CHANNEL,
    type: 'channel',
    serviceUrl: 'http://127.0.0.1:3979/',
    tenant: TENANT,
  });
  assert.deepEqual(asked[0], { oid: ADA, tenant: TENANT, name: 'Ada Alm' });
  assert.match(
    words[0]?.text ?? '',
    /Done\. Cards of the route data-approvals come here from now on, and those /,
  );
  await handle(said('link data-approvals', ADMIN));
  assert.match(words[1]?.text ?? '', /come here already/);
});

test('says from where a route was moved', async () => {
  const before: Conversation = {
    id: '19:old',
    type: 'channel',
    serviceUrl: 'x',
    tenant: TENANT,
    name: 'old\u202Ename',
  };
  const { handle, words } = bot(undefined, new Map([['ops', before]]));
  await handle(said('link ops', ADMIN));
  assert.match(words[0]?.text ?? '', /no longer to the channel “old\\u\{202E\}name”\. /);
});

const turnedDown: readonly (readonly [string, Activity, RegExp])[] = [
  ['anybody but an administrator', said('link ops'), /^Only administrators/],
  [
    'a route nobody wrote down',
    said('link nope', ADMIN),
    /^There is no route “nope”\. Routes are: data-approvals, ops\.$/,
  ],
  ['no route', said('link', ADMIN), /^Write which route: “@Countersign link NAME”/],
  ['a route of JavaScript’s own', said('link constructor', ADMIN), /^There is no route/],
  [
    'an administrator of another tenant',
    said('link ops', { ...ADMIN, channelData: { tenant: { id: OTHER } } }),
    /^Only people and conversations of this organisation/,
  ],
  [
    'a conversation of another tenant',
    said('link ops', { ...ADMIN, conversation: { id: CHANNEL, tenantId: OTHER } }),
    /^Only people and conversations/,
  ],
  ['nobody', said('link ops', { from: { id: '29:x' } }), /^Teams did not say who you are/],
  [
    'anybody while the directory is silent',
    said('link ops', { from: { id: '29:x', aadObjectId: ADA, name: 'Broken' } }),
    /could not do this just now/,
  ],
];
for (const [who, activity, words] of turnedDown) {
  test(`links nothing for ${who}`, async () => {
    const all = bot();
    assert.equal(await all.handle(activity), undefined);
    assert.match(all.words[0]?.text ?? '', words);
    assert.equal(all.book.size, 0);
  });
}

test('greets a conversation once, however often Teams says that it was installed', async () => {
  const greeted = new Set<string>();
  const { handle, words } = bot(undefined, undefined, greeted);
  const installed = (action: string) =>
    ({ ...base({ from: { id: '29:x' } }), type: 'installationUpdate', action }) as Activity;
  for (const action of ['add', 'add', 'add-upgrade']) await handle(installed(action));
  // Another instance, or the same one after a restart.
  const again = bot(undefined, undefined, greeted);
  await again.handle(installed('add'));
  assert.equal(again.words.length, 0);
  await handle({ ...base(), type: 'conversationUpdate', membersAdded: [{ id: '28:bot' }] } as Activity);
  assert.equal(words.length, 1);
  assert.match(words[0]?.text ?? '', /^Hello, I am Countersign/);
  assert.match(
    words[0]?.text ?? '',
    /Next, an administrator links .* “@Countersign link NAME”\. Approvers need to do nothing/,
  );
  for (const action of ['remove', 'add']) await handle(installed(action));
  assert.equal(words.length, 2, 'who adds the app again is greeted again');
});

test('takes a turn of the whole conversation before it says anything, and says it all the same when no turn can be had', async () => {
  for (const broken of [false, true]) {
    const { handle, words, turns, faults } = bot(undefined, undefined, undefined, broken);
    await handle({
      ...base({
        conversation: { id: `${CHANNEL};messageid=7`, conversationType: 'channel', tenantId: TENANT },
      }),
      type: 'message',
      text: 'help',
    } as Activity);
    assert.deepEqual([turns, words.length, faults.length], [[`${CHANNEL} 0`], 1, broken ? 1 : 0]);
  }
});

test('stays quiet and whole at events it does not know, and at a Submit without text', async () => {
  const { handle, words, clicks } = bot();
  for (const activity of [
    { ...base(), type: 'messageReaction' },
    { ...base(), type: 'event', text: 'help' },
    { ...base(), type: 'message', value: { verb: 'approve', ...data } },
    { type: 'typing', serviceUrl: 'x' },
    { ...base({ conversation: 7 }), type: 'message', text: 'help' },
  ]) {
    assert.equal(await handle(activity as Activity), undefined);
  }
  assert.deepEqual([words.length, clicks.length], [0, 0]);
});

test('tells somebody in their own chat, where there is one, that a click which was answered as late was refused', async (t) => {
  const busy = new SendFault('later', 'teams_answered', 1);
  for (const known of [true, false]) {
    t.mock.timers.reset();
    t.mock.timers.enable({ apis: ['setTimeout'] });
    let end: (reply: ClickReply) => void = () => undefined;
    const late = new Promise<ClickReply>((resolve) => {
      end = resolve;
    });
    const { handle, people, words, faults } = bot(late, undefined, undefined, false, [busy, busy]);
    const own = {
      id: 'a:alice',
      type: 'personal',
      serviceUrl: 'http://127.0.0.1:3979/',
      tenant: TENANT,
    } as const;
    if (known) await people.remember(ALICE, own, '2026-11-21T15:00:00.000Z');
    const answered = handle(click());
    await Promise.resolve();
    t.mock.timers.tick(2999);
    await answered;
    end({ kind: 'refusal', refusal: { reason: 'busy' }, request: REQUESTS['waiting-new'] });
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual([words.map(({ to }) => to), faults], [known ? ['a:alice'] : [], []]);
  }
});
