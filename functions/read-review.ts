// GET /access/v1/requests/{id}/review: the whole of a request for one person, and what they may do with it. The review page lives on this.
import type { HttpHandler } from '@azure/functions';
import { type Review, review } from '../approvals/decision/review.ts';
import { removedWords } from '../approvals/purged.ts';
import { taskOf } from '../approvals/task.ts';
import { drawCard } from '../bot/cards/build-card.ts';
import { buttonTitle } from '../bot/cards/request-card.ts';
import { wholeOf } from '../bot/cards/whole.ts';
import { callerDoor } from './door.ts';
import { replyJson, replyRefusal, wordsOf } from './http-reply.ts';
import type { Parts } from './parts.ts';
import { findForPerson } from './person-door.ts';

/** Refusals: those of `findForPerson` and of `review`. Changes nothing. */
export const readReview = (parts: Parts): HttpHandler =>
  callerDoor(parts, async (call) => {
    const found = await findForPerson(parts, call);
    if (!found.ok) return replyRefusal(found.refusal);
    const { request, caller } = found.value;
    const reviewed = await review(parts.desk, request.id, caller.person, caller.signIn);
    return reviewed.ok ? replyJson(200, bodyOf(parts, reviewed.value)) : replyRefusal(reviewed.refusal);
  });

function bodyOf({ baseUrl }: Parts, { view, name, may, whyNot, stepUp, opening }: Review) {
  const { request, texts } = view;
  const { card, isComplete } = drawCard(view, 'page');
  return {
    task: taskOf(request, baseUrl, texts).task,
    card,
    card_complete: isComplete,
    intent_hash: request.intentHash,
    ...wholeOf(view),
    ...(request.purged === undefined ? {} : { removed: `They were ${removedWords(request.purged)}.` }),
    button: buttonTitle(view),
    you: { name },
    may,
    ...(whyNot === undefined ? {} : { why_not: wordsOf(whyNot) }),
    ...(stepUp === undefined
      ? {}
      : {
          step_up: {
            acrs: stepUp.acrs,
            within_seconds: Math.floor(stepUp.withinMs / 1000),
            satisfied: stepUp.satisfied,
          },
        }),
    ...(opening === undefined ? {} : { opening }),
    ...(request.verdict.requireReason === undefined
      ? {}
      : { reason_required: request.verdict.requireReason }),
  };
}
