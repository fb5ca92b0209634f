// The last requests of an agent, or about a resource, as far as one person may see them.
import type { Registry } from '../agent/agents.ts';
import type { ListRecent } from '../ports.ts';
import { type Answer, accept } from '../refusal.ts';
import type { ApprovalRequest, Person, RequestId } from '../words.ts';
import { type SightDesk, sightsOf } from './sight.ts';

/** What it takes. */
export type HistoryDesk = SightDesk & {
  readonly listRecent: ListRecent;
  readonly registry: Pick<Registry, 'find'>;
  /** Types of resources that the policy names: a resource may be asked for by its id alone. */
  readonly resourceTypes: readonly string[];
};

const LOOKED_THROUGH = 40;

/**
 * The newest first; empty also where there is no such agent or resource, so that nobody learns which there are. `about`: an agent's name
 * or client id, a resource's type and id (`database prod/customers`), or its id alone. Refusals and faults are those of `sightsOf`.
 */
export async function historyOf(
  desk: HistoryDesk,
  person: Person,
  about: readonly string[],
): Promise<Answer<readonly ApprovalRequest[]>> {
  const lists = await Promise.all(meant(desk, about).map((of) => desk.listRecent(of, LOOKED_THROUGH)));
  const ids = [...new Set<RequestId>(lists.flat())];
  const sights = await sightsOf(desk, person, ids);
  if (!sights.ok) return sights;
  const newest = sights.value
    .map(({ request }) => request)
    .toSorted((a, b) => (a.createdAt > b.createdAt ? -1 : 1));
  return accept(newest.slice(0, LOOKED_THROUGH));
}

/** Everything the words may mean. */
function meant(
  { registry, resourceTypes }: HistoryDesk,
  about: readonly string[],
): readonly Parameters<ListRecent>[0][] {
  const all = about.join(' ');
  const agent = registry.find(all);
  const [type = '', ...id] = about;
  return [
    ...(agent.ok ? [{ agent: agent.value.clientId }] : []),
    ...(id.length === 0 ? [] : [{ resource: { type, id: id.join(' ') } }]),
    ...resourceTypes.map((each) => ({ resource: { type: each, id: all } })),
  ];
}
