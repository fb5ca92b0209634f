// The in-memory twin of the list of a kind, never behind: every stored request stands in it at once.
import { denialOf } from '../../approvals/denial/earlier-denial.ts';
import type { Kind, ListKind } from '../../approvals/history/history-book.ts';
import { REQUEST_KEY } from '../../approvals/row-keys.ts';
import type { ApprovalRequest } from '../../approvals/words.ts';
import type { Around, MemoryTables } from './memory-tables.ts';
import { atOnce } from './memory-tables.ts';

/** Twin of `createListKind` in store/index-rows.ts. */
export function createMemoryListKind(tables: MemoryTables, around: Around = atOnce): ListKind {
  return (kind, since, limit) =>
    around({ effect: 'read', name: 'kind' }, () =>
      [...tables.all()]
        .filter(([name]) => name.endsWith(`\n${REQUEST_KEY}`))
        .map(([, row]) => row.data as ApprovalRequest)
        .filter((each) => isOf(kind, each) && each.createdAt >= since)
        .sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1))
        .slice(0, limit)
        .map((each) => ({
          request: each.id,
          status: each.status,
          byPeople: each.status === 'approved' || denialOf(each) !== undefined,
        })),
    );
}

const isOf = (kind: Kind, { agent, action, resource, verdict, trial, record }: ApprovalRequest): boolean =>
  agent.clientId.toLowerCase() === kind.agent.toLowerCase() &&
  action === kind.action &&
  resource.type === kind.resource.type &&
  resource.id === kind.resource.id &&
  verdict.effect === 'review' &&
  trial === undefined &&
  record === undefined;
