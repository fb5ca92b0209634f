// The calls of the scenarios and what their answers promise: whoever was told "recorded" finds it in the record, whoever was told "no"
// finds nothing of theirs there, and only "not known yet" and a broken call promise nothing.

import type { Ask } from '../../approvals/ask/birth.ts';
import { cancel } from '../../approvals/ask/cancel.ts';
import { submit } from '../../approvals/ask/submit.ts';
import type { Settled } from '../../approvals/change/transition.ts';
import { answer } from '../../approvals/decision/answer.ts';
import { comment } from '../../approvals/decision/comment.ts';
import { decide } from '../../approvals/decision/decide.ts';
import { revoke } from '../../approvals/decision/revoke.ts';
import type { EventType } from '../../approvals/event-type.ts';
import { StoreFault } from '../../approvals/faults.ts';
import { grantIdOf } from '../../approvals/grant/grant.ts';
import { redeem } from '../../approvals/grant/redeem.ts';
import { reportOutcome } from '../../approvals/grant/report-outcome.ts';
import { catchUp } from '../../approvals/lapse/catch-up.ts';
import { sweep } from '../../approvals/lapse/sweep.ts';
import type { ClickReply } from '../../approvals/prompt/card-ports.ts';
import { show } from '../../approvals/prompt/show.ts';
import { tell } from '../../approvals/prompt/tell.ts';
import type { Answer } from '../../approvals/refusal.ts';
import { later } from '../../approvals/time.ts';
import type { ApprovalRequest, ChainEvent, Choice } from '../../approvals/words.ts';
import type { Prompt } from '../../approvals/work.ts';
import type { PEOPLE } from '../../local/directory.ts';
import { aClick, anAsk, aPerson, INTENT_HASH } from '../support/builders.ts';
import { AGENT, REQUEST_ID } from './check.ts';
import type { Act, FinalRecord, Outcome } from './scenario.ts';
import type { World } from './world.ts';

type Who = keyof typeof PEOPLE;

export const decideAct = (who: Who, choice: Choice): Act => ({
  name: `${who} ${choice}`,
  run: (desk) => decide(desk, REQUEST_ID, { person: aPerson(who), choice, via: 'api' }),
  judge: (outcome, record) =>
    judgeSettled(outcome, record, ['voted'], (event) => {
      return event.actor.id === aPerson(who).oid && event.facts.choice === choice;
    }),
});

export const cancelAct = (): Act => ({
  name: 'cancel',
  run: (desk) => cancel(desk, REQUEST_ID, { ...AGENT, words: 'no longer needed' }),
  judge: (outcome, record) => judgeSettled(outcome, record, ['cancelled'], () => true),
});

export const commentAct = (who: Who, text: string): Act => ({
  name: `${who} comments`,
  run: (desk) => comment(desk, REQUEST_ID, { text, by: { kind: 'person', person: aPerson(who) } }),
  judge: (outcome, record) =>
    judgeSettled(outcome, record, ['commented'], (event) => event.actor.id === aPerson(who).oid),
});

export const revokeAct = (who: Who): Act => ({
  name: `${who} takes back`,
  run: (desk) => revoke(desk, REQUEST_ID, aPerson(who)),
  judge: (outcome, record) => judgeSettled(outcome, record, ['revoked'], () => true),
});

export const redeemAct = (
  xRequestId: string,
  change: { deniedNow?: boolean; intentHash?: string } = {},
): Act => ({
  name: `redeem ${xRequestId}`,
  run: (desk, world) =>
    redeem(desk, REQUEST_ID, {
      grantId: grantIdOf(REQUEST_ID),
      token: tokenIn(world),
      requestId: xRequestId,
      caller: AGENT,
      intentHash: INTENT_HASH,
      deniedNow: false,
      ...change,
    }),
  judge: (outcome, record) => [
    ...judgeSettled(outcome, record, ['redeemed'], (event) => event.facts.x_request_id === xRequestId),
    ...(isOk(outcome) && (change.deniedNow || change.intentHash) ? ['redeemed what may not run'] : []),
  ],
});

export const reportAct = (): Act => ({
  name: 'report',
  run: (desk) => reportOutcome(desk, REQUEST_ID, { ...AGENT, result: 'succeeded' }),
  judge: (outcome, record) =>
    judgeSettled(
      outcome,
      record,
      ['outcome', 'outcome_corrected'],
      (event) => event.facts.result === 'succeeded',
    ),
});

