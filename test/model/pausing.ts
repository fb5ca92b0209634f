// Pausing beside asking, approving and redeeming, in every order: nothing is forgotten pending, nothing is used while the agent is paused.

import { pauseAgent, resumeAgent } from '../../approvals/agent/pause.ts';
import { overtakenBy, type Standing, standingId } from '../../approvals/agent/standing.ts';
import { verifyChain } from '../../approvals/change/chain.ts';
import type { QuotaBook } from '../../approvals/counting/quota-book.ts';
import { StoreFault } from '../../approvals/faults.ts';
import type { Answer } from '../../approvals/refusal.ts';
import { STANDING_KEY } from '../../approvals/row-keys.ts';
import type { ChainEvent } from '../../approvals/words.ts';
import { AGENTS } from '../../local/directory.ts';
import { aPerson, aVerdict } from '../support/builders.ts';
import { createMemoryQuotaBook } from '../support/memory-store.ts';
import { decideAct, redeemAct, submitAct, sweepAct } from './acts.ts';
import type { Limits } from './run.ts';
import type { Act, FinalRecord, Outcome, Scenario } from './scenario.ts';
import { approved, aWhile, bare, nothing } from './scenarios.ts';
import type { Mutation, World } from './world.ts';

const ETL = standingId(AGENTS.nightlyEtl);

/** `also`: by the same caller, once the pause has been told as recorded. */
const pauseAct = (also?: Act): Act => ({
  name: also === undefined ? 'pause' : `pause, then ${also.name}`,
  run: async (desk, world) => {
    const order = { clientId: AGENTS.nightlyEtl, person: aPerson('ada'), reason: 'why', via: 'api' } as const;
    const told = await pauseAgent(desk, order);
    if (!told.ok || also === undefined) return told;
    const then = (await also.run(desk, world)) as Answer<unknown>;
    return then.ok ? 'it worked while the agent was paused' : told;
  },
  judge: judgeTold,
});
const resumeAct = (): Act => ({
  name: 'resume',
  run: (desk) => resumeAgent(desk, { clientId: AGENTS.nightlyEtl, person: aPerson('noor'), via: 'api' }),
  judge: judgeTold,
});

function judgeTold(outcome: Outcome): readonly string[] {
  if (outcome === undefined) return [];
  if ('threw' in outcome)
    return outcome.threw instanceof StoreFault ? [] : [`broke: ${String(outcome.threw)}`];
  return typeof outcome.told === 'string' ? [outcome.told] : [];
}

/** What must hold whatever happened: of the standing itself, and of the request that a pause overtook. */
function checkPause(world: World, { request, events }: FinalRecord): readonly string[] {
  const standing = world.tables.get(ETL, STANDING_KEY)?.data as Standing | undefined;
  const chain = world.tables.list(ETL, 'event-').map(({ row }) => row.data as ChainEvent);
  if (standing === undefined) return chain.length === 0 ? [] : ['events without a standing'];
  const whole = verifyChain(chain, standing);
  const problems: string[] = whole.ok ? [] : [`the standing's chain breaks: ${whole.problem}`];
  if (standing.pause?.denying) problems.push('the pause never ends denying');
  const pauses = chain.filter(({ type }) => type === 'paused');
  if (pauses.length > 1) problems.push('paused twice');
  if (request === undefined || overtakenBy(request, standing) === undefined) return problems;
  const end = events.find(({ type }) => ['approved', 'denied', 'expired'].includes(type));
  if (end?.type === 'approved') {
    // Approved before the pause could deny it: possible only by somebody who looked before.
    if (end.at > (pauses[0]?.at ?? '') && events.some(({ type }) => type === 'redeemed'))
      problems.push('approved after the pause, and used');
  } else if (end?.facts.because !== 'agent_paused') {
    problems.push(`overtaken by a pause, but ${end?.type ?? 'pending'} of something else`);
  }
  return problems;
}

/** Waiting requests are listed in the world's own tables; what is counted beside them is of no matter here. */
const listed: Mutation = (desk, world, around) => {
  const scheduled = createMemoryQuotaBook(world.tables, around);
  const quota: QuotaBook = {
    ...scheduled,
    put: async (what, place) => (what.kind === 'pending' ? scheduled.put(what, place) : undefined),
    list: async (what) => (what.kind === 'pending' ? scheduled.list(what) : []),
    // Clearing is upkeep: places left behind are looked at and found ended.
    clear: async () => undefined,
  };
  return { ...desk, quota };
};

type PauseCase = Scenario & { readonly limits: Limits };
const limits = (faults: number, preemptions: number): Limits => ({ faults, preemptions, workers: 0 });
const common = { pauses: true, mutate: listed, check: checkPause } as const;
const quiet = { verdict: aVerdict({ notify: [] }) };

export const PAUSE_CASES: readonly PauseCase[] = [
  {
    ...common,
    name: 'a pause, with every fault, and a sweep',
    prepare: bare(),
    acts: [pauseAct(), sweepAct()],
    events: [aWhile(30_000)],
    limits: limits(1, 0),
  },
  {
    ...common,
    name: 'asked while the agent is paused',
    prepare: nothing,
    acts: [submitAct(quiet), pauseAct()],
    limits: limits(1, 1),
  },
  {
    ...common,
    name: 'asked while the agent is paused and resumed',
    prepare: nothing,
    acts: [submitAct(quiet), pauseAct(), resumeAct()],
    limits: limits(0, 2),
  },
  {
    ...common,
    name: 'approve against a pause',
    prepare: bare(),
    acts: [decideAct('alice', 'approve'), pauseAct()],
    limits: limits(1, 1),
  },
  {
    ...common,
    name: 'redeem against a pause',
    prepare: approved(bare()),
    acts: [redeemAct('x-1'), pauseAct(redeemAct('x-2'))],
    limits: limits(1, 1),
  },
];
