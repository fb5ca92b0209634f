// Whether a person may read the card in their own chat: asked of the directory before each send, since who is disabled, becomes a guest or
// leaves the group in between keeps the chat. In doubt nothing is sent.
import { askPerson, type PersonDesk } from '../approvers/ask-directory.ts';
import { groupsAsked } from '../approvers/eligibility.ts';
import { seatsNow } from '../approvers/escalation.ts';
import type { ApprovalRequest } from '../words.ts';
import type { Addressee } from '../work.ts';
import { trouble } from './trouble.ts';

/** Somebody's own card. */
export type OwnCard = Extract<Addressee, { readonly person: string }>;

/**
 * They may; or not, and why, as the status keeps it; or the directory does not say.
 * Owners and whom the policy names need only be enabled, ordinary members of ours; who was found in a group has to be in it still, or in one that
 * may decide, or to have voted.
 */
export async function mayRead(
  desk: PersonDesk,
  request: ApprovalRequest,
  to: OwnCard,
): Promise<'yes' | 'silent' | { readonly why: string }> {
  const isFree = to.owner === true || isNamed(request, to.person);
  const groups = isFree ? [] : [...new Set([...groupsAsked(request), ...groupsInvited(request)])];
  const asked = await askPerson(desk, to.person, groups);
  if (asked === 'silent') return 'silent';
  const { person } = asked;
  if (person === undefined) return { why: trouble('not_in_directory', to.person) };
  const { name, enabled, guest, agentUser } = person;
  if (agentUser) return { why: trouble('software_account', name) };
  if (!enabled) return { why: trouble('account_disabled', name) };
  if (guest) return { why: trouble('guest_account', name) };
  if (isFree || person.groups.length > 0) return 'yes';
  if (request.votes.some((vote) => vote.person.oid === to.person)) return 'yes';
  return { why: trouble('left_group', name, to.group ?? '') };
}

/** By whom the policy tells, or by a seat that they may fill. */
const isNamed = (request: ApprovalRequest, person: string): boolean =>
  [request.verdict.oneToOne, ...seatsNow(request)].some((each) => each?.people.includes(person));

const groupsInvited = ({ invited = [] }: ApprovalRequest): readonly string[] =>
  invited.map(({ group }) => group.id);
