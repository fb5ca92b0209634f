// Work that was given up, for administrators: index rows of the partition `dead`, RowKey `<request>|<key of the row>`.
import { odata } from '@azure/data-tables';
import type { DeadWork, ListDead } from '../approvals/ports.ts';
import { asFault, callOptions } from './faults.ts';
import { DEAD } from './index-rows.ts';
import type { Storage } from './storage.ts';

/** The port `ListDead` over Table Storage. */
export const createListDead =
  (storage: Pick<Storage, 'lists'>): ListDead =>
  (after, limit) =>
    asFault('listing dead work', async () => {
      const from = after === undefined ? '' : odata` and RowKey gt ${after}`;
      const filter = `${odata`PartitionKey eq ${DEAD}`}${from}`;
      const found: DeadWork[] = [];
      for await (const entity of storage.lists.listEntities({
        queryOptions: { filter, select: ['RowKey'] },
        ...callOptions(),
      })) {
        const [request = '', work = ''] = String(entity.rowKey).split('|');
        found.push({ request, work });
        if (found.length >= limit) break;
      }
      return found;
    });
