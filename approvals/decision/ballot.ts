// One approver's choice on its way to becoming a vote: what it says, whether it already stands, and what is recorded of it. Pure.

import type { DirectoryWord } from '../approvers/directory-ports.ts';
import { barred, groupsAsked } from '../approvers/eligibility.ts';
import type { Row } from '../ports.ts';
import { digestText, textRow } from '../text/text.ts';
import type { NamedGroup } from '../verdict.ts';
import type { Actor, ApprovalRequest, Choice, EventDraft, Instant, Person, SignIn, Vote } from '../words.ts';
import type { CardInHand } from './opening.ts';

/** A choice as a verified person brings it. */
export interface Ballot {
  readonly person: Person;
  readonly choice: Choice;
  readonly comment?: string;
  readonly reason?: string;
  /** Given with a deny that reports the agent: the administrators, who are to be told. */
  readonly alerts?: NamedGroup;
  /** Through which door the person came, for the record. */
  readonly via: 'teams' | 'page' | 'api';
  /** The card that was clicked. */
  readonly card?: CardInHand;
  /** What the person's token proves of their sign-in; a click in Teams proves none. */
  readonly signIn?: SignIn;
}

/** The vote that a ballot becomes, the row of its comment, and its event. */
export interface Cast {
  readonly vote: Vote;
  readonly rows: readonly Row[];
  readonly event: EventDraft;
}

/**
 * Makes the vote. `groups` are those the directory found the person in; `word` is all it said, kept as evidence; `opened` is the event by
 * which they opened what their card does not hold.
 */
export function castVote(
  request: ApprovalRequest,
  ballot: Ballot & { readonly opened?: number },
  groups: readonly string[],
  word: DirectoryWord,
  now: Instant,
): Cast {
  const seq = request.seq + 1;
  const text = ballot.comment?.trim() ? textRow(request, seq, ballot.comment) : undefined;
  const { person, choice, reason, signIn, opened } = ballot;
  return {
    vote: {
      person,
      choice,
      at: now,
      seq,
      ...(text === undefined ? {} : { text: text.digest }),
      ...(reason === undefined ? {} : { reason }),
      groups,
      ...(signIn === undefined ? {} : { signIn }),
      counted: true,
    },
    rows: text === undefined ? [] : [text.row],
    event: {
      type: 'voted',
      actor: actorOf(person),
      facts: {
        choice,
        via: ballot.via,
        tenant: person.tenant,
        ...(signIn === undefined ? {} : { sign_in: signIn }),
        ...(opened === undefined ? {} : { opened }),
        checked: evidence(request, groups, word, now),
        ...(text === undefined ? {} : { text: text.digest }),
        ...(reason === undefined ? {} : { reason }),
      },
    },
  };
}

/** The check of one person, as an auditor reads it: who was asked, when, about which groups, and who was barred at that moment. */
export function evidence(
  request: ApprovalRequest,
  groups: readonly string[],
  word: DirectoryWord,
  now: Instant,
): Readonly<Record<string, unknown>> {
  return {
    at: now,
    source: word.person?.source,
    asked_groups: groupsAsked(request),
    member_of: groups,
    barred: [...barred(request, word.owners).keys()].sort(),
  };
}

/** The same person's same choice stands already (a click sent again by Teams, a double click). */
export function stands(request: ApprovalRequest, ballot: Ballot): boolean {
  const mine = request.votes.find((each) => each.person.oid === ballot.person.oid);
  if (mine === undefined || mine.choice !== ballot.choice || !mine.counted) return false;
  if (request.status !== 'pending') return true;
  const words = ballot.comment?.trim() ? ballot.comment : undefined;
  // A second click finds the input empty: it must not take back what was said with the first.
  if (words === undefined && ballot.reason === undefined) return true;
  const text = words === undefined ? undefined : digestText(request, mine.seq, words);
  return mine.text === text && mine.reason === ballot.reason;
}

/** A person in an event: by id alone, since the chain cannot be erased. */
export const actorOf = (person: Person): Actor => ({ kind: 'person', id: person.oid });
