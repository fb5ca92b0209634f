// Requests in Table Storage: table `requests`, one partition each, whose head row is `request`.
import type { RequestStore } from '../approvals/ports.ts';
import { INTENT_KEY, REQUEST_KEY } from '../approvals/row-keys.ts';
import { mustBeKnown } from './entity.ts';
import { callOptions, classify, faultOf } from './faults.ts';
import { createRecordStore } from './record-store.ts';
import type { Storage } from './storage.ts';

/** The port `RequestStore` over Table Storage. */
export function createRequestStore(storage: Pick<Storage, 'requests'>): RequestStore {
  const table = storage.requests;

  async function readIntent(id: string) {
    try {
      return await table.getEntity<{ bytes: Uint8Array }>(id, INTENT_KEY, callOptions());
    } catch (error) {
      if (classify(error) === 'absent') return undefined;
      throw faultOf(`reading the intent of ${id}`, error);
    }
  }

  return {
    ...createRecordStore(table, REQUEST_KEY),
    intent: async (id) => {
      const row = await readIntent(id);
      if (row !== undefined) mustBeKnown(row);
      return row?.bytes;
    },
    peekIntent: async (id) => (await readIntent(id))?.bytes,
  };
}
