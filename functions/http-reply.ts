// Answers to HTTP callers, and the only place that gives a refusal or a fault its status. A refusal becomes a problem document (RFC 9457) that says what is
// wrong, where, and what to do next; nothing internal ever leaves.
import type { HttpResponseInit } from '@azure/functions';
import type { Refusal } from '../approvals/refusal.ts';
import { ours, type ProblemBody, profile } from './problem.ts';
import { NO_AGENT, newerWords, notOpenedWords, OWN, reasonWords, stepUp } from './refusal-words.ts';
import { meaning } from './reply-meaning.ts';

/** JSON that no cache may keep. */
export function replyJson(
  status: number,
  body: object,
  headers: Record<string, string> = {},
): HttpResponseInit {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers },
    body: JSON.stringify(body),
  };
}

/** JSON that is the same for everybody, and may be kept for five minutes. */
export const replyPublic = (body: object): HttpResponseInit =>
  replyJson(200, body, { 'cache-control': 'public, max-age=300' });

/** A problem document. */
export function replyProblem({
  status,
  retryAfterSeconds,
  challenge,
  ...body
}: ProblemBody): HttpResponseInit {
  return {
    status,
    headers: {
      'content-type': 'application/problem+json; charset=utf-8',
      'cache-control': 'no-store',
      ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
      ...(status === 401 ? { 'www-authenticate': challenge ?? 'Bearer' } : {}),
    },
    body: JSON.stringify({ ...body, status }),
  };
}

/** A refusal as its problem document. */
export function replyRefusal(refusal: Refusal): HttpResponseInit {
  return meaning(replyProblem(problemOf(refusal)), { refused: refusal.reason });
}

/** What a refusal says, for an answer that is not itself a no. */
export const wordsOf = (refusal: Refusal): string => problemOf(refusal).detail;

/** 401: no token, or none that proves anything here. `challenge` says where to get one. */
export const unauthenticated = (detail: string, challenge = 'Bearer'): HttpResponseInit =>
  meaning(replyProblem({ ...ours(401, 'unauthenticated', 'No valid token', detail), challenge }), {
    refused: 'unauthenticated',
  });

