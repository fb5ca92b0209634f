// What people did and what is still needed of them, in words: votes, seats, comments.
// Promises: names and comments stand in runs of their own; however many there are, the lines stay short and say what they leave out.

import { seatsNow } from '../../approvals/approvers/escalation.ts';
import { openSeats } from '../../approvals/approvers/quorum.ts';
import type { DENIAL_REASONS } from '../../approvals/decision/vote-reason.ts';
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { removedWords } from '../../approvals/purged.ts';
import { plainText } from '../../approvals/text/plain-text.ts';
import type { Requirement } from '../../approvals/verdict.ts';
import type { Comment, Vote } from '../../approvals/words.ts';
import { type Element, fact, line, ours, QUIET, quoted, type Run, type Style, theirs } from './parts.ts';
import type { TellTime } from './tell-time.ts';

/** Characters shown of a name. */
export const NAME_MAX = 48;
/** Of a rule's id, so many. */
export const RULE_MAX = 64;
const COMMENT_MAX = 240;
const VOTE_TEXT_MAX = 160;
const VOTES_SHOWN = 5;
const COMMENTS_SHOWN = 3;
const REQUIREMENTS_SHOWN = 4;

/** The reasons an approver can choose, as the card's list offers them. */
export const REASONS: readonly { readonly value: (typeof DENIAL_REASONS)[number]; readonly title: string }[] =
  [
    { value: 'not_expected', title: 'Not expected' },
    { value: 'wrong_target', title: 'Wrong target' },
    { value: 'too_much', title: 'Too much' },
    { value: 'wrong_time', title: 'Wrong time' },
    { value: 'need_to_know_more', title: 'Need to know more' },
  ];

/** The words of a chosen reason. */
export const reasonTitle = (reason: string | undefined): string | undefined =>
  REASONS.find(({ value }) => value === reason)?.title;

/** A stored text by its digest; told as erased when only the digest is left. */
export function textRun(view: CardView, digest: string, max: number, style: Style = {}): Run {
  const text = Object.hasOwn(view.texts, digest) ? view.texts[digest] : undefined;
  return text === undefined
    ? ours('(text erased)', { ...style, isSubtle: true })
    : quoted(text, max, style, { isRedacted: true });
}

/** That what was asked and said stands here no more, and since when. */
export function removedLines({ request: { purged } }: CardView): readonly Element[] {
  if (purged === undefined) return [];
  return [line([ours(`What was asked and said was ${removedWords(purged)}.`, QUIET)], { spacing: 'Medium' })];
}

/** `Bob Berg 16:02 “fine”  and  Alice Aho 16:06, signed in afresh`. */
export function voteRuns(view: CardView, votes: readonly Vote[], time: TellTime): readonly Run[] {
  const shown = votes
    .slice(0, VOTES_SHOWN)
    .flatMap((vote, index) => [
      ...(index === 0 ? [] : [ours('  and  ')]),
      theirs(vote.person.name, NAME_MAX),
      ours(` ${time.short(vote.at)}${isStepUp(view, vote) ? ', signed in afresh' : ''}`, QUIET),
      ...(vote.counted ? [] : [ours(' (not counted: no longer an approver)', QUIET)]),
      ...(vote.text === undefined ? [] : [ours(' ', QUIET), textRun(view, vote.text, VOTE_TEXT_MAX, QUIET)]),
    ]);
  const more = votes.length - VOTES_SHOWN;
  return more > 0 ? [...shown, ours(`  and ${more} more`, QUIET)] : shown;
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
  return { ...fact('Approvals', runs), spacing: 'Medium' };
}

/** `one more data owner needed`. Group names are the policy's, so they are ours. */
export function neededWords(view: CardView): string {
  const { votes } = view.request;
  const started = votes.some((vote) => vote.choice === 'approve' && vote.counted);
  const seats = seatsNow(view.request);
  const open = openSeats(seats, votes);
  const missing = seats.flatMap((requirement, index) => {
    const count = open[index] ?? 0;
    return count === 0 ? [] : [seatWords(requirement, count, started)];
  });
  const shown = missing.slice(0, REQUIREMENTS_SHOWN);
  const rest = missing.length - shown.length;
  return `${[...shown, ...(rest > 0 ? [`${rest} more`] : [])].join(' and ')} needed`;
}

/** The last comments, oldest first, and how many came before. */
export function commentLines(view: CardView, time: TellTime): readonly Element[] {
  const { comments, commentCount, status } = view.request;
  const shown = comments.slice(-COMMENTS_SHOWN);
  const earlier = Math.max(commentCount, comments.length) - shown.length;
  if (shown.length === 0) return [];
  return [
    line(
      [
        ours(earlier > 0 ? `Comments (${earlier} earlier)` : 'Comments', QUIET),
        ...(status === 'pending' ? [ours(' · they do not move the deadline', QUIET)] : []),
      ],
      { spacing: 'Medium' },
    ),
    ...shown.map((comment) => commentLine(view, comment, time)),
  ];
}

function commentLine(view: CardView, comment: Comment, time: TellTime): Element {
  const did = comment.by.kind !== 'person' ? 'answered' : 'commented';
  return line(
    [
      theirs(comment.by.name, NAME_MAX, { weight: 'Bolder' }),
      ours(` ${did} ${time.short(comment.at)}${reasonWords(comment)}: `, QUIET),
      textRun(view, comment.text, COMMENT_MAX),
    ],
    { spacing: 'Small' },
  );
}

/** What was chosen beside the words: of our list, so it is ours. */
function reasonWords({ reason }: Comment): string {
  const title = reasonTitle(reason);
  return title === undefined ? '' : ` (${title.toLowerCase()})`;
}

function seatWords(requirement: Requirement, count: number, started: boolean): string {
  const number = NUMBERS[count] ?? String(count);
  const groups = requirement.groups.slice(0, 3).map((group) => groupWords(group.name, count));
  const people = requirement.people.length > 0 ? [count === 1 ? 'named person' : 'named people'] : [];
  const who = [...groups, ...people].join(' or ') || (count === 1 ? 'approver' : 'approvers');
  return `${number} ${started ? 'more ' : ''}${who}`;
}

const NUMBERS: readonly (string | undefined)[] = [undefined, 'one', 'two', 'three', 'four', 'five', 'six'];

/** `data-owners` -> `data owner`, `data owners`. A name that is no English plural is left as it is. */
export function groupWords(name: string, count: number): string {
  const words = plainText(name.replaceAll(/[-_]+/g, ' '), NAME_MAX);
  return count === 1 ? words.replace(/([^su\s])s$/, '$1') : words;
}
