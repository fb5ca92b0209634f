// Places of agents, for counting what they ask. Requests that wait: PartitionKey `quota-<agent>`. Requests of one minute: PartitionKey
// `rate-<minute>-<agent>`, the minute first, so that old ones are one range. RowKey `<request>|<op>` in both.
import { odata } from '@azure/data-tables';
import type { Place, Quota, QuotaBook } from '../approvals/quota-book.ts';
import { STORAGE_VERSION } from './entity.ts';
import { asFault, callOptions, unless } from './faults.ts';
import type { Storage } from './storage.ts';

/** Rows of a newer version are not ours to remove. */
const WRITTEN_HERE = odata`v le ${STORAGE_VERSION}`;
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
      // Whatever version wrote it, it counts: a mistake here only asks less of people.
      const [request = '', op = ''] = String(rowKey).split('|');
      places.push({ request, op, at: String(at) });
    }
    return places;
  }

  /** Removes rows of one partition; one that is gone already is removed. */
  async function removeRows(partitionKey: string, rowKeys: readonly string[]): Promise<void> {
    for (let at = 0; at < rowKeys.length; at += ROWS_AT_ONCE) {
      const keys = rowKeys.slice(at, at + ROWS_AT_ONCE);
      const [key, ...more] = keys;
      if (key !== undefined && more.length === 0) {
        await table.deleteEntity(partitionKey, key, callOptions()).catch(unless('absent'));
        continue;
      }
      try {
        await table.submitTransaction(
          keys.map((rowKey) => ['delete', { partitionKey, rowKey }]),
          callOptions(),
        );
      } catch (error) {
        // Somebody else was at the same rows: one that is gone undoes the whole transaction.
        unless('absent')(error);
        await Promise.all(keys.map((each) => removeRows(partitionKey, [each])));
      }
    }
  }

  return {
    put: (quota, place) =>
      asFault('taking a place of a quota', async () => {
        const entity = {
          partitionKey: partitionOf(quota),
          rowKey: keyOf(place),
          v: STORAGE_VERSION,
          at: place.at,
        };
        await table.createEntity(entity, callOptions()).catch(unless('conflict'));
      }),
    list: (quota) =>
      asFault('counting a quota', () => placesIn(odata`PartitionKey eq ${partitionOf(quota)}`)),
    remove: (quota, places) =>
      asFault('giving back a place of a quota', () => removeRows(partitionOf(quota), places.map(keyOf))),
    clear: (quota, request) =>
      asFault('giving back the places of a request', async () => {
        const [first, last] = [`${request}|`, `${request}~`];
        const mine = odata`PartitionKey eq ${partitionOf(quota)} and RowKey ge ${first} and RowKey lt ${last}`;
        await removeRows(partitionOf(quota), (await placesIn(`${mine} and ${WRITTEN_HERE}`)).map(keyOf));
      }),
    noteOver: (rate) => {
      if (rate.kind !== 'rate') return;
      // One minute at a time, so that a stream of strangers costs no memory.
      if (over.minute !== rate.minute) over = { minute: rate.minute, agents: new Set() };
      over.agents.add(rate.agent.toLowerCase());
    },
    isOver: (rate) =>
      rate.kind === 'rate' && over.minute === rate.minute && over.agents.has(rate.agent.toLowerCase()),
    forget: (minute, limit) => asFault('forgetting old minutes', () => forgetBefore(minute, limit)),
  };

  async function forgetBefore(minute: string, limit: number): Promise<number> {
    const old = odata`PartitionKey ge ${'rate-'} and PartitionKey lt ${`rate-${minute}`}`;
    const filter = `${old} and ${WRITTEN_HERE}`;
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
    for (const [partitionKey, rowKeys] of byPartition) await removeRows(partitionKey, rowKeys);
    return count;
  }
}

const keyOf = ({ request, op }: Place): string => `${request}|${op}`;

function partitionOf(quota: Quota): string {
  const agent = quota.agent.toLowerCase();
  return quota.kind === 'rate' ? `rate-${quota.minute}-${agent}` : `quota-${agent}`;
}
