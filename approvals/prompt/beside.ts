// One conversation asks once about a request: two routes may lead to the same one, or a route fall back to one that is told anyway. Who gives way
// is the same whoever looks first.
import { routesTold } from '../approvers/escalation.ts';
import type { RequestStore } from '../ports.ts';
import { PROMPT_PREFIX } from '../row-keys.ts';
import type { ApprovalRequest } from '../words.ts';
import type { Conversation, Prompt } from '../work.ts';
import type { PeopleBook, RouteBook } from './card-ports.ts';
import { deliveryOf, reachesNobody } from './delivery.ts';
import { hasCardIn } from './fall-back.ts';
import { isReader } from './reader.ts';

/** What it takes. */
export interface BesideDesk {
  readonly store: Pick<RequestStore, 'list'>;
  readonly routes: Pick<RouteBook, 'find'>;
  readonly people: Pick<PeopleBook, 'find'>;
}

/** Is there, or will there be, another card of the request in this conversation, by which at least as much can be done? */
export async function standsBeside(
  desk: BesideDesk,
  prompt: Prompt,
  request: ApprovalRequest,
  conversation: Conversation,
): Promise<boolean> {
  // The usual case costs nothing: one route, which leads to a channel.
  const isAlone = routesTold(request).length < 2 && conversation.type !== 'personal';
  if (isAlone || request.trial !== undefined) return false;
  const rows = await desk.store.list<Prompt>(request.id, PROMPT_PREFIX);
  const others = rows.map(({ row }) => row.data).filter(({ key }) => key !== prompt.key);
  for (const other of others) {
    if (isReader(other) && !isReader(prompt)) continue;
    if (hasCardIn(other, conversation.id)) return true;
    if (!comesFirst(other, prompt)) continue;
    const to = other.conversation ?? (await leadsTo(desk, other, conversation));
    if (to?.id === conversation.id) return true;
  }
  return false;
}

/** One that may stand there comes first; of two that are still to come, a person's own, the one that asks, the older. */
function comesFirst(other: Prompt, prompt: Prompt): boolean {
  const delivery = deliveryOf(other);
  if (delivery === 'unconfirmed') return true;
  // It stands elsewhere, where it was before: where it would go by now it brings no card.
  if (delivery === 'delivered' || reachesNobody(other)) return false;
  if (other.person !== undefined) return true;
  if (isReader(other) !== isReader(prompt)) return !isReader(other);
  return numberOf(other) < numberOf(prompt);
}

const numberOf = ({ key }: Prompt): number => Number(key.slice(PROMPT_PREFIX.length));

function leadsTo(
  { routes, people }: BesideDesk,
  { route, person, fallback }: Prompt,
  { type }: Conversation,
): Promise<Conversation | undefined> | undefined {
  if (person === undefined) return routes.find(fallback ?? route);
  return type === 'personal' ? people.find(person) : undefined;
}
