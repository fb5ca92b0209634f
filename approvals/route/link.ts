// Linking a route to a conversation and taking the link away: administrators alone, told in the log before it is done.
// Promise: no link changes without an event that stands before it; a link whose write failed after its event is told once too often.
import { type AdminDesk, askAdministrator } from '../approvers/administrator.ts';
import { changeLog, type LogDesk } from '../audit/log.ts';
import { type Answer, accept } from '../refusal.ts';
import type { EventDraft, Person } from '../words.ts';
import type { Conversation } from '../work.ts';
import type { LinkBook } from './link-book.ts';
import { type MoveDesk, type Moved, moveWaiting } from './move.ts';

/** What linking needs. */
export type LinkDesk = AdminDesk & LogDesk & MoveDesk & { readonly links: LinkBook };

/** What linking came to. */
export interface Linked {
  /** Where the route led before, when it was somewhere. */
  readonly before?: Conversation;
  readonly moved: Moved;
}

/**
 * Cards of `route`, a name of the policy, come to `conversation` from now on, and so do those of open requests that stand nowhere. Linked there
 * already: nothing is written. Refusals: those of `askAdministrator` and of `change`. Throws `StoreFault`.
 */
export async function linkRoute(
  desk: LinkDesk,
  route: string,
  conversation: Conversation,
  person: Person,
): Promise<Answer<Linked>> {
  const admin = await askAdministrator(desk, person);
  if (!admin.ok) return admin;
  const before = await desk.links.find(route);
  if (before?.id !== conversation.id) {
    const told = await tell(desk, person, {
      type: 'route_linked',
      facts: { route, conversation: conversation.id, ...previous(before) },
    });
    if (!told.ok) return told;
  }
  if (before?.id !== conversation.id || before.serviceUrl !== conversation.serviceUrl) {
    await desk.links.bind(route, conversation, admin.value, desk.clock());
  }
  const moved = await moveWaiting(desk, route, conversation);
  return accept({ ...(before === undefined ? {} : { before }), moved });
}

/**
 * Cards of `route` come nowhere from now on; those that stand stay, and are kept true. Gives where it led; `undefined`: it was linked nowhere,
 * and nothing is written. Refusals and faults are those of `linkRoute`.
 */
export async function unlinkRoute(
  desk: Omit<LinkDesk, keyof MoveDesk> & Pick<LinkDesk, 'clock'>,
  route: string,
  person: Person,
): Promise<Answer<Conversation | undefined>> {
  const admin = await askAdministrator(desk, person);
  if (!admin.ok) return admin;
  const before = await desk.links.find(route);
  if (before === undefined) return accept(undefined);
  const told = await tell(desk, person, { type: 'route_unlinked', facts: { route, ...previous(before) } });
  if (!told.ok) return told;
  await desk.links.unbind(route);
  return accept(before);
}

const previous = (before: Conversation | undefined) => (before === undefined ? {} : { previous: before.id });

async function tell(
  desk: AdminDesk & LogDesk,
  { oid }: Person,
  { type, facts }: Pick<EventDraft, 'type' | 'facts'>,
): Promise<Answer<unknown>> {
  const checked = { via: 'teams', member_of: [desk.adminsGroup] };
  return await changeLog(desk, async (_, now) => ({
    do: 'write',
    change: {},
    events: [{ type, actor: { kind: 'person', id: oid }, facts: { ...facts, ...checked, checked_at: now } }],
    rows: [],
  }));
}
