// Where a run begins: requests asked, shown, approved, so that each scenario explores only what is in question.

import type { Ask } from '../../approvals/ask/birth.ts';
import { cancel } from '../../approvals/ask/cancel.ts';
import { submit } from '../../approvals/ask/submit.ts';
import { decide } from '../../approvals/decision/decide.ts';
import { sweep } from '../../approvals/lapse/sweep.ts';
import { show } from '../../approvals/prompt/show.ts';
import { tell } from '../../approvals/prompt/tell.ts';
import { later } from '../../approvals/time.ts';
import type { ApprovalRequest } from '../../approvals/words.ts';
import { anAsk, aPerson, aRequirement, aVerdict, CALLBACK } from '../support/builders.ts';
import type { Around } from '../support/memory-tables.ts';
import { atOnce, unanswered } from '../support/memory-tables.ts';
import type { FullDesk } from '../support/test-desk.ts';
import { AGENT, REQUEST_ID } from './check.ts';
import type { Scenario } from './scenario.ts';
import type { World } from './world.ts';
import { Died } from './world.ts';

type Prepare = Scenario['prepare'];
type Event = NonNullable<Scenario['events']>[number];

/** Asked, with a callback owed at the end; no card posted yet, its nudge on the way. */
export const asked =
  (change: Partial<Ask> = {}): Prepare =>
  async (world) => {
    await submit(before(world), anAsk({ callback: { endpoint: CALLBACK, state: 'job 7' }, ...change }));
  };

/** Asked, with no card and no callback: deciding alone. */
export const bare = (seats = 1): Prepare =>
  askedQuietly({ verdict: aVerdict({ notify: [], requirements: [aRequirement({ count: seats })] }) });

/** Asked, its nudges handled: the card stands. */
export const shown =
  (change: Partial<Ask> = {}): Prepare =>
  async (world) => {
    await asked(change)(world);
    world.queue.length = 0;
    await show(before(world, 'x'), REQUEST_ID, 'prompt-1');
  };

/** The card was posted, but nobody knows: Teams never answered. */
export const unremembered =
  (change: Partial<Ask> = {}): Prepare =>
  async (world) => {
    await asked(change)(world);
    world.queue.length = 0;
    const around: Around = async (access, apply) => {
      const value = apply();
      if (access.name === 'post') throw unanswered(access.name);
      return value;
    };
    await show(world.desk('x', around), REQUEST_ID, 'prompt-1');
  };

/** Handler after handler posts the card and dies before it can remember. */
export const dyingAtPosts =
  (times: number): Prepare =>
  async (world) => {
    await nudgesLost(asked())(world);
    const around: Around = async (access, apply) => {
      const value = apply();
      if (access.name === 'post') throw new Died();
      return value;
    };
    for (let n = 0; n < times; n++, world.tick(60_000)) {
      try {
        await show(world.desk(`d${n}`, around), REQUEST_ID, 'prompt-1');
      } catch (error) {
        if (!(error instanceof Died)) throw error;
      }
    }
  };

/** Approved, its nudges still on the way. */
export const approved =
  (from: Prepare): Prepare =>
  async (world) => {
    await from(world);
    await decide(before(world, 'v'), REQUEST_ID, { person: aPerson('alice'), choice: 'approve', via: 'api' });
  };

export const cancelled =
  (from: Prepare): Prepare =>
  async (world) => {
    await from(world);
    await cancel(before(world, 'v'), REQUEST_ID, AGENT);
  };

/** The queue forgets everything it holds. */
export const nudgesLost =
  (from: Prepare): Prepare =>
  async (world) => {
    await from(world);
    world.queue.length = 0;
  };

/** As it stands when the sweep has long done all there was to do before `ms` have passed. */
export const afterRest =
  (from: Prepare, ms: number): Prepare =>
  async (world) => {
    await from(world);
    const until = later(world.now, ms);
    const desk = before(world, 'q');
    while (world.now < until) {
      for (let nudge = world.queue.shift(); nudge !== undefined; nudge = world.queue.shift()) {
        if (nudge.kind === 'show') await show(desk, nudge.request, nudge.todo);
        else await tell(desk, nudge.request, nudge.todo);
      }
      world.tick(15_000);
      await sweep(desk);
    }
  };

const clockTo = (what: string, ms: (request: ApprovalRequest, world: World) => number): Event => ({
  name: `the clock jumps to ${what}`,
  happen: (world) => {
    const request = world.tables.get(REQUEST_ID, 'request')?.data as ApprovalRequest | undefined;
    if (request === undefined) return;
    const target = later(request.createdAt, ms(request, world));
    if (target > world.now) world.now = target;
  },
});

/** Just before, or at, the request's end. */
export const toExpiry = (beforeMs = 0): Event =>
  clockTo(`${beforeMs} ms before expiry`, ({ verdict }) => verdict.expiresInMs - beforeMs);

/** Long enough for the sweep to find what was announced at the start. */
export const aWhile = (ms: number): Event => ({
  name: `${ms} ms pass`,
  happen: (world) => world.tick(ms),
});

const before = (world: World, tag = 'y'): FullDesk => world.desk(tag, atOnce);

const askedQuietly =
  (change: Partial<Ask>): Prepare =>
  async (world) => {
    await submit(before(world), anAsk(change));
  };

/** Nothing was asked yet. */
export const nothing: Prepare = async () => undefined;

/** Just before, or at, the end of the grant. */
export const toGrantEnd = (beforeMs = 0): Event =>
  clockTo(`${beforeMs} ms before the grant ends`, ({ createdAt, grant }) => {
    return Date.parse(grant?.expiresAt ?? createdAt) - Date.parse(createdAt) - beforeMs;
  });
