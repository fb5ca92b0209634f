// Where requests are that a person denied: PartitionKey `denied-<agent>`, rows of each denial: `intent|<hash>|<newest first>|<request>`, of the
// intent and of its likeness where it is another, and `action|<digest>|<newest first>|<request>`, so that one range query finds the last ones.
import { odata } from '@azure/data-tables';
import type { DenialBook, NotedDenial } from '../approvals/denial/denial-book.ts';
import { hashesOf } from '../approvals/intent/like.ts';
import { decodeShown, encode, STORAGE_VERSION } from './entity.ts';
import { asFault, callOptions, unless } from './faults.ts';
import { digestOf, newestFirst } from './key-parts.ts';
import type { Storage } from './storage.ts';

/** The port `DenialBook` over Table Storage. */
export function createDenialBook(storage: Pick<Storage, 'quotas'>): DenialBook {
  const table = storage.quotas;

  const newest = (agent: string, prefix: string, since: string, limit: number) =>
    asFault('looking for denials', async () => {
      const [first, last] = [`${prefix}|`, `${prefix}|${newestFirst(since)}~`];
      const filter = odata`PartitionKey eq ${partitionOf(agent)} and RowKey ge ${first} and RowKey lt ${last}`;
      const found: NotedDenial[] = [];
      for await (const entity of table.listEntities<Record<string, unknown>>({
        queryOptions: { filter },
        ...callOptions(),
      })) {
        // Whatever version wrote it: it only leads to a request, which is looked at itself.
        found.push(decodeShown<NotedDenial>(entity).data);
        if (found.length >= limit) break;
      }
      return found;
    });

  return {
    note: ({ agent, action, request, at, resource, ...likeness }) =>
      asFault('noting a denial', async () => {
        const partition = partitionOf(agent);
        const data: NotedDenial = { request, at, resource };
        const keys = [...hashesOf(likeness).map((each) => `intent|${each}`), `action|${digestOf(action)}`];
        await table.submitTransaction(
          keys.map((key) => [
            'upsert',
            encode(partition, `${key}|${newestFirst(at)}|${request}`, data),
            'Replace',
          ]),
          callOptions(),
        );
      }),
    ofIntent: (agent, hash, since, limit) => newest(agent, `intent|${hash}`, since, limit),
    ofAction: (agent, action, since, limit) => newest(agent, `action|${digestOf(action)}`, since, limit),
    forget: (before, limit) =>
      asFault('forgetting old denials', async () => {
        const ours = odata`PartitionKey ge ${'denied-'} and PartitionKey lt ${'denied.'} and v le ${STORAGE_VERSION}`;
        let count = 0;
        for await (const entity of table.listEntities<Record<string, unknown>>({
          queryOptions: { filter: ours, select: ['PartitionKey', 'RowKey'] },
          ...callOptions(),
        })) {
          const { partitionKey, rowKey } = entity;
          // The moment stands in the key, the newest first: what is older has the greater number.
          const [, , moment = ''] = String(rowKey).split('|');
          if (moment <= newestFirst(before)) continue;
          await table
            .deleteEntity(String(partitionKey), String(rowKey), callOptions())
            .catch(unless('absent'));
          count++;
          if (count >= limit) break;
        }
        return count;
      }),
  };
}

const partitionOf = (agent: string): string => `denied-${agent.toLowerCase()}`;
