// Places of agents, for counting what they ask. Requests that wait: PartitionKey `quota-<agent>`. Requests of one minute: PartitionKey
// `rate-<minute>-<agent>`, the minute first, so that old ones are one range. What a rule allowed: `limit-<agent>-<rule>-<per>`, with the
// digest of the resource or action it counts by. RowKey `<request>|<op>` in all.
import { odata } from '@azure/data-tables';
import type { Place, Quota, QuotaBook } from '../approvals/counting/quota-book.ts';
import type { Instant } from '../approvals/words.ts';
import { STORAGE_VERSION } from './entity.ts';
import { asFault, callOptions, unless } from './faults.ts';
import { digestOf } from './key-parts.ts';
import type { Storage } from './storage.ts';

/** Rows of a newer version are not ours to remove. */
const WRITTEN_HERE = odata`v le ${STORAGE_VERSION}`;
/** Azure: as many rows in one transaction. */
const ROWS_AT_ONCE = 100;

/** The port `QuotaBook` over Table Storage. */
export function createQuotaBook(storage: Pick<Storage, 'quotas'>): QuotaBook {
  const table = storage.quotas;
  let further: string | undefined;
  let over: { readonly minute: string; readonly agents: Set<string> } = { minute: '', agents: new Set() };

  async function placesIn(filter: string): Promise<readonly Place[]> {
    const places: Place[] = [];
    for await (const { rowKey, at, letIn } of table.listEntities<{ at: string; letIn?: boolean }>({
      queryOptions: { filter, select: ['RowKey', 'at', 'letIn'] },
      ...callOptions(),
    })) {
      // Whatever version wrote it, it counts: a mistake here only asks less of people.
      const [request = '', op = ''] = String(rowKey).split('|');
      places.push({ request, op, at: String(at), ...(letIn === true ? { letIn } : {}) });
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
          ...(place.until === undefined ? {} : { until: place.until }),
        };
        await table.createEntity(entity, callOptions()).catch(unless('conflict'));
      }),
    list: (quota) =>
      asFault('counting a quota', () => placesIn(odata`PartitionKey eq ${partitionOf(quota)}`)),
    letIn: (quota, place) =>
      asFault('letting in what was counted', async () => {
        const row = { partitionKey: partitionOf(quota), rowKey: keyOf(place), letIn: true };
        await table.updateEntity(row, 'Merge', callOptions());
      }),
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
    forgetUntil: (before) => asFault('forgetting windows that are over', () => forgetWindows(before)),
  };

  async function forgetBefore(minute: string, limit: number): Promise<number> {
    const old = odata`PartitionKey ge ${'rate-'} and PartitionKey lt ${`rate-${minute}`}`;
    const rows: RowKeys[] = [];
    for await (const row of table.listEntities({ queryOptions: keysOf(old), ...callOptions() })) {
      rows.push(row);
      if (rows.length >= limit) break;
    }
    await removeAll(rows);
    return rows.length;
  }

  /** A page of the whole range, from where the last call stopped: the time a row is over stands in no key. */
  async function forgetWindows(before: Instant): Promise<number> {
    const over = odata`PartitionKey ge ${'limit-'} and PartitionKey lt ${'limit.'} and until lt ${before}`;
    const settings = further === undefined ? {} : { continuationToken: further };
    // Where the place to go on from is not taken any more, the next call begins anew.
    further = undefined;
    const pages = table.listEntities({ queryOptions: keysOf(over), ...callOptions() }).byPage(settings);
    const { value: page } = await pages.next();
    if (page === undefined) return 0;
    await removeAll(page);
    further = page.continuationToken;
    return page.length;
  }

  async function removeAll(rows: readonly RowKeys[]): Promise<void> {
    const byPartition = new Map<string, string[]>();
    for (const { partitionKey, rowKey } of rows) {
      const keys = byPartition.get(String(partitionKey)) ?? [];
      byPartition.set(String(partitionKey), [...keys, String(rowKey)]);
    }
    for (const [partitionKey, rowKeys] of byPartition) await removeRows(partitionKey, rowKeys);
  }
}

interface RowKeys {
  readonly partitionKey?: string;
  readonly rowKey?: string;
}

/** A query for the keys of rows that this version may remove. */
const keysOf = (filter: string) => ({
  filter: `${filter} and ${WRITTEN_HERE}`,
  select: ['PartitionKey', 'RowKey'],
});

const keyOf = ({ request, op }: Place): string => `${request}|${op}`;

function partitionOf(quota: Quota): string {
  const agent = quota.agent.toLowerCase();
  switch (quota.kind) {
    case 'pending':
      return `quota-${agent}`;
    case 'rate':
      return `rate-${quota.minute}-${agent}`;
    case 'allowed': {
      const { rule, per, of } = quota;
      return `limit-${agent}-${rule}-${per}${per === 'agent' ? '' : `-${digestOf(of)}`}`;
    }
  }
}
