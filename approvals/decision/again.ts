// The same approval again, by whoever gave it before. Mostly it changes nothing. But seats can be filled by others than when it was given: an
// escalation let more people in, or its person joined a group. Nobody approves but a person at the moment of their click, so such votes wait for one.
import { hopedFor, seatsNow } from '../approvers/escalation.ts';
import { isQuorum } from '../approvers/quorum.ts';
import type { Step } from '../change/transition.ts';
import type { RequestStore } from '../ports.ts';
import { textKey } from '../text/text.ts';
import type { ApprovalRequest, Instant, Person, Text, Vote } from '../words.ts';
import type { Ballot } from './ballot.ts';

/** May the approvals that stand be enough by now, once this person, found in these groups just now, gives theirs again? */
export function mayBeEnough(
  request: ApprovalRequest,
  { oid }: Person,
  groups: readonly string[],
  now: Instant,
): boolean {
  const votes = request.votes.map(
    (each): Vote => (each.person.oid === oid ? { ...each, groups, at: now } : each),
  );
  const hoped = votes.map((each) => hopedFor(request, each));
  return request.trial === undefined && isQuorum(seatsNow(request), hoped);
}

/** The ballot with what was said when it was given first: a second click finds the input empty. Throws `StoreFault`. */
export async function asSaid(
  { store }: { readonly store: Pick<RequestStore, 'read'> },
  request: ApprovalRequest,
  ballot: Ballot,
): Promise<Ballot> {
  const mine = request.votes.find(({ person }) => person.oid === ballot.person.oid);
  if (mine === undefined || ballot.comment?.trim()) return ballot;
  const text = mine.text === undefined ? undefined : await store.read<Text>(request.id, textKey(mine.text));
  return {
    ...(mine.reason === undefined ? {} : { reason: mine.reason }),
    ...ballot,
    ...(text === undefined ? {} : { comment: text.data.text }),
  };
}

/** It was not enough after all, and nobody's vote ceased to count: the same approval again writes nothing. */
export const isNoNews = (step: Step): boolean =>
  step.do === 'write' && step.change.status === undefined && step.events.length === 1;
