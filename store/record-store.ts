// A record's partition in Table Storage, and the one write verb. State and record cannot be saved apart: no other function writes
// the head row. After any error the stored event decides whose commit it was.
import type { TableClient, TransactionAction } from '@azure/data-tables';
import { StoreFault } from '../approvals/faults.ts';
import type { Commit, CommitResult, RecordStore, Row, Shown } from '../approvals/ports.ts';
import { eventKey, isEventKey } from '../approvals/row-keys.ts';
import type { ChainEvent } from '../approvals/words.ts';
import { checkTransaction, type Entity, encode, encodeBytes } from './entity.ts';
import { callOptions, classify, faultOf } from './faults.ts';
import { createRows } from './rows.ts';

/** The port `RecordStore` over Table Storage: the records of `table` whose head row is called `head`. */
export function createRecordStore<Head extends object>(table: TableClient, head: string): RecordStore<Head> {
  const rows = createRows(table);

  async function commit(write: Commit<Head>): Promise<CommitResult> {
    const actions = actionsOf(write, head);
    mustStay(write, head);
    checkTransaction(actions.map(([, entity]) => entity as Entity));
    try {
      await table.submitTransaction(actions, callOptions());
      return 'won';
    } catch (error) {
      return whatBecameOf(write, error);
    }
  }

  /** Read-back: the event row of our first event is ours, another's, or not there. */
  async function whatBecameOf(write: Commit<Head>, error: unknown): Promise<CommitResult> {
    const [first] = write.events;
    const trouble = classify(error);
    let stored: Shown<ChainEvent> | undefined;
    try {
      // Whose it is, the random `op` tells in any version.
      stored = await rows.peek<ChainEvent>(write.id, eventKey(first?.seq ?? 0));
    } catch {
      return 'unresolved';
    }
    if (stored !== undefined) return stored.data.op === first?.op ? 'won' : 'lost';
    // The version has changed (a fence, for one) and our event is not there: it can never land.
    if (trouble === 'stale') return 'lost';
    if (trouble === 'refused') throw faultOf(`committing to ${write.id}`, error);
    return 'unresolved';
  }

  async function fence(id: string, etag: string): Promise<boolean> {
    try {
      await table.updateEntity({ partitionKey: id, rowKey: head }, 'Merge', {
        etag,
        ...callOptions(),
      });
      return true;
    } catch (error) {
      if (classify(error) === 'stale') return false;
      const now = await rows.read(id, head);
      if (now !== undefined && now.etag !== etag) return false;
      throw faultOf(`fencing ${id}`, error);
    }
  }

  return {
    load: (id) => rows.read<Head>(id, head),
    commit,
    fence,
    read: rows.read,
    peek: rows.peek,
    list: rows.list,
    keys: rows.keys,
    insert: rows.insert,
    swap: (id, key, etag, data) => {
      if (key === head) throw new StoreFault(`the ${head} row is written by commit alone`, false);
      return rows.swap(id, key, etag, data);
    },
  };
}

function actionsOf(write: Commit<object>, headKey: string): TransactionAction[] {
  const { id, etag } = write;
  const head = encode(id, headKey, write.after);
  const inserts: Row[] = [
    ...write.events.map((event) => ({ key: eventKey(event.seq), data: event })),
    ...write.rows,
  ];
  return [
    etag === undefined ? ['create', head] : ['update', head, 'Replace', { etag }],
    ...inserts.map((row): TransactionAction => ['create', insertOf(id, row)]),
    // Whatever version of the row: what goes is not read before.
    ...(write.removes ?? []).map(
      (key): TransactionAction => ['delete', { partitionKey: id, rowKey: key, etag: '*' }],
    ),
  ];
}

/** The last guard before storage: no commit, whatever it means, takes an event or the head row away. */
function mustStay({ id, removes = [] }: Commit<object>, head: string): void {
  const held = removes.find((key) => key === head || isEventKey(key));
  if (held !== undefined) throw new StoreFault(`${held} of ${id} is never removed`, false);
}

function insertOf(id: string, row: Row): Entity {
  return row.data instanceof Uint8Array ? encodeBytes(id, row.key, row.data) : encode(id, row.key, row.data);
}
