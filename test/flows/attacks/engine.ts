// Runs one attack against the running world and counts exactly what came of it.
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { eachAtOnce } from '../../../approvals/each-at-once.ts';
import type { AgentEar } from '../support/agent-ear.ts';
import { MINUTE_MS, passTime } from '../support/clock.ts';
import type { Flow } from '../support/flow.ts';
import { assertProblem } from '../support/problems.ts';
import type { Records } from '../support/record.ts';
import type { Who } from '../support/teams.ts';
import { until } from '../support/until.ts';
import { type Adds, type Against, type Attack, type Expected, NOTHING } from './attack.ts';
import { added, type Measured, measure, type Totals } from './measure.ts';
import { type Back, send } from './send.ts';
import { makeTarget, type Target } from './targets.ts';

const AT_ONCE = 8;
const KINDS = Object.keys(NOTHING) as (keyof Adds)[];

/** Runs rows one after the other; a request that an attack left untouched serves the next. */
export interface Engine {
  readonly run: (t: TestContext, row: Attack) => Promise<void>;
  /** Nothing came of any attack after it had been counted. */
  readonly nothingCameLater: () => Promise<void>;
}

/** An engine over this world. */
export function createEngine(flow: Flow, ear: AgentEar): Engine {
  const standing = new Map<Against, Target | undefined>();
  // What was counted last is what the next attack begins with: whatever comes late is noticed there.
  let last: Measured | undefined;
  let hasTimePassed = false;

  async function targetFor(row: Attack): Promise<Target | undefined> {
    const kept = standing.get(row.against);
    if (kept !== undefined || row.against === 'none') return kept;
    last = undefined;
    const made = await makeTarget(flow, ear, row.against);
    standing.set(row.against, made);
    return made;
  }

  const seen = new Set<string>();
  /**
   * Nothing of this request is under way, nor of any that is new. Of the others neither, since a denial is told on the cards of what waits beside
   * it; unless time has passed, which leaves them work for sweeps to come.
   */
  async function becomeQuiet(target: Target | undefined): Promise<void> {
    const { ids } = await measure(flow, ear);
    await eachAtOnce(ids, AT_ONCE, async (id) => {
      if (!hasTimePassed || id === target?.id || !seen.has(id)) await sweptToRest(id);
      seen.add(id);
    });
  }

  /** Each event of these requests: whose, which, what. */
  async function eventsOf(ids: readonly string[], read: Records['read']): Promise<readonly string[]> {
    const events: string[] = [];
    for (const id of ids) {
      const { types } = await read(id);
      events.push(...types.map((type, index) => `${id} ${index} ${type}`));
    }
    return events;
  }

  /** Nothing of it is under way. What a lost nudge left is a sweep's: one leaves what another was just about, and the next one finds it. */
  async function sweptToRest(id: string): ReturnType<Records['quiet']> {
    for (let sweeps = 0; sweeps < 4; sweeps++) {
      const giveUpAt = performance.now() + 8000;
      while (performance.now() < giveUpAt) {
        const rested = await flow.records.quietNow(id);
        if (rested !== undefined) return rested;
        await sleep(50);
      }
      await flow.sweep();
    }
    return await flow.records.quiet(id);
  }

  async function sendAll(row: Attack, target: Target | undefined): Promise<readonly Back[]> {
    const sends = 'length' in row.send ? row.send : [row.send];
    if (row.atOnce !== undefined) {
      const copies = Array.from({ length: row.atOnce }, () => sends).flat();
      return Promise.all(copies.map((each) => send(flow, target, each)));
    }
    const back: Back[] = [];
    for (const each of sends) back.push(await send(flow, target, each));
    return back.slice(-1);
  }

  return {
    run: async (t, row) => {
      const isClean = addsNothing(row.adds) && row.first === undefined && row.minutesLater === undefined;
      if (!isClean) standing.delete(row.against);
      const target = await targetFor(row);
      if (!isClean) standing.delete(row.against);
      for (const step of row.first ?? []) {
        last = undefined;
        const { status, text } = await send(flow, target, step);
        assert.ok(status < 300, `what comes first was not accepted: ${text}`);
      }
      if (last === undefined) await becomeQuiet(target);
      if (row.minutesLater !== undefined) {
        hasTimePassed = true;
        passTime(row.minutesLater * MINUTE_MS);
        standing.clear();
      }
      const before = last ?? (await measure(flow, ear));
      last = undefined;
      await arrange(flow, t, row);
      const back = await sendAll(row, target);
      const after = await countedAfter({ flow, ear, row, target, before });
      const outcome = row.or !== undefined && isAs(row.or.adds, before, after) ? row.or : row;
      assertAnswer(outcome.expect, back);
      assertCounts(outcome.adds, before, after);
      last = after;
    },
    nothingCameLater: async () => {
      const { totals, ids } = last ?? (await measure(flow, ear));
      const before = await eventsOf(ids, flow.records.read);
      await flow.sweep();
      const after = await eventsOf(ids, sweptToRest);
      // Time has passed for all of them: it ends what waits and tells the cards so, and does nothing else.
      const byTime = after.filter((event) => !before.includes(event));
      for (const event of byTime) assert.match(event, / (expired|lapsed|outcome)$/);
      assert.ok(byTime.length > 0);
      const { events: _events, teams: _cards, ...rest } = totals;
      const { events, teams: _later, ...restAfter } = (await measure(flow, ear)).totals;
      assert.deepEqual([restAfter, events], [rest, totals.events + byTime.length]);
    },
  };
}