/** What a refusal is told as, over HTTP and by a tool. Exhaustive: a new reason does not compile until it has words here. */
export function problemOf(refusal: Refusal): ProblemBody {
  switch (refusal.reason) {
    case 'invalid':
      return ours(
        400,
        refusal.reason,
        'The input is wrong',
        'Nothing was recorded. Mend what `problems` names and send it again.',
        refusal.problems,
      );
    case 'too_large':
      return ours(
        413,
        refusal.reason,
        'Too large',
        `${refusal.what} may have at most ${refusal.limitBytes} bytes. Nothing was recorded.`,
      );
    case 'duplicate_request':
      return profile(
        409,
        refusal.reason,
        'Idempotency-Key used before',
        'This key was used for another body. Use a new key for a new request.',
      );
    case 'unknown_request':
      return profile(
        404,
        'unknown_task',
        'No such request',
        'Nothing is known under this id, or it is not yours. Check the id.',
      );
    case 'already_ended':
      return profile(
        409,
        'invalid_task_state',
        'The request has ended',
        `It is ${refusal.status}; that never changes. Ask anew if it is still needed.`,
      );
    case 'same_denied':
      return ours(
        409,
        refusal.reason,
        'The same was denied',
        `${refusal.by} denied the same on ${refusal.at}, on another request of this agent. This one has ended with it: it is denied, and that never changes.`,
      );
    case 'wrong_state':
      return profile(409, 'invalid_task_state', 'Not possible in this state', refusal.message);
    case 'already_looked_at':
      return ours(409, refusal.reason, 'Looked at already', 'One second look is asked for, and it is there.');
    case 'not_approver':
      return ours(
        403,
        refusal.reason,
        'Not an approver',
        `Only ${refusal.groups.join(' or ')} can do this. If you should be one of them, ask an administrator.`,
      );
    case 'own_request':
      return ours(
        403,
        refusal.reason,
        'Nobody approves their own request',
        `${OWN[refusal.because]}: it takes somebody else.`,
      );
    case 'step_up_required':
      return {
        ...ours(401, refusal.reason, 'A fresh sign-in is needed', stepUp.words(refusal)),
        challenge: stepUp.challenge(refusal),
      };
    case 'not_opened':
      return ours(409, refusal.reason, 'Not opened in full', notOpenedWords(refusal.link));
    case 'reason_missing':
      return ours(400, refusal.reason, 'A reason is required', reasonWords(refusal.choice), [
        { at: '/comment', message: `The policy asks for words with every vote to ${refusal.choice}.` },
      ]);
    case 'guest':
      return ours(403, refusal.reason, 'Guests cannot decide', 'Ask a member of the organisation.');
    case 'foreign_tenant':
      return ours(
        403,
        refusal.reason,
        'Not of this organisation',
        'Only people of the organisation can decide. Sign in with an account of it.',
      );
    case 'disabled_person':
      return ours(
        403,
        refusal.reason,
        'Account disabled',
        'This account is disabled in Entra ID. Ask an administrator.',
      );
    case 'not_a_person':
      return ours(
        403,
        refusal.reason,
        'Only people decide',
        'This is the user account of an agent. Sign in as a person.',
      );
    case 'agent_paused':
      return ours(
        403,
        refusal.reason,
        'The agent is paused',
        `The agent is paused: it was stopped on ${refusal.since}. What was waiting then is denied; nothing new is recorded or approved. Once an administrator has resumed it, ask anew.`,
      );
    case 'own_pause':
      return ours(
        403,
        refusal.reason,
        'Another administrator has to resume',
        'You paused this agent. Nothing was changed. Ask another administrator.',
      );
    case 'no_agent':
      return ours(
        409,
        refusal.reason,
        'Not an agent',
        `${NO_AGENT[refusal.is](refusal.name)} Nothing was changed.`,
      );
    case 'unknown_agent': {
      const meant = refusal.meant === undefined ? '' : ` Did you mean ${refusal.meant}?`;
      const detail = `No agent is registered under this name.${meant} Use a name under agents in countersign.yaml, or a client id.`;
      return ours(404, refusal.reason, 'No such agent', detail);
    }
    case 'stale_card':
      return ours(
        409,
        refusal.reason,
        'Not the card of this request',
        'Open the newest card of the request.',
      );
    case 'summary_card':
      return ours(
        409,
        refusal.reason,
        'A summary decides nothing',
        'Decide on the whole card or the review page.',
      );
    case 'comment_empty':
      return ours(400, refusal.reason, 'The comment is empty', 'Write a comment and send it again.');
    case 'comment_too_long':
      return ours(
        400,
        refusal.reason,
        'The comment is too long',
        `A comment may have at most ${refusal.limit} characters.`,
      );
    case 'could_not_verify':
      return {
        ...ours(503, refusal.reason, 'The directory does not answer', 'Nothing was changed. Try again.'),
        retryAfterSeconds: 2,
      };
    case 'not_known_yet':
      return {
        ...ours(
          503,
          refusal.reason,
          'Not known yet',
          'The call may or may not have been recorded. Look again, or send the same call again.',
        ),
        retryAfterSeconds: 1,
      };
    case 'busy':
      return {
        ...ours(
          503,
          refusal.reason,
          'Many calls at once',
          'Nothing was changed by this call. Send it again.',
        ),
        retryAfterSeconds: 1,
      };
    case 'newer_version':
      return {
        ...ours(503, refusal.reason, 'Written by a newer version', newerWords(refusal.version)),
        retryAfterSeconds: 60,
      };
    case 'not_permitted':
      return ours(403, refusal.reason, 'Not permitted', `This call needs ${refusal.needs}.`);
    case 'limit_reached':
      return {
        ...ours(429, refusal.reason, 'Too many', refusal.limit),
        ...(refusal.quota === undefined ? {} : { limit: refusal.quota }),
        retryAfterSeconds: refusal.retryAfterSeconds,
      };
    case 'grant_unusable':
      return ours(409, refusal.reason, 'The approval cannot be used', refusal.why);
  }
}
