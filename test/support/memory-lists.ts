// The lists that lead to requests, over memory.
import type { ListPending, ListRecent, ListsLag } from '../../approvals/ports.ts';
import { REQUEST_KEY } from '../../approvals/row-keys.ts';
import { RISKS } from '../../approvals/verdict.ts';
import type { ApprovalRequest } from '../../approvals/words.ts';
import type { MemoryTables } from './memory-tables.ts';

/** Twins of the lists that lead to requests, read from the requests themselves. */
export function createMemoryLists(tables: MemoryTables): {
  readonly listPending: ListPending;
  readonly listRecent: ListRecent;
  readonly listsLag: ListsLag;
} {
  const all = () =>
    [...tables.all()]
      .filter(([name]) => name.startsWith('req_') && name.endsWith(`\n${REQUEST_KEY}`))
      .map(([, row]) => row.data as ApprovalRequest);
  const gravity = ({ verdict }: ApprovalRequest) => RISKS.indexOf(verdict.risk.level);
  return {
    listsLag: async () => false,
    listPending: async (limit, first) =>
      all()
        .filter(({ status }) => status === 'pending')
        .sort((a, b) => (a.expiresAt < b.expiresAt ? -1 : 1))
        .toSorted((a, b) => (first === 'gravest' ? gravity(b) - gravity(a) : 0))
        .slice(0, limit)
        .map(({ id }) => id),
    listRecent: async (of, limit) =>
      all()
        .filter(({ agent, resource }) =>
          'agent' in of
            ? agent.clientId === of.agent
            : resource.type === of.resource.type && resource.id === of.resource.id,
        )
        .sort((a, b) => (a.createdAt > b.createdAt ? -1 : 1))
        .slice(0, limit)
        .map(({ id }) => id),
  };
}