async function arrange(flow: Flow, t: TestContext, { meanwhile }: Attack): Promise<void> {
  if (meanwhile?.person !== undefined) {
    const { who, ...change } = meanwhile.person;
    await flow.directory.change(t, who as Who, change);
  }
  if (meanwhile?.graph !== undefined) await flow.directory.spoilGraph(t, { next: 1000, ...meanwhile.graph });
}

function assertAnswer({ status, says, never = [] }: Expected, back: readonly Back[]): void {
  const told = back.map((each) => `${each.status} ${each.text.slice(0, 600)}`).join('\n');
  const expected = typeof status === 'number' ? back.map(() => status) : [...status];
  assert.deepEqual(back.map((each) => each.status).sort(), expected.sort(), told);
  for (const each of back) {
    for (const word of never)
      assert.ok(!each.whole.toLowerCase().includes(word.toLowerCase()), `it tells ${word}`);
    if (says !== undefined && each.reply === undefined) assert.ok(each.says.includes(says), told);
    if (each.reply === undefined || typeof status !== 'number') continue;
    if (says !== undefined) assert.equal(each.says, says, told);
    if (each.reply.body.type !== undefined) assertProblem(each.reply, each.status, each.says);
  }
}

/** What should come is waited for, until nothing is under way; what should not come at all shows in the counts. */
async function countedAfter(run: {
  readonly flow: Flow;
  readonly ear: AgentEar;
  readonly row: Attack;
  readonly target: Target | undefined;
  readonly before: Measured;
}): Promise<Measured> {
  const { flow, ear, row, target, before } = run;
  let after = await measure(flow, ear);
  if (addsNothing(row.adds)) return after;
  const ends = [row.adds, ...(row.or === undefined ? [] : [row.or.adds])];
  const hasCome = async () => {
    for (const id of after.ids)
      if (id === target?.id || !before.ids.includes(id)) await flow.records.quiet(id);
    after = await measure(flow, ear);
    return ends.some((adds) => isAs(adds, before, after));
  };
  await until(`${row.id} to add ${JSON.stringify(row.adds)}`, hasCome).catch(() => undefined);
  return after;
}

const matches = (expected: Adds[keyof Adds], count: number) =>
  expected === 'as many as race' ? count >= 0 : count === expected;

/** A card that is posted asks whom to mention: a group and its people, unless that was asked a while ago. */
const MENTION_CALLS = 6;
const matchesGraph = (adds: Adds, now: Totals) =>
  matches(adds.graph, now.graph) ||
  (typeof adds.graph === 'number' &&
    now.teams > 0 &&
    now.graph > adds.graph &&
    now.graph <= adds.graph + MENTION_CALLS);

function isAs(adds: Adds, before: Measured, after: Measured): boolean {
  const now = added(before.totals, after.totals);
  return KINDS.every((kind) => (kind === 'graph' ? matchesGraph(adds, now) : matches(adds[kind], now[kind])));
}

function assertCounts(adds: Adds, before: Measured, after: Measured): void {
  const now = added(before.totals, after.totals);
  const expected = { ...adds, ...(matchesGraph(adds, now) ? { graph: now.graph } : {}) };
  assert.deepEqual(now, expected);
  if (!addsNothing(adds)) return;
  const changed = [...after.rows].filter((row) => !before.rows.has(row));
  assert.deepEqual([changed, after.rows.size], [[], before.rows.size], 'stored rows were changed');
}

/** Asking the directory leaves no trace. */
function addsNothing(adds: Adds): boolean {
  return KINDS.every((kind) => adds[kind] === 0 || kind === 'graph');
}
