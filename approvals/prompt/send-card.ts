// One send of a card, and what its answer teaches: as a change to the prompt's row, which may have become another one meanwhile.
import { SendFault } from '../faults.ts';
import type { Turns } from '../pace/turns.ts';
import type { Desk } from '../ports.ts';
import type { ApprovalRequest, Instant } from '../words.ts';
import type { Conversation, LedgerLine, Prompt } from '../work.ts';
import { isBehind } from './behind.ts';
import type { CardDesk, WhoToMention } from './card-ports.ts';
import { keepTrying } from './failing.ts';
import type { Send } from './hold.ts';
import { noted, notedDead } from './ledger.ts';
import { mentioning } from './mentions.ts';
import { backOff, markGone, rememberLate, rememberPost, rememberUpdate } from './prompt.ts';
import { recallsTo } from './recall.ts';
import { viewOf } from './view.ts';

/** Where Teams does not say: mostly two sends to one conversation met (412). */
const PUT_OFF_SECONDS = 1;

/** What the send taught. */
export type Learned = (prompt: Prompt) => Prompt;

/** What it takes. */
export type SendDesk = Pick<Desk, 'store' | 'standings' | 'clock' | 'baseUrl'> & {
  readonly cards: CardDesk;
  readonly mentions: WhoToMention;
  readonly turns: Turns;
};

/** Sends once. Throws what is no `SendFault`. */
export async function sendCard(
  desk: SendDesk,
  prompt: Prompt,
  request: ApprovalRequest,
  conversation: Conversation,
  next: Send,
): Promise<Learned> {
  const replaced = next.do === 'update' && next.activity.replaced;
  const view = await viewOf(desk, request, prompt, { replaced });
  try {
    if (next.do === 'post') {
      const asking = await mentioning(desk.mentions, view, conversation);
      const activityId = await desk.cards.post(conversation, asking);
      return told(desk, 'posted', (row) =>
        rememberPost(row, activityId, request.revision, recallsTo(request, row), prompt.standing),
      );
    }
    const activityId = next.activity.id;
    await desk.cards.update(conversation, activityId, view);
    const { lateUntil } = next.activity;
    const second = !isBehind(prompt, next.activity, request);
    if (second && lateUntil !== undefined)
      return (row) => rememberLate(row, activityId, lateUntil, desk.clock());
    return told(desk, 'updated', (row) =>
      rememberUpdate(row, activityId, request.revision, request, desk.clock(), second, prompt.standing),
    );
  } catch (error) {
    if (!(error instanceof SendFault)) throw error;
    return await afterFault(desk, prompt, conversation, next, error);
  }
}

/**
 * The prompt in a conversation that takes nothing from us, until the app is added there again. A place that holds no card of it is left.
 * `notSent`: what was tried there, and is known not to have arrived.
 */
export function shutOut(prompt: Prompt, why: string, now: Instant, notSent?: 'post' | 'update'): Prompt {
  const how = { final: true, ...(notSent === undefined ? {} : { notSent }) };
  const { conversation, ...dead } = backOff(prompt, why, now, how);
  const mayStand = dead.activities.length > 0 || dead.unconfirmed > 0;
  return { ...dead, ...(mayStand && conversation !== undefined ? { conversation } : {}) } as Prompt;
}

async function afterFault(
  desk: SendDesk,
  prompt: Prompt,
  conversation: Conversation,
  next: Send,
  { kind, message, retryAfterSeconds }: SendFault,
): Promise<Learned> {
  const now = desk.clock();
  const notSent = next.do;
  const failed = (learned: Learned) => told(desk, 'failed', learned, message);
  switch (kind) {
    case 'gone':
      if (next.do === 'update') return told(desk, 'gone', (row) => markGone(row, next.activity.id), message);
      return await shut(desk, conversation, message, now);
    case 'closed':
      return await shut(desk, conversation, message, now, notSent);
    case 'too_big':
      if (prompt.small === true) return failed((row) => backOff(row, message, now, { final: true, notSent }));
      // The same card again would be too big again: a small one that leads to the page is sent at once.
      return failed((row) => {
        const { nextTry: _atOnce, putOffSince: _not, ...free } = backOff(row, message, now, { notSent });
        return { ...free, small: true };
      });
    case 'refused':
      return failed((row) => backOff(row, message, now, { final: true, notSent }));
    case 'failed':
    case 'unavailable': {
      // All who send there wait for as long as Teams says.
      if (retryAfterSeconds !== undefined) await desk.turns.pause(conversation, retryAfterSeconds);
      const how = { gravely: kind === 'failed', afterSeconds: retryAfterSeconds };
      return failed((row) => keepTrying(row, message, now, how));
    }
    case 'later':
      // All who send to this conversation wait, not only this card.
      if (retryAfterSeconds !== undefined) await desk.turns.pause(conversation, retryAfterSeconds);
      return failed((row) =>
        backOff(row, message, now, { notSent, afterSeconds: retryAfterSeconds ?? PUT_OFF_SECONDS }),
      );
    case 'unconfirmed':
      return failed((row) => backOff(row, message, now));
  }
}

/** Nobody tries this conversation again before the app is added there anew. */
async function shut(
  desk: SendDesk,
  conversation: Conversation,
  why: string,
  now: Instant,
  notSent: 'post' | 'update' = 'post',
): Promise<Learned> {
  await desk.turns.close(conversation, why);
  return told(desk, 'failed', (row) => shutOut(row, why, now, notSent), why);
}

const told =
  ({ clock }: Pick<Desk, 'clock'>, what: LedgerLine['what'], learned: Learned, why?: string): Learned =>
  (row) => {
    const at = clock();
    return notedDead(row, noted(learned(row), what, at, why), at);
  };
