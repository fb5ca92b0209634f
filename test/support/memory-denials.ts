// The in-memory twin of the book of denials: same promises, proven by test/contract/denials.suite.ts.
import type { Denial, DenialBook, NotedDenial } from '../../approvals/denial/denial-book.ts';
import { hashesOf } from '../../approvals/intent/like.ts';
import type { Around, MemoryTables } from './memory-tables.ts';
import { atOnce, createMemoryTables } from './memory-tables.ts';

/** Twin of `store/denials.ts`. */
export function createMemoryDenials(
  tables: MemoryTables = createMemoryTables(),
  around: Around = atOnce,
): DenialBook {
  const partition = (agent: string) => `denied-${agent.toLowerCase()}`;
  const all = (agent: string) => tables.list(partition(agent), '').map(({ row }) => row.data as Denial);
  const newest = (agent: string, since: string, limit: number, isMeant: (denial: Denial) => boolean) =>
    around({ effect: 'read', name: 'denials' }, () =>
      all(agent)
        .filter((each) => isMeant(each) && each.at >= since)
        .sort((a, b) => (a.at === b.at ? (a.request < b.request ? -1 : 1) : a.at < b.at ? 1 : -1))
        .slice(0, limit)
        .map(({ request, at, resource }): NotedDenial => ({ request, at, resource })),
    );
  return {
    note: (denial) =>
      around({ effect: 'write', name: 'note denial' }, () => {
        const key = `${denial.request}|${denial.at}|${denial.intentHash}`;
        if (tables.get(partition(denial.agent), key) === undefined)
          tables.transact(partition(denial.agent), [{ key, data: denial }]);
      }),
    ofIntent: (agent, hash, since, limit) =>
      newest(agent, since, limit, (denial) => hashesOf(denial).includes(hash)),
    ofAction: (agent, name, since, limit) => newest(agent, since, limit, ({ action }) => action === name),
    forget: (before, limit) =>
      around({ effect: 'write', name: 'forget denials' }, () => {
        const old = [...tables.all()].filter(
          ([name, row]) => name.startsWith('denied-') && (row.data as Denial).at < before,
        );
        const names = old.slice(0, limit).map(([name]) => name);
        for (const name of names) tables.remove(...(name.split('\n') as [string, string]));
        return names.length;
      }),
  };
}
