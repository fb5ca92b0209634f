// What administrators write about routes: each change is an event of the log, open requests come along, and the list tells how it fares.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { submit } from '../../approvals/ask/submit.ts';
import { logId } from '../../approvals/audit/log.ts';
import { SendFault } from '../../approvals/faults.ts';
import { parsePolicy } from '../../approvals/policy/file/file.ts';
import type { Policy } from '../../approvals/policy/policy.ts';
import type { BringNudge } from '../../approvals/ports.ts';
import { show } from '../../approvals/prompt/show.ts';
import { bring } from '../../approvals/route/bring.ts';
import type { ChainEvent } from '../../approvals/words.ts';
import { PEOPLE, TENANT } from '../../local/directory.ts';
import { commandParts, wordsOf, writeTo } from '../support/bot-parts.ts';
import { aConversation, anAsk, aVerdict, idOf } from '../support/builders.ts';
import { createMemoryLists } from '../support/memory-lists.ts';
import { createTestDesk } from '../support/test-desk.ts';

const parsed = parsePolicy(readFileSync('countersign.yaml', 'utf8'));
assert.ok(parsed.ok);
const { policy } = parsed;
const HERE = aConversation();
const THERE = aConversation({ id: '19:there@thread.tacv2', name: 'There' });

function bot(names: Policy = policy) {
  const world = createTestDesk();
  const faults: unknown[] = [];
  const brings: BringNudge[] = [];
  const write = writeTo(
    commandParts(world, names, faults, async (nudge) => {
      if (nudge.kind === 'bring') brings.push(nudge);
    }),
  );
  const say = async (who: keyof typeof PEOPLE, text: string, where = HERE) =>
    wordsOf(await write(who, text, where));
  const events = () =>
    world.tables
      .list(logId(TENANT), 'event-')
      .map(({ row }) => row.data as ChainEvent)
      .map(({ type, actor, facts }) => [type, actor.id, facts.route, facts.conversation, facts.previous]);
  const showAll = async () => {
    const names = [...policy.routes.keys()];
    for (const nudge of brings.splice(0))
      await bring({ ...world.desk, ...createMemoryLists(world.tables), links: world.links, names }, nudge);
    for (const nudge of world.nudges.splice(0)) {
      if (nudge.kind === 'show') await show(world.desk, nudge.request, nudge.todo);
    }
  };
  return { ...world, say, events, showAll, faults };
}

test('linking, moving and unlinking are events of the log, once each', async () => {
  const { say, events } = bot();
  assert.match(await say('ada', 'link data-approvals'), /^Done\./);
  assert.match(await say('ada', 'link data-approvals'), /come here already/);
  assert.match(await say('noor', 'link data-approvals', THERE), /no longer to a channel\./);
  assert.match(
    await say('ada', 'unlink data-approvals'),
    /^Done\. Cards of the route data-approvals come to the channel “There” no longer.*“@Countersign link data-approvals”/,
  );
  assert.match(await say('ada', 'unlink data-approvals'), /linked nowhere\. Nothing was changed\.$/);
  assert.deepEqual(events(), [
    ['route_linked', PEOPLE.ada, 'data-approvals', HERE.id, undefined],
    ['route_linked', PEOPLE.noor, 'data-approvals', THERE.id, HERE.id],
    ['route_unlinked', PEOPLE.ada, 'data-approvals', undefined, THERE.id],
  ]);
});

test('whoever moves or unlinks a route is told whether what stands there can be decided: a summary never can', async () => {
  for (const details of ['approvers', undefined] as const) {
    const route = { timeZone: 'UTC', ...(details && { details }) };
    const { say } = bot({ ...policy, routes: new Map([['data-approvals', route]]) });
    await say('ada', 'link data-approvals');
    const moved = await say('ada', 'link data-approvals', THERE);
    assert.equal(
      /stay, and can still be decided there; others come now\.$/.test(moved),
      details === undefined,
    );
    assert.equal(
      /stay, as summaries: requests are decided on the full cards.*; others come now\.$/.test(moved),
      details !== undefined,
    );
    const told = await say('ada', 'unlink data-approvals');
    assert.equal(/stay, and can still be decided\.$/.test(told), details === undefined, told);
    assert.equal(
      /stay, as summaries: requests are decided on the full cards/.test(told),
      details !== undefined,
    );
  }
});

for (const who of ['alice', 'dana', 'gus'] as const) {
  test(`${who} neither links, unlinks nor learns where routes lead`, async () => {
    const { say, events, links } = bot();
    await say('ada', 'link data-approvals');
    for (const text of ['link data-approvals', 'unlink data-approvals', 'unlink nope', 'routes']) {
      assert.match(await say(who, text, THERE), /^Only administrators of Countersign can do this/, text);
    }
    assert.equal(events().length, 1);
    assert.equal((await links.find('data-approvals'))?.id, HERE.id);
  });
}

test('a route is not linked to a person’s own chat: an administrator is told where to write it, and nothing changes', async () => {
  const { say, events, links } = bot();
  const own = aConversation({ id: `a:${PEOPLE.ada}`, type: 'personal' });
  await say('ada', 'link data-approvals');
  assert.match(
    await say('ada', 'link data-approvals', own),
    /^Nothing was changed: .*not to your own chat\. Write “@Countersign link data-approvals” there\..*notify/,
  );
  assert.match(await say('alice', 'link data-approvals', own), /^Only administrators/);
  assert.match(await say('ada', 'link nope', own), /^There is no route “nope”/);
  assert.equal(events().length, 1);
  assert.equal((await links.find('data-approvals'))?.id, HERE.id);
});

