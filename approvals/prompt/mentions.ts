// Whom a new card mentions: people who can still fill a seat, so that Teams tells them. A ping and nothing more: who may decide is judged at
// the click. Nobody is mentioned who need not act: barred, one of very many, or voted already, unless the approvals may be enough by now.
import type { LookUpPerson, MembersLeft } from '../approvers/directory-ports.ts';
import { barred, isOrdinary } from '../approvers/eligibility.ts';
import { hopedFor, seatsNow } from '../approvers/escalation.ts';
import { isQuorum, openSeats } from '../approvers/quorum.ts';
import type { ApprovalRequest } from '../words.ts';
import type { Conversation } from '../work.ts';
import type { CardView, Mentioned, WhoToMention } from './card-ports.ts';

/** What it takes. */
export interface MentionDesk {
  readonly lookUp: LookUpPerson;
  readonly membersLeft: MembersLeft;
}

/** More at once is noise: then nobody feels asked. */
const MENTIONED_MAX = 5;
/** A group is looked at no further: of one with this many members too many are left, whoever is barred. */
const LOOKED_AT = 16;

/**
 * At most `MENTIONED_MAX` people: those the policy names for seats that are open, then the members of each group that has few enough of them. None
 * for a test or for what was recorded afterwards. Throws `DirectoryFault`.
 */
export async function toMention(desk: MentionDesk, request: ApprovalRequest): Promise<readonly Mentioned[]> {
  if (request.status !== 'pending' || request.trial !== undefined) return [];
  const seats = seatsNow(request);
  const open = openSeats(seats, request.votes);
  const needed = seats.filter((_, index) => (open[index] ?? 0) > 0);
  const voted = request.votes.filter(({ counted }) => counted).map(({ person }) => person.oid);
  // By an escalation their approvals may be enough: then one of them has to give theirs once more.
  const hoped = request.votes.map((each) => hopedFor(request, each));
  const again = isQuorum(seats, hoped) ? voted : [];
  const done = new Set([...barred(request, []).keys(), ...voted]);
  const groups = [...new Set(needed.flatMap((each) => each.groups.map(({ id }) => id)))];
  const found = await Promise.all(groups.map((group) => desk.membersLeft(group, [], LOOKED_AT)));
  const people = needed.flatMap((each) => each.people).filter((oid) => !done.has(oid));
  const named = new Set([...again, ...people]);
  const few = found
    .filter((members) => members.length < LOOKED_AT)
    .map((members) => members.filter((oid) => !done.has(oid)));
  for (const members of few) {
    const together = new Set([...named, ...members]);
    if (together.size > MENTIONED_MAX) continue;
    for (const oid of members) named.add(oid);
  }
  return await mentioned(desk, [...named]);
}

async function mentioned(desk: MentionDesk, oids: readonly string[]): Promise<readonly Mentioned[]> {
  if (oids.length > MENTIONED_MAX) return [];
  const people = await Promise.all(oids.map((oid) => desk.lookUp(oid, [])));
  return people.filter(isOrdinary).map(({ oid, name }) => ({ oid, name }));
}

/**
 * The view of a card about to be posted. A person's own chat tells them anyway, also where a channel has a summary; and an update would ping
 * nobody, or everybody again.
 */
export async function mentioning(
  ask: WhoToMention,
  view: CardView,
  { type }: Conversation,
): Promise<CardView> {
  const mentions = type === 'personal' || view.summary === true ? [] : await ask(view.request);
  return mentions.length === 0 ? view : { ...view, mentions };
}
