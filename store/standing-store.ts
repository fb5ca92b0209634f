// The standing of agents: table `requests`, where the one write verb works, PartitionKey `agent_<client id>`. No request's key begins like
// that, so one range holds them all: which agents were ever paused needs no list that could drift.
import { odata } from '@azure/data-tables';
import { type Standing, standingId } from '../approvals/agent/standing.ts';
import type { StandingStore } from '../approvals/ports.ts';
import { STANDING_KEY } from '../approvals/row-keys.ts';
import { decode } from './entity.ts';
import { callOptions, faultOf } from './faults.ts';
import { createRecordStore } from './record-store.ts';
import type { Storage } from './storage.ts';

/** The port `StandingStore` over Table Storage. */
export function createStandingStore(storage: Pick<Storage, 'requests'>): StandingStore {
  const table = storage.requests;
  return {
    ...createRecordStore<Standing>(table, STANDING_KEY),
    all: async () => {
      const [first, last] = [standingId(''), standingId('~')];
      const filter = odata`PartitionKey ge ${first} and PartitionKey lt ${last} and RowKey eq ${STANDING_KEY}`;
      const found: Standing[] = [];
      try {
        for await (const entity of table.listEntities<Record<string, unknown>>({
          queryOptions: { filter },
          ...callOptions(),
        })) {
          found.push(decode<Standing>(entity));
        }
      } catch (error) {
        throw faultOf('listing the standing of agents', error);
      }
      return found;
    },
  };
}
