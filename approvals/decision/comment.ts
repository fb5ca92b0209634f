// A remark that decides nothing: an approver's or owner's question, the agent's answer.
// The same words by the same person on the same prompt within two minutes are one comment as long as nobody said anything since: whoever
// presses twice says it once, and a second yes answers a second question. A click that Teams sent again is the same click whatever was said.
import { createHash } from 'node:crypto';
import { askDirectory, type DirectoryDesk } from '../approvers/ask-directory.ts';
import { barred, judge, judgeMember } from '../approvers/eligibility.ts';
import { tellProgress } from '../change/end.ts';
import { lapsed } from '../change/time-out.ts';
import { type Settled, type Step, transition } from '../change/transition.ts';
import type { Desk } from '../ports.ts';
import { type Answer, refuse } from '../refusal.ts';
import { isSeen } from '../text/plain-text.ts';
import { redactText } from '../text/redact-text.ts';
import { COMMENT_LIMIT, digestText, KEPT_COMMENTS, textRow } from '../text/text.ts';
import type { ApprovalRequest, Comment, Instant, Person, RequestId } from '../words.ts';

const REPEAT_WITHIN_MS = 120_000;
/** Callbacks that tell of comments, of one request: whoever wants to read more asks for the status. */
export const COMMENTS_TOLD = 50;

/**
 * A comment as it came. `prompt` is the card it was written on; absent when it came by API. `reason`: what a person chose from the list of
 * reasons beside their words. `click`: by which Teams tells this press of the button from every other.
 */
export type Remark = {
  readonly text: string;
  readonly reason?: string;
  readonly prompt?: string;
  readonly click?: string;
  readonly by:
    | { readonly kind: 'person'; readonly person: Person }
    | { readonly kind: 'agent' | 'enforcer'; readonly clientId: string; readonly name: string };
};

type CommentDesk = Desk & DirectoryDesk;

/**
 * Records a comment. Refusals: `comment_empty`, `comment_too_long`, `already_ended`, `could_not_verify`, whoever may neither decide nor
 * owns the agent, and those of `transition`.
 */
export async function comment(desk: CommentDesk, id: RequestId, remark: Remark): Promise<Answer<Settled>> {
  if (!isSeen(remark.text)) return refuse({ reason: 'comment_empty' });
  if (remark.text.length > COMMENT_LIMIT) return refuse({ reason: 'comment_too_long', limit: COMMENT_LIMIT });
  const asked = desk.clock();
  const settled = await transition(desk, id, (request, now) => hear(desk, request, remark, now));
  // The comment came too late and recorded only that: say so, do not pretend that it is in the record.
  if (
    settled.ok &&
    settled.value.request.status === 'expired' &&
    !settled.value.request.comments.some((each) => isSame(settled.value.request, each, remark, asked))
  ) {
    return refuse({ reason: 'already_ended', status: 'expired' });
  }
  return settled;
}

/** May this one say so, and now? */
async function hear(
  desk: CommentDesk,
  request: ApprovalRequest,
  remark: Remark,
  now: Instant,
): Promise<Step> {
  if (request.status !== 'pending') {
    return { do: 'refuse', refusal: { reason: 'already_ended', status: request.status } };
  }
  if (now >= request.expiresAt) return lapsed(request, now, desk.baseUrl);
  if (remark.by.kind !== 'person') {
    const { kind, clientId, name } = remark.by;
    return write(request, remark, { kind, id: clientId, name }, now, desk.baseUrl);
  }

  const person = remark.by.person;
  const word = await askDirectory(desk, request, person.oid);
  if (word === 'silent') return { do: 'refuse', refusal: { reason: 'could_not_verify' } };
  // Those who may not approve know the agent best: their word is welcome.
  const interested = barred(request, word.owners).has(person.oid);
  const judged = interested ? judgeMember(request, person, word.person) : judge(request, person, word);
  if (!judged.ok) return { do: 'refuse', refusal: judged.refusal };
  return write(request, remark, { kind: 'person', id: person.oid, name: judged.name }, now, desk.baseUrl);
}

function write(
  request: ApprovalRequest,
  remark: Remark,
  by: Comment['by'],
  now: Instant,
  baseUrl: string,
): Step {
  if (stands(request, remark, now)) return { do: 'keep' };
  const seq = request.seq + 1;
  const { digest, row } = textRow(request, seq, remark.text);
  const said = {
    ...(remark.reason === undefined ? {} : { reason: remark.reason }),
    ...(remark.prompt === undefined ? {} : { prompt: remark.prompt }),
  };
  const entry: Comment = {
    by,
    at: now,
    seq,
    text: digest,
    ...said,
    ...(remark.click === undefined ? {} : { click: digestOfClick(remark.click) }),
  };
  const change = {
    comments: [...request.comments, entry].slice(-KEPT_COMMENTS),
    commentCount: request.commentCount + 1,
  };
  // The agent hears what people say; its own words it knows.
  const isTold = by.kind === 'person' && request.commentCount < COMMENTS_TOLD;
  const words = { [digest]: redactText(remark.text) };
  const told = tellProgress({ ...request, ...change }, isTold ? ['commented'] : [], now, baseUrl, words);
  return {
    do: 'write',
    before: request.expiresAt,
    change: { ...change, todos: told.todos },
    events: [
      {
        type: 'commented',
        actor: by.kind === 'person' ? { kind: by.kind, id: by.id } : by,
        facts: { text: digest, ...said },
      },
    ],
    rows: [row, ...told.rows],
  };
}

/** It was heard before: nobody said anything since, or it is the very same click. */
const stands = (request: ApprovalRequest, remark: Remark, now: Instant): boolean =>
  request.comments.some(
    (each, index) =>
      isSame(request, each, remark, now) &&
      (index === request.comments.length - 1 ||
        (remark.click !== undefined && each.click === digestOfClick(remark.click))),
  );

/** The same words by the same one on the same prompt, within the last two minutes. */
function isSame(request: ApprovalRequest, each: Comment, remark: Remark, now: Instant): boolean {
  const by = remark.by.kind === 'person' ? remark.by.person.oid : remark.by.clientId;
  return (
    each.by.id === by &&
    each.prompt === remark.prompt &&
    each.reason === remark.reason &&
    Date.parse(now) - Date.parse(each.at) < REPEAT_WITHIN_MS &&
    digestText(request, each.seq, remark.text) === each.text
  );
}

/** Its length is whatever Teams likes: this one fits a row twenty times. */
const digestOfClick = (click: string): string =>
  createHash('sha256').update(click).digest('base64url').slice(0, 22);
