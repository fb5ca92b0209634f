// Linking a route to a conversation and taking the link away: administrators alone, told in the log before it is done.
// Promise: no link changes without an event that stands before it; a link whose write failed after its event is told once too often. Who is no
// administrator does not learn which routes there are.
import { type AdminDesk, askAdministrator } from '../approvers/administrator.ts';
import { changeLog, type LogDesk } from '../audit/log.ts';
import type { NudgeLater } from '../pace/pace-book.ts';
import { type Answer, accept } from '../refusal.ts';
import type { EventDraft, Person } from '../words.ts';
import type { Conversation } from '../work.ts';
import type { LinkBook } from './link-book.ts';

/** What taking a link away needs. `names`: the policy's routes. */
export type UnlinkDesk = AdminDesk &
  LogDesk & { readonly links: LinkBook; readonly names: readonly string[] };

/** What linking needs. */
export type LinkDesk = UnlinkDesk & { readonly nudgeLater: NudgeLater };

/** There is no route of this name; `names`: those there are. Nothing was written. */
export interface NoRoute {
  readonly kind: 'no_route';
  readonly names: readonly string[];
}

/** A person's own chat is no place for a route: others would hear of nothing. Nothing was written. */
export interface OwnChat {
  readonly kind: 'own_chat';
}

/** What linking came to. */
export interface Linked {
  readonly kind: 'linked';
  /** Where the route led before, when it was somewhere. */
  readonly before?: Conversation;
}

/** What taking a link away came to. */
export interface Unlinked {
  readonly kind: 'unlinked';
  /** Where the route led; without it it was linked nowhere, and nothing was written. */
  readonly before?: Conversation;
}

/**
 * Cards of `route` come to `conversation` from now on; those of open requests that stand nowhere are brought by the queue (bring.ts), however many
 * they are. Linked there already, or a person's own chat: nothing is written. Refusals: those of `askAdministrator` and of `change`. Throws `StoreFault`.
 */
export async function linkRoute(
  desk: LinkDesk,
  route: string,
  conversation: Conversation,
  person: Person,
): Promise<Answer<Linked | NoRoute | OwnChat>> {
  const admin = await askAdministrator(desk, person);
  if (!admin.ok) return admin;
  if (!desk.names.includes(route)) return accept({ kind: 'no_route', names: desk.names });
  if (conversation.type === 'personal') return accept({ kind: 'own_chat' });
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
  await desk.nudgeLater({ kind: 'bring', conversation: conversation.id, route }, 0);
  return accept({ kind: 'linked', ...(before === undefined ? {} : { before }) });
}

/**
 * Cards of `route`, which the policy names or which is linked still, come nowhere from now on; those that stand stay, and are kept true.
 * Refusals and faults are those of `linkRoute`.
 */
export async function unlinkRoute(
  desk: UnlinkDesk,
  route: string,
  person: Person,
): Promise<Answer<Unlinked | NoRoute>> {
  const admin = await askAdministrator(desk, person);
  if (!admin.ok) return admin;
  const links = await desk.links.all();
  const before = links.find((each) => each.route === route)?.conversation;
  if (before === undefined) {
    if (desk.names.includes(route)) return accept({ kind: 'unlinked' });
    return accept({
      kind: 'no_route',
      names: [...new Set([...desk.names, ...links.map((each) => each.route)])],
    });
  }
  const told = await tell(desk, person, { type: 'route_unlinked', facts: { route, ...previous(before) } });
  if (!told.ok) return told;
  await desk.links.unbind(route);
  return accept({ kind: 'unlinked', before });
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
