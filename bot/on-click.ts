// A click on a card: Teams' invoke in, the answer's body out. What the card's data claims goes on as a claim; the verbs prove it.
// Promises: every answer has a shape Teams knows, also after a fault, and comes in time, however slow storage and the directory are; an
// automatic refresh is marked, so that it only reads.
import { z } from 'zod';
import type { AnswerClick, Click, ClickReply } from '../approvals/prompt/card-ports.ts';
import { reviewAddress } from '../approvals/review-link.ts';
import type { Person } from '../approvals/words.ts';
import { buildCard, CARD_TYPE } from './cards/build-card.ts';
import { openedWords } from './cards/digest-card.ts';
import { chosenReason } from './cards/people.ts';
import { tellRefusal } from './cards/refusal-card.ts';
import type { Activity } from './incoming.ts';
import type { RequestCommandParts } from './request-commands.ts';
import { readSender } from './sender.ts';
import { say } from './words/words.ts';

/** Teams gives up after 10 to 15 s and sends the click again; a person gives up sooner. The rest of 3 s is for the way. */
const ANSWER_WITHIN_MS = 2500;
const MESSAGE_TYPE = 'application/vnd.microsoft.activity.message';
const VERBS: readonly string[] = [
  'approve',
  'deny',
  'comment',
  'report',
  'revoke',
  'looks_right',
  'needs_follow_up',
  'refresh',
  'open',
];

/** The body of an answer to an invoke; its own `statusCode` counts, HTTP says 200. */
interface InvokeReply {
  readonly statusCode: number;
  readonly type: string;
  readonly value: unknown;
}

// Inputs of other cards may come along: members that are not ours are dropped.
const invokeSchema = z.object({
  value: z.object({
    action: z.object({
      verb: z.string().max(64),
      data: z.object({
        request: z.string().max(64),
        nonce: z.string().max(128),
        comment: z.string().max(30_000).nullish(),
        reason: z.string().max(256).nullish(),
      }),
    }),
    trigger: z.string().optional(),
  }),
  replyToId: z.string().max(256).optional(),
  id: z.string().min(1).max(256).optional().catch(undefined),
});

interface ClickParts {
  readonly tenant: string;
  readonly answer: AnswerClick;
  /** Hears of faults; the person only reads that it did not work. */
  readonly onFault: (error: unknown) => void;
  /** Tells somebody in their own chat, where there is one. Throws `StoreFault`. */
  readonly tellLate: (person: Person, text: string) => Promise<void>;
  readonly requests: Pick<RequestCommandParts, 'baseUrl'>;
}

/** Answers an `adaptiveCard/action`. Never throws. */
export async function onClick(activity: Activity, parts: ClickParts): Promise<InvokeReply> {
  try {
    const click = readClick(activity, parts.tenant);
    if (typeof click === 'string') return notice(click);
    const work = parts.answer(click);
    const reply = await inTime(work);
    if (reply === 'late') {
      void hear(work, click, parts);
      return notice(isRefresh(click) ? say.refusal.lateRefresh : say.refusal.late);
    }
    if (reply.kind === 'opened') return notice(openedWords(reply.card));
    return reply.kind === 'card'
      ? { statusCode: 200, type: CARD_TYPE, value: buildCard(reply.view) }
      : notice(tellRefusal(reply.refusal, reply.request, click.verb));
  } catch (error) {
    parts.onFault(error);
    return notice(say.refusal.fault);
  }
}

/**
 * What `work` comes to, or `late`. Late work goes on to its end: a vote is stored or not as it would have been, the card tells which, and the
 * same click sent again is the same vote.
 */
async function inTime<T>(work: Promise<T>): Promise<T | 'late'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(resolve, ANSWER_WITHIN_MS, 'late');
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The card tells what counted; that a late click was refused stands nowhere, so whoever clicked is told. */
async function hear(work: Promise<ClickReply>, click: Click, parts: ClickParts): Promise<void> {
  try {
    const reply = await work;
    if (reply.kind !== 'refusal' || reply.request === undefined || isRefresh(click)) return;
    const link = reviewAddress(parts.requests.baseUrl, reply.request.id);
    await parts.tellLate(
      click.person,
      say.refusal.lateEnd(tellRefusal(reply.refusal, reply.request, click.verb), link),
    );
  } catch (error) {
    parts.onFault(error);
  }
}

const isRefresh = ({ automatic, verb }: Click): boolean => automatic || verb === 'refresh';

/** A short notice under the card, for the one who clicked. */
export const notice = (text: string): InvokeReply => ({ statusCode: 200, type: MESSAGE_TYPE, value: text });

/** The click, or why it is none. */
function readClick(activity: Activity, tenant: string): Click | string {
  const invoke = invokeSchema.safeParse(activity);
  if (!invoke.success) return tellRefusal({ reason: 'invalid', problems: [] });
  const { value, replyToId, id } = invoke.data;
  const { verb, data } = value.action;
  if (!VERBS.includes(verb)) {
    return say.refusal.unknownButton;
  }
  const sender = readSender(activity, tenant);
  if (sender?.person === undefined) {
    return say.refusal.namelessClick;
  }
  const reason = chosenReason(data.reason);
  return {
    verb,
    request: data.request,
    nonce: data.nonce,
    conversation: sender.conversation.id,
    person: sender.person,
    automatic: value.trigger === 'automatic',
    ...(replyToId === undefined ? {} : { activity: replyToId }),
    ...(id === undefined ? {} : { click: id }),
    ...(data.comment ? { comment: data.comment } : {}),
    ...(reason === undefined ? {} : { reason }),
  };
}
