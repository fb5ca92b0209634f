// Whatever access of an escalation and its reminder fails, loses its answer or is the last before a crash: the next sweeps finish it, each event
// comes once, and of each conversation one card asks.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StoreFault } from '../../../approvals/faults.ts';
import { sweep } from '../../../approvals/lapse/sweep.ts';
import { show } from '../../../approvals/prompt/show.ts';
import { tell } from '../../../approvals/prompt/tell.ts';
import type { Prompt } from '../../../approvals/work.ts';
import { GROUPS } from '../../../local/directory.ts';
import { aConversation, aPerson, aVerdict, CALLBACK, MINUTE_MS, NOW } from '../../support/builders.ts';
import {
  createMemoryCatalog,
  createMemoryStandings,
  createMemoryStore,
  createMemoryWatchList,
} from '../../support/memory-store.ts';
import { createStage, type Stage } from '../../support/stage.ts';

/** A process that crashed makes no access any more. */
const SPOILT = { fail: ['fail'], lost: ['lost'], crash: new Array<'fail'>(5000).fill('fail') } as const;
const DUE_MS = 10 * MINUTE_MS;

async function aWorld(): Promise<Stage> {
  const adds = { groups: [{ name: 'sre-leads', id: GROUPS.sreLeads }], people: [] };
  const escalation = { afterMs: DUE_MS, notify: [{ route: 'on-call', timeZone: 'UTC' }], groups: [], adds };
  const stage = await createStage({
    verdict: aVerdict({ remindEveryMs: DUE_MS, escalations: [escalation] }),
    callback: { endpoint: CALLBACK, events: ['reminded', 'escalated'] },
  });
  const onCall = aConversation({ id: '19:on-call@thread.tacv2' });
  await stage.desk.routes.bind('on-call', onCall, aPerson('ada'), NOW);
  await show(stage.desk, stage.id, 'prompt-1');
  stage.advance(DUE_MS);
  stage.forget();
  return stage;
}

/** The desk of a process that was started again: the same storage, and nothing spoilt. */
const restarted = ({ desk, tables }: Stage): Stage['desk'] => ({
  ...desk,
  store: createMemoryStore(tables),
  standings: createMemoryStandings(tables),
  watch: createMemoryWatchList(tables),
  catalog: createMemoryCatalog(tables),
});

/** Acts right before the access of this number, from 0. */
function beforeAccess(stage: Stage, at: number, act: () => void): void {
  let n = 0;
  const step = () => (n++ === at ? act() : stage.before('', step));
  stage.before('', step);
}

/** A sweep, and all the work that it nudges; what breaks of one part leaves the others. */
async function round(stage: Stage, desk = stage.desk): Promise<void> {
  const go = async (part: Promise<unknown>) => {
    try {
      await part;
    } catch (error) {
      assert.ok(error instanceof StoreFault, String(error));
    }
  };
  await go(sweep(desk));
  for (const { kind, request, todo } of stage.nudges.splice(0)) {
    if (kind === 'show') await go(show(desk, request, todo));
    else if (kind === 'tell') await go(tell(desk, request, todo));
  }
}

/** What holds in the end. A post whose reply was lost with its handler is made once more. */
function assertDone(stage: Stage, what: string): void {
  assert.deepEqual(stage.told(), ['escalated', 'reminded'], what);
  const { revision, prompts, reminded, escalated } = stage.request();
  assert.deepEqual(
    [revision, prompts, reminded?.times, escalated?.length],
    [2, ['prompt-1', 'prompt-2'], 1, 1],
  );
  for (const key of prompts) {
    const { activities, unconfirmed, dead } = stage.row<Prompt>(key);
    const standing = activities.filter((each) => each.replaced !== true);
    assert.deepEqual([standing.length, dead], [1, false], `${what}: ${key}`);
    assert.ok(
      activities.every(({ shows }) => shows === revision),
      `${what}: ${key} is not current`,
    );
    const posts = stage.sent.filter(({ kind, view }) => kind === 'post' && view.prompt.key === key).length;
    // Counted before it is made: what was not sent after all counts as one whose reply was lost.
    assert.ok(posts >= activities.length && posts <= activities.length + unconfirmed, `${what}: ${key}`);
    assert.ok(unconfirmed <= 1, `${what}: ${key} was posted too often`);
  }
  assert.equal(stage.delivered.length >= 1 && stage.delivered.length <= 2, true, what);
  assert.equal(new Set(stage.delivered.map(({ todo }) => todo.webhookId)).size, 1, what);
}

test('an escalation with its reminder is one commit, one new card in each conversation, and one callback', async () => {
  const stage = await aWorld();
  await round(stage);
  assertDone(stage, 'undisturbed');
  assert.equal(stage.delivered.length, 1);
  const sent = stage.sent.map(({ kind, view: { prompt } }) =>
    `${kind} ${prompt.key} ${prompt.replaced ?? ''}`.trim(),
  );
  assert.deepEqual(sent, ['post prompt-1', 'post prompt-1', 'update prompt-1 true', 'post prompt-2']);
});

for (const how of ['fail', 'lost', 'crash'] as const) {
  test(`whichever access ${how === 'crash' ? 'is the last before a crash' : how === 'fail' ? 'fails' : 'loses its answer'}, a minute later all is done once`, async () => {
    const calm = await aWorld();
    await round(calm);
    const accesses = calm.writes().length + calm.reads().length;
    assert.ok(accesses > 20, String(accesses));
    for (let at = 0; at < accesses; at++) {
      const stage = await aWorld();
      beforeAccess(stage, at, () => stage.spoil('', ...SPOILT[how]));
      await round(stage);
      const desk = restarted(stage);
      for (let n = 0; n < 4; n++) {
        stage.advance(15_000);
        await round(stage, desk);
      }
      assertDone(stage, `${how} at ${at}`);
    }
  });
}
