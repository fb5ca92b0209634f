// What people did and what is still needed of them, in words: votes, seats, comments.
// Promises: names and comments stand in runs of their own; however many there are, the lines stay short and say what they leave out.

import { seatsNow } from '../../approvals/approvers/escalation.ts';
import { openSeats } from '../../approvals/approvers/quorum.ts';
import type { DENIAL_REASONS } from '../../approvals/decision/vote-reason.ts';
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { plainText } from '../../approvals/text/plain-text.ts';
import type { Requirement } from '../../approvals/verdict.ts';
import type { Comment, Vote } from '../../approvals/words.ts';
import { say } from '../words/words.ts';
import {
  BOLD,
  type Element,
  fact,
  line,
  ours,
  QUIET,
  quoted,
  type Run,
  type Style,
  theirs,
} from './parts.ts';
import { NAME_MAX, personRun } from './person.ts';
import type { TellTime } from './tell-time.ts';

/** Of a rule's id, so many. */
export const RULE_MAX = 64;
const COMMENT_MAX = 240;
const VOTE_TEXT_MAX = 160;
const VOTES_SHOWN = 5;
const COMMENTS_SHOWN = 3;
const REQUIREMENTS_SHOWN = 4;

/** The reasons an approver can choose, as the card's list offers them. */
export const REASONS = [
  'not_expected',
  'wrong_target',
  'too_much',
  'wrong_time',
  'need_to_know_more',
] as const satisfies readonly (typeof DENIAL_REASONS)[number][];

/** The one of the list that was chosen, if any. */
export const chosenReason = (reason: string | null | undefined): (typeof REASONS)[number] | undefined =>
  REASONS.find((each) => each === reason);

/** The words of a chosen reason. */
export function reasonTitle(reason: string | undefined): string | undefined {
  const chosen = chosenReason(reason);
  return chosen === undefined ? undefined : say.reasons[chosen];
}

/** A stored text by its digest; told as erased when only the digest is left. */
export function textRun(view: CardView, digest: string, max: number, style: Style = {}): Run {
  const text = Object.hasOwn(view.texts, digest) ? view.texts[digest] : undefined;
  return text === undefined
    ? ours(say.textErased, { ...style, isSubtle: true })
    : quoted(text, max, style, { isRedacted: true });
}

/** That what was asked and said stands here no more, and since when. */
export function removedLines({ request: { purged } }: CardView): readonly Element[] {
  if (purged === undefined) return [];
  return [line([ours(say.ending.contentRemoved(say.ending.removed(purged)), QUIET)], { spacing: 'Medium' })];
}

/** `Bob Berg 16:02 “fine”  and  Alice Aho 16:06, signed in afresh`. */
export function voteRuns(view: CardView, votes: readonly Vote[], time: TellTime): readonly Run[] {
  const shown = votes
    .slice(0, VOTES_SHOWN)
    .flatMap((vote, index) => [
      ...(index === 0 ? [] : [ours(`  ${say.people.and}  `)]),
      personRun(vote.person.name),
      ours(` ${time.short(vote.at)}${isStepUp(view, vote) ? say.people.signedInAfresh : ''}`, QUIET),
      ...(vote.counted ? [] : [ours(` ${say.people.notCounted}`, QUIET)]),
      ...(vote.text === undefined ? [] : [ours(' ', QUIET), textRun(view, vote.text, VOTE_TEXT_MAX, QUIET)]),
    ]);
  const more = votes.length - VOTES_SHOWN;
  return more > 0 ? [...shown, ours(`  ${say.andMore(more)}`, QUIET)] : shown;
}

/** Where a rule wants a step-up no approval got in without one; elsewhere a sign-in may be hours old. */
function isStepUp({ request }: CardView, { choice, counted, signIn }: Vote): boolean {
  return request.verdict.stepUp !== undefined && choice === 'approve' && counted && signIn?.at !== undefined;
}

/** The votes so far and who is still needed. */
export function approvalsFact(view: CardView, time: TellTime): Element {
  const approvals = view.request.votes.filter((vote) => vote.choice === 'approve');
  const needed = neededWords(view);
  const runs =
    approvals.length === 0
      ? [ours(needed)]
      : [...voteRuns(view, approvals, time), ours(` · ${needed}`, QUIET)];
  return { ...fact(say.people.approvals, runs), spacing: 'Medium' };
}

/** `one more data owner needed`. Group names are the policy's, so they are ours. */
export const neededWords = (view: CardView): string => say.people.needed(...openWho(view));

/** Who is still needed, and how many more than are told. */
export function openWho(view: CardView): readonly [seats: readonly string[], more: number] {
  const { votes } = view.request;
  const started = votes.some((vote) => vote.choice === 'approve' && vote.counted);
  const seats = seatsNow(view.request);
  const open = openSeats(seats, votes);
  const missing = seats.flatMap((requirement, index) => {
    const count = open[index] ?? 0;
    return count === 0 ? [] : [seatWords(requirement, count, started)];
  });
  const shown = missing.slice(0, REQUIREMENTS_SHOWN);
  return [shown, missing.length - shown.length];
}

/** The last `count` comments, oldest first, `max` characters of each, and how many came before. */
export function commentLines(
  view: CardView,
  time: TellTime,
  count = COMMENTS_SHOWN,
  max = COMMENT_MAX,
): readonly Element[] {
  const { comments, commentCount, status } = view.request;
  const shown = comments.slice(-count);
  const earlier = Math.max(commentCount, comments.length) - shown.length;
  if (shown.length === 0) return [];
  return [
    line(
      [
        ours(say.people.comments(earlier), QUIET),
        ...(status === 'pending' ? [ours(` · ${say.people.deadlineStays}`, QUIET)] : []),
      ],
      { spacing: 'Medium' },
    ),
    ...shown.map((comment) => commentLine(view, comment, time, max)),
  ];
}

function commentLine(view: CardView, comment: Comment, time: TellTime, max: number): Element {
  const did = say.people[comment.by.kind === 'person' ? 'commented' : 'answered'];
  return line(
    [
      comment.by.kind === 'person'
        ? personRun(comment.by.name, BOLD)
        : theirs(comment.by.name, NAME_MAX, BOLD),
      ours(` ${did(time.short(comment.at), reasonTitle(comment.reason))}`, QUIET),
      textRun(view, comment.text, max),
    ],
    { spacing: 'Small' },
  );
}

function seatWords(requirement: Requirement, count: number, started: boolean): string {
  const groups = requirement.groups.slice(0, 3).map((group) => groupWords(group.name, count));
  const people = requirement.people.length > 0 ? [say.people.named(count)] : [];
  return say.people.seats(count, started, [...groups, ...people]);
}

/** `data-owners` -> `data owner`, `data owners`. A name that is no English plural is left as it is. */
export function groupWords(name: string, count: number): string {
  return say.people.group(plainText(name.replaceAll(/[-_]+/g, ' '), NAME_MAX), count);
}
