// `link NAME` where storage is slow and much waits: the turn writes down where the route leads, and the queue brings what waits.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { submit } from '../../approvals/ask/submit.ts';
import { takeAnswerTurn } from '../../approvals/pace/answer-turn.ts';
import { createTurns } from '../../approvals/pace/turns.ts';
import { parsePolicy } from '../../approvals/policy/file/file.ts';
import { createRegistry } from '../../approvals/policy/member/registry.ts';
import type { BringNudge } from '../../approvals/ports.ts';
import { show } from '../../approvals/prompt/show.ts';
import { bring } from '../../approvals/route/bring.ts';
import { reopen } from '../../approvals/route/reopen.ts';
import type { Activity } from '../../bot/incoming.ts';
import { createOnActivity } from '../../bot/on-activity.ts';
import { routeCommands } from '../../functions/teams-parts.ts';
import { PEOPLE, TENANT } from '../../local/directory.ts';
import { commandParts } from '../support/bot-parts.ts';
import { aConversation, anAsk, aPerson, idOf } from '../support/builders.ts';
import { createMemoryHeldList, createMemoryPaceBook } from '../support/memory-pace.ts';
import { createMemoryLog } from '../support/memory-store.ts';
import { createTestDesk } from '../support/test-desk.ts';

const parsed = parsePolicy(readFileSync('countersign.yaml', 'utf8'));
assert.ok(parsed.ok);
const { policy } = parsed;
const ROUTE = 'data-approvals';
const OPEN = 300;
/** What each call to storage takes. */
const SLOW_MS = 150;
const ROOMY = { maxPending: 1000, requestsPerMinute: 1000 };
const HERE = aConversation();

/** The same, each call of it as slow as storage is. */
function slow<T extends object>(port: T): T {
  const calls = Object.entries(port).map(([name, value]) => [
    name,
    typeof value === 'function'
      ? async (...given: unknown[]) => {
          await sleep(SLOW_MS);
          return await Reflect.apply(value, port, given);
        }
      : value,
  ]);
  return Object.fromEntries(calls) as T;
}

const linking: Activity = {
  type: 'message',
  serviceUrl: HERE.serviceUrl,
  text: `<at>Countersign</at> link ${ROUTE}`,
  from: { id: '29:ada', name: 'Ada Alm', aadObjectId: PEOPLE.ada },
  conversation: { id: HERE.id, conversationType: 'channel', tenantId: TENANT, name: 'data-approvals' },
} as Activity;

for (const wasClosed of [false, true]) {
  test(`a link is answered within 3 seconds where storage is slow and ${OPEN} requests wait${wasClosed ? ', also where the conversation was closed' : ''}; then each gets its card`, async () => {
    const world = createTestDesk();
    const { desk } = world;
    for (let n = 1; n <= OPEN; n++) {
      assert.ok((await submit(desk, anAsk({ id: idOf('req', n), limits: ROOMY }))).ok);
      await show(desk, idOf('req', n), 'prompt-1');
    }
    assert.equal(world.sent.length, 0);
    world.nudges.length = 0;
    const brings: BringNudge[] = [];
    const paces = slow(createMemoryPaceBook());
    const nudgeLater = async (nudge: { readonly kind: string }) => {
      await sleep(SLOW_MS);
      if (nudge.kind === 'bring') brings.push(nudge as BringNudge);
    };
    const pacing = { ...desk, paces, held: createMemoryHeldList(), nudgeLater };
    const turns = createTurns(pacing);
    if (wasClosed) await turns.close(HERE, 'Teams answered 403.');
    const slowly = {
      ...{ ...desk, store: slow(desk.store), watch: slow(desk.watch), people: slow(desk.people) },
      ...slow({ listPending: desk.listPending, listRecent: desk.listRecent, nudge: desk.nudge }),
    };
    const log = { ...slowly, log: slow(createMemoryLog(world.tables)) };
    const needs = {
      desk: { ...slowly, registry: createRegistry(policy) },
      lists: slowly,
      policy,
      nudgeLater,
    };
    const said: { readonly text: string; readonly ms: number }[] = [];
    let begun = 0;
    const handle = createOnActivity({
      ...commandParts(world, policy),
      people: slowly.people,
      routes: routeCommands({ ...needs, links: slow(world.links), log }),
      answer: async () => assert.fail('nobody clicked'),
      isHere: (conversation, person) => reopen({ turns, nudgeLater }, conversation, person),
      greetings: { first: async () => false, forget: async () => undefined },
      untilTurn: async (to) => void (await takeAnswerTurn(pacing, to)),
      adapter: {
        say: async (_to, text) => void said.push({ text, ms: performance.now() - begun }),
        post: async () => assert.fail('no card is said'),
      },
    });
    begun = performance.now();
    await handle(linking);
    assert.match(
      said[0]?.text ?? '',
      /^Done\. Cards of the route data-approvals come here from now on, and /,
    );
    assert.ok((said[0]?.ms ?? Infinity) < 3000, `answered after ${said[0]?.ms} ms`);
    assert.deepEqual([said.length, world.nudges.length, world.sent.length], [1, 0, 0]);
    const names = [...policy.routes.keys()];
    const done = await Promise.all(brings.map((each) => bring({ ...desk, links: world.links, names }, each)));
    assert.equal(Math.max(...done), OPEN);
    for (const { request, todo } of world.nudges.splice(0)) await show(desk, request, todo);
    assert.equal(world.sent.length, OPEN);
    assert.deepEqual(
      [...new Set(world.sent.map(({ kind, conversation }) => `${kind} ${conversation.id}`))],
      [`post ${HERE.id}`],
    );
  });
}

test('what was to be brought to a conversation that the route has left since stays where it is', async () => {
  const world = createTestDesk();
  const { desk, links, nudges } = world;
  assert.ok((await submit(desk, anAsk())).ok);
  await show(desk, idOf('req'), 'prompt-1');
  nudges.length = 0;
  await links.bind(ROUTE, aConversation({ id: '19:there@thread.tacv2' }), aPerson('ada'), desk.clock());
  const order = { kind: 'bring', conversation: HERE.id, route: ROUTE } as const;
  assert.equal(await bring({ ...desk, links, names: [ROUTE] }, order), 0);
  await links.unbind(ROUTE);
  assert.equal(await bring({ ...desk, links, names: [ROUTE] }, order), 0);
  assert.deepEqual(nudges, []);
});
