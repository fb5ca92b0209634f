// The one way a stored request changes: the loop of change.ts over requests. What a card shows counts up, and whoever has work hears.

import { StoreFault } from '../faults.ts';
import type { Desk, Nudge, Stored } from '../ports.ts';
import { removedWords } from '../purged.ts';
import { type Answer, accept } from '../refusal.ts';
import type { ApprovalRequest, RequestId } from '../words.ts';
import { type Changed, change, type Rule as RuleOf, type Step as StepOf } from './change.ts';

/** What a rule wants of a request. The revision, which cards show, is kept here: each change raises it. */
export type Step = StepOf<ApprovalRequest>;
export type Rule = RuleOf<ApprovalRequest>;

/** `wrote`: this call's own commit is in the record. The request is always the stored one. */
export interface Settled {
  readonly request: ApprovalRequest;
  readonly wrote: boolean;
}

/**
 * Applies `rule` to the stored request until it is settled, first to `seen` where the caller has just read it: a write goes against the
 * version read, so one that was overtaken loses and is judged anew. Refusals: the rule's own, `unknown_request`, `busy` (too many racers),
 * `not_known_yet` (a write may still land), `newer_version`. Throws `StoreFault` when storage did not answer and nothing was sent.
 */
export async function transition(
  desk: Desk,
  id: RequestId,
  rule: Rule,
  seen?: Stored<ApprovalRequest>,
): Promise<Answer<Settled>> {
  return await nudging(desk, id, revising(rule), seen);
}

/** The same for what brings work and is shown on no card: the revision stays. */
export async function unshown(
  desk: Desk,
  id: RequestId,
  rule: Rule,
  seen?: Stored<ApprovalRequest>,
): Promise<Answer<Settled>> {
  return await nudging(desk, id, unlessPurged(rule), seen);
}

/**
 * The same for what no card shows and nobody is told of: the revision stays, and no watch row announces it. The store deletes rows with it
 * where the step says so.
 */
export async function quietly(
  desk: Desk,
  id: RequestId,
  rule: Rule,
  seen?: Stored<ApprovalRequest>,
): Promise<Answer<Settled>> {
  const tell = async () => undefined;
  return settledOf(await change(desk, { store: desk.store, tell, owesNothing: true }, id, rule, seen));
}

async function nudging(
  desk: Desk,
  id: RequestId,
  rule: Rule,
  seen?: Stored<ApprovalRequest>,
): Promise<Answer<Settled>> {
  const tell = (after: ApprovalRequest) => sendNudges(desk, after);
  return settledOf(await change(desk, { store: desk.store, tell }, id, rule, seen));
}

const settledOf = (changed: Answer<Changed<ApprovalRequest>>): Answer<Settled> =>
  changed.ok ? accept({ request: changed.value.record, wrote: changed.value.wrote }) : changed;

/** The rule, and what it changes is a new revision. */
const revising =
  (rule: Rule): Rule =>
  async (request, now) => {
    const step = await unlessPurged(rule)(request, now);
    if (step.do !== 'write') return step;
    return { ...step, change: { ...step.change, revision: request.revision + 1 } };
  };

/** The rule, as long as nothing was removed. */
const unlessPurged =
  (rule: Rule): Rule =>
  async (request, now) => {
    const step = await rule(request, now);
    if (step.do !== 'write') return step;
    // A report or a remark now would bring back what was removed, with nobody to remove it again.
    if (request.purged !== undefined) {
      const message = `Too late: what was asked and said was ${removedWords(request.purged)}.`;
      return { do: 'refuse', refusal: { reason: 'wrong_state', message } };
    }
    return step;
  };

/** Nudges everything that stands for this request. A lost nudge costs seconds: the sweep finds what is owed. */
export async function sendNudges(
  desk: Pick<Desk, 'nudge' | 'showNow'>,
  request: ApprovalRequest,
): Promise<void> {
  const nudges: Nudge[] = [
    ...request.todos.map((todo) => ({ kind: 'tell' as const, request: request.id, todo })),
    ...request.prompts.map((todo) => ({ kind: 'show' as const, request: request.id, todo })),
    ...(request.invites ?? []).map((todo) => ({ kind: 'invite' as const, request: request.id, todo })),
  ];
  try {
    await desk.nudge(nudges);
  } catch (error) {
    if (!(error instanceof StoreFault)) throw error;
  }
  // A card that people look at; new ones may wait for their nudge.
  if (request.revision > 1) desk.showNow?.(request);
}