test('each command asks the directory once', async () => {
  const { desk, ...world } = createTestDesk();
  let asked = 0;
  const counting: typeof desk.lookUp = (...question) => {
    asked++;
    return desk.lookUp(...question);
  };
  const say = writeTo(commandParts({ ...world, desk: { ...desk, lookUp: counting } }, policy));
  for (const text of ['link data-approvals', 'link nope', 'unlink data-approvals', 'unlink', 'routes']) {
    asked = 0;
    await say('ada', text);
    assert.equal(asked, 1, text);
  }
});

test('a route that there is not is told to an administrator with those that there are, also linked ones nobody names any more', async () => {
  const { say, links, events } = bot();
  assert.match(await say('ada', 'link nope'), /^There is no route “nope”\. Routes are: data-approvals/);
  assert.match(await say('ada', 'link'), /^Write which route: “@Countersign link NAME”\. Routes are: /);
  await links.bind(
    'old',
    HERE,
    { oid: PEOPLE.noor, tenant: TENANT, name: 'Noor' },
    '2026-01-02T03:04:00.000Z',
  );
  assert.doesNotMatch(await say('ada', 'link nope'), /old/);
  assert.match(await say('ada', 'unlink nope'), /Routes are: data-approvals.*, old\.$/);
  assert.match(await say('ada', 'unlink old'), /^Done\./);
  assert.match(await say('ada', 'unlink old'), /^There is no route “old”/);
  assert.deepEqual(
    events().map(([type, , route]) => [type, route]),
    [['route_unlinked', 'old']],
  );
});

test('a request that waited for the link comes at once, without waiting for its next look', async () => {
  const { say, desk, sent, showAll } = bot();
  await submit(desk, anAsk());
  await showAll();
  assert.equal(sent.length, 0);
  assert.match(
    await say('ada', 'link data-approvals'),
    /from now on, and those of open requests that stand nowhere come now\.$/,
  );
  await showAll();
  assert.deepEqual(
    sent.map(({ kind, conversation }) => [kind, conversation.id]),
    [['post', HERE.id]],
  );
});

test('a request that another route’s card in the same conversation tells is counted as that', async () => {
  const routes = ['data-approvals', 'ops-approvals'];
  const { say, desk, showAll } = bot({
    ...policy,
    routes: new Map(routes.map((each) => [each, { timeZone: 'UTC' }])),
  });
  for (const route of routes) await say('ada', `link ${route}`);
  const notify = routes.map((route) => ({ route, timeZone: 'UTC' }));
  await submit(desk, anAsk({ verdict: aVerdict({ notify }) }));
  await showAll();
  const told = await say('ada', 'routes');
  assert.match(told, /^data-approvals: .*Cards of open requests: 1 delivered\./m);
  assert.match(told, /^ops-approvals: .*Cards of open requests: 1 on the card of another route there\./m);
});

test('a card that stands stays where it is when the route moves, and the administrator is told', async () => {
  const { say, desk, sent, showAll } = bot();
  await say('ada', 'link data-approvals');
  await submit(desk, anAsk());
  await showAll();
  assert.match(
    await say('ada', 'link data-approvals', THERE),
    /Cards of open requests that stand there stay, and can still be decided there; others come now\.$/,
  );
  await showAll();
  assert.deepEqual(
    sent.map(({ conversation }) => conversation.id),
    [HERE.id],
  );
  await submit(desk, anAsk({ id: idOf('req', 2) }));
  await showAll();
  assert.equal(sent.at(-1)?.conversation.id, THERE.id);
});

test('a card that Teams refused to take comes to the conversation that the route moves to', async () => {
  const { say, desk, sent, sendFaults, showAll } = bot();
  await say('ada', 'link data-approvals');
  await submit(desk, anAsk());
  sendFaults.push(new SendFault('refused', 'the bot is not in the conversation'));
  await showAll();
  assert.match(await say('ada', 'routes'), /1 failed\. Last problem: the bot is not in the conversation/);
  assert.match(await say('ada', 'link data-approvals', THERE), /others come now\.$/);
  await showAll();
  assert.deepEqual(
    sent.map(({ kind, conversation }) => [kind, conversation.id]),
    [['post', THERE.id]],
  );
  assert.match(await say('ada', 'routes'), /Cards of open requests: 1 delivered\./);
});

test('routes tells where each leads, who linked it and when, and which leads nowhere', async () => {
  const { say, links } = bot();
  assert.match(
    await say('ada', 'routes'),
    /^data-approvals: linked nowhere\. Write “@Countersign link data-approvals”/,
  );
  await say('ada', 'link data-approvals', THERE);
  await links.bind(
    'old\u202E',
    HERE,
    { oid: PEOPLE.noor, tenant: TENANT, name: 'Noor' },
    '2026-01-02T03:04:00.000Z',
  );
  const told = await say('ada', 'routes');
  assert.match(
    told,
    /data-approvals: to the channel “There”, linked by Ada Alm on 2026-11-21 15:00 \(14:00 UTC\)\. No open request\./,
  );
  assert.match(
    told,
    /linked by Noor on 2026-01-02 03:04 UTC\. countersign\.yaml does not name it any more\./,
  );
});

test('a link that could not be told in the log is not made', async () => {
  const world = createTestDesk();
  const say = writeTo(commandParts(world, policy));
  const { transact } = world.tables;
  Object.assign(world.tables, {
    transact: (partition: string, ...rest: [Parameters<typeof transact>[1]]) => {
      if (partition === logId(TENANT)) throw new Error('storage is down');
      transact(partition, ...rest);
    },
  });
  assert.match(wordsOf(await say('ada', 'link data-approvals')), /could not do this just now|not known yet/);
  assert.equal(await world.links.find('data-approvals'), undefined);
});
