// Places of agents, for counting what they ask. Requests that wait: PartitionKey `quota-<agent>`. Requests of one minute: PartitionKey
// `rate-<minute>-<agent>`, the minute first, so that old ones are one range. RowKey `<request>|<op>` in both.
import { odata } from '@azure/data-tables';
import type { Place, Quota, QuotaBook } from '../approvals/quota-book.ts';
import { callOptions, classify, faultOf } from './faults.ts';
import type { Storage } from './storage.ts';

/** Azure: as many rows in one transaction. */
const ROWS_AT_ONCE = 100;

/** The port `QuotaBook` over Table Storage. */
export function createQuotaBook(storage: Pick<Storage, 'quotas'>): QuotaBook {
  const table = storage.quotas;
  let over: { readonly minute: string; readonly agents: Set<string> } = { minute: '', agents: new Set() };

  async function placesIn(filter: string): Promise<readonly Place[]> {
    const places: Place[] = [];
    for await (const { rowKey, at } of table.listEntities<{ at: string }>({
      queryOptions: { filter, select: ['RowKey', 'at'] },
      ...callOptions(),
    })) {
      const [request = '', op = ''] = String(rowKey).split('|');
      places.push({ request, op, at: String(at) });
    }
    return places;
  }

  async function removeAll(partition: string, keys: readonly string[]): Promise<void> {
    await Promise.all(
      keys.map((key) => table.deleteEntity(partition, key, callOptions()).catch(unlessAbsent)),
    );
  }

  return {
    put: async (quota, { request, op, at }) => {
      const entity = { partitionKey: partitionOf(quota), rowKey: `${request}|${op}`, v: 1, at };
      try {
        await table.createEntity(entity, callOptions());
      } catch (error) {
        if (classify(error) !== 'conflict') throw faultOf('taking a place of a quota', error);
      }
    },
    list: async (quota) => {
      try {
        return await placesIn(odata`PartitionKey eq ${partitionOf(quota)}`);
      } catch (error) {
        throw faultOf('counting a quota', error);
      }
    },
    remove: async (quota, places) => {
      try {
        await removeAll(
          partitionOf(quota),
          places.map((place) => `${place.request}|${place.op}`),
        );
      } catch (error) {
        throw faultOf('giving back a place of a quota', error);
      }
    },
    clear: async (quota, request) => {
      const partition = partitionOf(quota);
      try {
        const mine = odata`PartitionKey eq ${partition} and RowKey ge ${`${request}|`} and RowKey lt ${`${request}~`}`;
        const places = await placesIn(mine);
        await removeAll(
          partition,
          places.map((place) => `${place.request}|${place.op}`),
        );
      } catch (error) {
        throw faultOf('giving back the places of a request', error);
      }
    },
    noteOver: (rate) => {
      if (rate.kind !== 'rate') return;
      // One minute at a time, so that a stream of strangers costs no memory.
      if (over.minute !== rate.minute) over = { minute: rate.minute, agents: new Set() };
      over.agents.add(rate.agent.toLowerCase());
    },
    isOver: (rate) =>
      rate.kind === 'rate' && over.minute === rate.minute && over.agents.has(rate.agent.toLowerCase()),
    forget: async (minute, limit) => {
      try {
        return await forgetBefore(minute, limit);
      } catch (error) {
        throw faultOf('forgetting old minutes', error);
      }
    },
  };

  async function forgetBefore(minute: string, limit: number): Promise<number> {
    const filter = odata`PartitionKey ge ${'rate-'} and PartitionKey lt ${`rate-${minute}`}`;
    const byPartition = new Map<string, string[]>();
    let count = 0;
    for await (const { partitionKey, rowKey } of table.listEntities({
      queryOptions: { filter, select: ['PartitionKey', 'RowKey'] },
      ...callOptions(),
    })) {
      const keys = byPartition.get(String(partitionKey)) ?? [];
      byPartition.set(String(partitionKey), [...keys, String(rowKey)]);
      count++;
      if (count >= limit) break;
    }
    for (const [partitionKey, keys] of byPartition) {
      for (let at = 0; at < keys.length; at += ROWS_AT_ONCE) {
        const rows = keys.slice(at, at + ROWS_AT_ONCE);
        // Another host may be at the same rows: what it leaves is there the next time.
        await table
          .submitTransaction(
            rows.map((rowKey) => ['delete', { partitionKey, rowKey }]),
            callOptions(),
          )
          .catch(unlessAbsent);
      }
    }
    return count;
  }
}

function partitionOf(quota: Quota): string {
  const agent = quota.agent.toLowerCase();
  return quota.kind === 'rate' ? `rate-${quota.minute}-${agent}` : `quota-${agent}`;
}

function unlessAbsent(error: unknown): void {
  if (classify(error) !== 'absent') throw error;
}
