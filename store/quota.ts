// Counting requests per agent, rule and window: PartitionKey `quota-<agent>-<rule>-<window>`, RowKey `<request>|<op>`. Insert first, count
// then: of many parallel tries none can overlook another. A row left behind by a crash counts against the agent, never for it.
import { odata } from '@azure/data-tables';
import type { RequestId } from '../approvals/words.ts';
import { encode } from './entity.ts';
import { callOptions, classify, faultOf } from './faults.ts';
import type { Storage } from './storage.ts';

/** What is counted: an agent's requests under one rule (or limit) in one window of time. */
export interface Quota {
  readonly agent: string;
  readonly rule: string;
  /** The window's name, e.g. its first instant. */
  readonly window: string;
}

/** Every function throws `StoreFault` when storage does not answer. */
export interface QuotaBook {
  /** Puts down this try (`op` is its random id), then counts the distinct requests of the quota, this one among them. */
  take(quota: Quota, request: RequestId, op: string): Promise<number>;
  /** Removes this try's own row and no other: what another try of the same request put down stays. */
  giveBack(quota: Quota, request: RequestId, op: string): Promise<void>;
}

/** Quotas over Table Storage. The caller has looked the request up before: one that exists takes nothing again. */
export function createQuotaBook(storage: Pick<Storage, 'lists'>): QuotaBook {
  const table = storage.lists;

  async function countRequests(partition: string): Promise<number> {
    const filter = odata`PartitionKey eq ${partition}`;
    const requests = new Set<string>();
    for await (const entity of table.listEntities({
      queryOptions: { filter, select: ['RowKey'] },
      ...callOptions(),
    })) {
      requests.add(String(entity.rowKey).split('|')[0] ?? '');
    }
    return requests.size;
  }

  return {
    take: async (quota, request, op) => {
      const partition = partitionOf(quota);
      try {
        await table.createEntity(encode(partition, `${request}|${op}`, {}), callOptions());
        return await countRequests(partition);
      } catch (error) {
        throw faultOf('counting a quota', error);
      }
    },
    giveBack: async (quota, request, op) => {
      try {
        await table.deleteEntity(partitionOf(quota), `${request}|${op}`, callOptions());
      } catch (error) {
        if (classify(error) !== 'absent') throw faultOf('giving back a quota', error);
      }
    },
  };
}

const partitionOf = ({ agent, rule, window }: Quota): string => `quota-${agent}-${rule}-${window}`;