export const submitAct = (change: Partial<Ask> = {}): Act => ({
  name: `ask ${change.bodyHash ?? ''}`,
  run: (desk) => submit(desk, anAsk(change)),
  judge: (outcome, { request, events, own }) => {
    if (outcome === undefined) return [];
    if ('threw' in outcome) {
      if (!(outcome.threw instanceof StoreFault)) return [`broke: ${String(outcome.threw)}`];
      return own.length > 0 ? ['told that nothing was written, but it was'] : [];
    }
    const told = outcome.told as Answer<ApprovalRequest>;
    if (told.ok) {
      const ours = request?.bodyHash === anAsk(change).bodyHash;
      return [...(ours ? [] : ['told a request that is not its own']), ...judgeSnapshot(told.value, events)];
    }
    if (told.refusal.reason === 'not_known_yet') return [];
    return own.length > 0 ? [`told ${told.refusal.reason}, but it was written`] : [];
  },
});

/** A click on a card: the newest one standing in Teams, remembered by its prompt or not. */
export const clickAct = (who: Who, verb: string, text?: string): Act => ({
  name: `${who} clicks ${verb}`,
  run: async (desk, world) => {
    const prompt = world.tables.get(REQUEST_ID, 'prompt-1')?.data as Prompt | undefined;
    const card = [...world.cards.keys()].at(-1);
    return answer(
      desk,
      aClick({
        verb,
        person: aPerson(who),
        nonce: prompt?.nonce ?? '',
        ...(card === undefined ? {} : { activity: card }),
        ...(text === undefined ? {} : { comment: text }),
      }),
    );
  },
  judge: (outcome, { events, own }) => {
    if (outcome === undefined) return [];
    if ('threw' in outcome)
      return outcome.threw instanceof StoreFault ? [] : [`broke: ${String(outcome.threw)}`];
    const reply = outcome.told as ClickReply;
    const acted = own.filter((event) => ['voted', 'commented', 'revoked'].includes(event.type));
    if (acted.length > 1) return ['one click was recorded twice'];
    if (reply.kind === 'opened') return ['a card was opened that nobody asked for'];
    if (reply.kind === 'card') return judgeSnapshot(reply.view.request, events);
    if (acted.length === 0 || reply.refusal.reason === 'not_known_yet') return [];
    return [`told ${reply.refusal.reason}, but it was recorded`];
  },
});

export const sweepAct = (): Act => ({ name: 'sweep', run: (desk) => sweep(desk), judge: judgeQuiet });
export const showAct = (): Act => ({
  name: 'show',
  run: (desk) => show(desk, REQUEST_ID, 'prompt-1'),
  judge: judgeQuiet,
});
/** A host starts, and takes whoever holds a card to be gone: also one that is only slow. */
export const startAct = (): Act => ({
  name: 'a host starts',
  run: (desk, world) => catchUp({ ...desk, nudgeLater: async () => undefined }, later(world.now, 1)),
  judge: judgeQuiet,
});
export const tellAct = (): Act => ({
  name: 'tell',
  run: (desk) => tell(desk, REQUEST_ID, 'todo-tell-1'),
  judge: judgeQuiet,
});

/** Background work may fail when storage does, and owes nobody an answer. */
function judgeQuiet(outcome: Outcome): readonly string[] {
  if (outcome === undefined || !('threw' in outcome) || outcome.threw instanceof StoreFault) return [];
  return [`broke: ${String(outcome.threw)}`];
}

/** An answer of `transition`: `types` are what this act may record once; `mine` finds the event an acceptance speaks of. */
function judgeSettled(
  outcome: Outcome,
  record: FinalRecord,
  types: readonly EventType[],
  mine: (event: ChainEvent) => boolean,
): readonly string[] {
  const acted = record.own.filter((event) => types.includes(event.type));
  if (acted.length > 1) return ['one call was recorded twice'];
  if (outcome === undefined) return [];
  if ('threw' in outcome) {
    if (!(outcome.threw instanceof StoreFault)) return [`broke: ${String(outcome.threw)}`];
    return acted.length > 0 ? ['told that nothing was written, but it was'] : [];
  }
  const told = outcome.told as Answer<Settled>;
  if (!told.ok) {
    if (acted.length === 0 || told.refusal.reason === 'not_known_yet') return [];
    return [`told ${told.refusal.reason}, but it was recorded`];
  }
  const until = record.events.slice(0, told.value.request.seq);
  const found = until.some((event) => types.includes(event.type) && mine(event));
  return [
    ...(found ? [] : ['told yes, but it is not in the record']),
    ...judgeSnapshot(told.value.request, record.events),
  ];
}

/** What was told is the record as it once was: nothing told can be taken back. */
function judgeSnapshot(told: ApprovalRequest, events: readonly ChainEvent[]): readonly string[] {
  return events[told.seq - 1]?.hash === told.head
    ? []
    : [`told a state (${told.status}) that was never stored`];
}

const isOk = (outcome: Outcome): boolean =>
  outcome !== undefined && 'told' in outcome && (outcome.told as Answer<unknown>).ok;

const tokenIn = (world: World): string =>
  (world.tables.get(REQUEST_ID, 'request')?.data as ApprovalRequest | undefined)?.grant?.token ?? '';
