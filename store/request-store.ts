// A request's partition in Table Storage, and the one write verb. State and record cannot be saved apart: no other function writes
// the `request` row. After any error the stored event decides whose commit it was.
import type { TransactionAction } from '@azure/data-tables';
import { StoreFault } from '../approvals/faults.ts';
import type { Commit, CommitResult, RequestStore, Row, Stored } from '../approvals/ports.ts';
import { eventKey, INTENT_KEY, REQUEST_KEY } from '../approvals/row-keys.ts';
import type { ApprovalRequest, ChainEvent, RequestId } from '../approvals/words.ts';
import { checkTransaction, type Entity, encode, encodeBytes } from './entity.ts';
import { callOptions, classify, faultOf } from './faults.ts';
import { createRows } from './rows.ts';
import type { Storage } from './storage.ts';

/** The port `RequestStore` over Table Storage. */
export function createRequestStore(storage: Pick<Storage, 'requests'>): RequestStore {
  const table = storage.requests;
  const rows = createRows(table);

  async function commit(write: Commit): Promise<CommitResult> {
    const actions = actionsOf(write);
    checkTransaction(actions.map(([, entity]) => entity as Entity));
    try {
      await table.submitTransaction(actions, callOptions());
      return 'won';
    } catch (error) {
      return whatBecameOf(write, error);
    }
  }

  /** Read-back: the event row of our first event is ours, another's, or not there. */
  async function whatBecameOf(write: Commit, error: unknown): Promise<CommitResult> {
    const [first] = write.events;
    const trouble = classify(error);
    let stored: Stored<ChainEvent> | undefined;
    try {
      stored = await rows.read<ChainEvent>(write.id, eventKey(first?.seq ?? 0));
    } catch {
      return 'unresolved';
    }
    if (stored !== undefined) return stored.data.op === first?.op ? 'won' : 'lost';
    // The version has changed (a fence, for one) and our event is not there: it can never land.
    if (trouble === 'stale') return 'lost';
    if (trouble === 'refused') throw faultOf(`committing to ${write.id}`, error);
    return 'unresolved';
  }

  async function fence(id: RequestId, etag: string): Promise<boolean> {
    try {
      await table.updateEntity({ partitionKey: id, rowKey: REQUEST_KEY }, 'Merge', {
        etag,
        ...callOptions(),
      });
      return true;
    } catch (error) {
      if (classify(error) === 'stale') return false;
      const now = await rows.read(id, REQUEST_KEY);
      if (now !== undefined && now.etag !== etag) return false;
      throw faultOf(`fencing ${id}`, error);
    }
  }

  async function intent(id: RequestId): Promise<Uint8Array | undefined> {
    try {
      const entity = await table.getEntity<{ bytes: Uint8Array }>(id, INTENT_KEY, callOptions());
      return entity.bytes;
    } catch (error) {
      if (classify(error) === 'absent') return undefined;
      throw faultOf(`reading the intent of ${id}`, error);
    }
  }

  return {
    load: (id) => rows.read<ApprovalRequest>(id, REQUEST_KEY),
    commit,
    fence,
    intent,
    read: rows.read,
    list: rows.list,
    insert: rows.insert,
    swap: (id, key, etag, data) => {
      if (key === REQUEST_KEY) throw new StoreFault('the request row is written by commit alone', false);
      return rows.swap(id, key, etag, data);
    },
  };
}

function actionsOf(write: Commit): TransactionAction[] {
  const { id, etag } = write;
  const request = encode(id, REQUEST_KEY, write.after);
  const inserts: Row[] = [
    ...write.events.map((event) => ({ key: eventKey(event.seq), data: event })),
    ...write.rows,
  ];
  return [
    etag === undefined ? ['create', request] : ['update', request, 'Replace', { etag }],
    ...inserts.map((row): TransactionAction => ['create', insertOf(id, row)]),
  ];
}

function insertOf(id: RequestId, row: Row): Entity {
  return row.data instanceof Uint8Array ? encodeBytes(id, row.key, row.data) : encode(id, row.key, row.data);
}
