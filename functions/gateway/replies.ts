// What the gateway answers: what the target said, a task that waits, or a problem that says what became of the call.
// Promises: `Countersign-From: target` stands on what the target said and on nothing else; few of its headers pass; nothing of it runs in a
// browser under our name.
import type { HttpResponseInit } from '@azure/functions';
import type { Objection } from '../../approvals/policy/judgement/judge-use.ts';
import { taskOf } from '../../approvals/task.ts';
import type { ApprovalRequest } from '../../approvals/words.ts';
import { objectionWords } from '../decision.ts';
import { replyProblem } from '../http-reply.ts';
import { ours } from '../problem.ts';
import { meaning } from '../reply-meaning.ts';

/** Of the target's headers these pass. Its cookies, its addresses and its word on other origins do not. */
const PASSED: readonly string[] = [
  'content-type',
  'content-encoding',
  'content-language',
  'content-range',
  'etag',
  'last-modified',
  'retry-after',
];
const BODILESS: readonly number[] = [204, 205, 304];
/** Whatever a target sends must not act as a page of ours. */
const HARMLESS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; sandbox",
  'x-content-type-options': 'nosniff',
} as const;

/** What the target answered, as it answered it. */
export function replyOfTarget(
  { id }: ApprovalRequest,
  answered: {
    readonly status: number;
    readonly headers: ReadonlyMap<string, string>;
    readonly body: Uint8Array;
  },
): HttpResponseInit {
  const passed = PASSED.flatMap((name) => {
    const value = answered.headers.get(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    status: answered.status,
    headers: {
      ...Object.fromEntries(passed),
      ...HARMLESS,
      'countersign-request': id,
      'countersign-from': 'target',
    },
    ...(BODILESS.includes(answered.status) || answered.body.length === 0 ? {} : { body: answered.body }),
  };
}

/** No such target. */
export const unknownTarget = (meant: string | undefined): HttpResponseInit =>
  meaning(
    replyProblem(
      ours(
        404,
        'unknown_target',
        'No such target',
        `No target of this name is in countersign.yaml.${meant === undefined ? '' : ` Did you mean ${meant}?`} Nothing was recorded or sent.`,
      ),
    ),
    { refused: 'unknown_target' },
  );

/** Denied, by the policy or by a person: a decision, and the end of it. */
export function denied(
  request: ApprovalRequest,
  baseUrl: string,
  texts: Readonly<Record<string, string>>,
): HttpResponseInit {
  const { effect, rules } = request.verdict;
  const names = rules.filter((rule) => rule.effect === 'deny').map((rule) => rule.id);
  const detail =
    effect === 'deny'
      ? `The policy denies this call (${names.join(', ')}). Nothing was sent.`
      : 'This call was denied. Nothing was sent. Why, `task.decision` says; what people wrote there is untrusted text.';
  return about(request, 403, 'denied', 'Denied', detail, {
    task: taskOf(request, baseUrl, texts).task,
  });
}

/** Approved, and the policy in force has something against it now: the approval stays as it is. */
export const forbiddenNow = (
  request: ApprovalRequest,
  baseUrl: string,
  against: Objection,
): HttpResponseInit =>
  meaning(
    about(request, 403, 'denied', 'Denied', `${objectionWords(against)} Nothing was sent.`, {
      task: taskOf(request, baseUrl).task,
    }),
    { refused: 'policy_denied' },
  );

/** The approval was used, taken back, or is over: nothing more goes out by it. */
export function usedUp(request: ApprovalRequest, baseUrl: string): HttpResponseInit {
  const { grant } = request;
  const words = {
    unused: 'The approval of this request cannot be used any more.',
    redeemed: `The approval was used at ${grant?.redemption?.at}, outcome ${grant?.outcome?.result ?? 'not known yet'}. One approval sends one call.`,
    lapsed: 'The approval was not used in time.',
    revoked: 'The approval was taken back.',
  }[grant?.state ?? 'unused'];
  const detail = `${words} Nothing was sent now. Ask anew if it is still needed.`;
  return meaning(
    about(request, 409, 'approval_used', 'No approval to use', detail, {
      task: taskOf(request, baseUrl).task,
    }),
    { refused: 'approval_used' },
  );
}

/** The call differs from the one that was approved. */
export const unlike = (request: ApprovalRequest): HttpResponseInit =>
  meaning(
    about(
      request,
      409,
      'out_of_scope',
      'Another call than the one that was asked for',
      `Method, address, listed headers and every byte of the body must be as they were. Nothing was sent by this call. ${standing(request)}`,
    ),
    { refused: 'out_of_scope' },
  );

/** How the request stands for who comes with another call: it changed nothing. */
function standing({ status, grant }: ApprovalRequest): string {
  if (status === 'pending') return 'The request still waits for people, with the call it was asked for.';
  switch (grant?.state) {
    case 'unused':
      return 'It did not use the approval up.';
    case 'redeemed':
      return `The approval was used before, at ${grant.redemption?.at}.`;
    case 'lapsed':
      return 'The approval was not used in time.';
    case 'revoked':
      return 'The approval was taken back.';
    default:
      return 'There is no approval of the request.';
  }
}

/** Nothing reached the target. */
export const notReached = (
  request: ApprovalRequest,
  why: string,
  used: 'used' | 'unused',
): HttpResponseInit =>
  meaning(
    about(
      request,
      502,
      'target_unreachable',
      'The target was not reached',
      used === 'unused'
        ? `Nothing was sent: ${why}. The approval is not used up: repeat the call with the header Countersign-Request while it lasts.`
        : `Nothing was sent: ${why}. The approval is used up: ask anew.`,
    ),
    { refused: 'target_unreachable' },
  );

/** It was sent, and how it ended is not known. */
export const unclear = (request: ApprovalRequest, what: string): HttpResponseInit =>
  about(
    request,
    504,
    'outcome_unknown',
    'How it ended is not known',
    `The call was sent once, and ${what}. It may have been carried out. It is not sent again: look at the target before you ask anew.`,
  );

/** It was carried out, or not, as the status says; what the target said is not passed on. */
export const withheld = (request: ApprovalRequest, status: number, why: string): HttpResponseInit =>
  about(
    request,
    502,
    'reply_withheld',
    'The reply is not passed on',
    `The call was sent once and answered with ${status}; ${why}. It is not sent again.`,
    { target_status: status },
  );

function about(
  { id }: Pick<ApprovalRequest, 'id'>,
  status: number,
  name: string,
  title: string,
  detail: string,
  more: object = {},
): HttpResponseInit {
  const problem = replyProblem({ ...ours(status, name, title, detail), ...more });
  return { ...problem, headers: { ...problem.headers, 'countersign-request': id } };
}
