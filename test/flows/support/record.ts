// What is stored of one request, read past every door: the rows themselves. The hash chain is verified at each reading.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { verifyChain } from '../../../approvals/change/chain.ts';
import type { EventType } from '../../../approvals/event-type.ts';
import { StoreFault } from '../../../approvals/faults.ts';
import { promptDue } from '../../../approvals/prompt/prompt.ts';
import { REQUEST_KEY } from '../../../approvals/row-keys.ts';
import { instant } from '../../../approvals/time.ts';
import type { ApprovalRequest, ChainEvent, Text } from '../../../approvals/words.ts';
import type { Prompt, Todo } from '../../../approvals/work.ts';
import { createRequestStore } from '../../../store/request-store.ts';
import type { Storage } from '../../../store/storage.ts';
import { PATIENCE_MS, until } from './until.ts';

const TERMINAL: readonly EventType[] = ['approved', 'denied', 'expired', 'cancelled', 'failed'];

/** One request's partition. */
export interface Stored {
  readonly request: ApprovalRequest;
  readonly events: readonly ChainEvent[];
  /** The types of the events, in order. */
  readonly types: readonly EventType[];
  readonly prompts: readonly Prompt[];
  readonly todos: readonly Todo[];
  readonly texts: readonly string[];
}

/** Reads requests of one storage account. */
export interface Records {
  readonly read: (id: string) => Promise<Stored>;
  /** Reads once every card shows what is stored and no callback is due; the second send of an ending is left for later. */
  readonly quiet: (id: string) => Promise<Stored>;
  /** The same at this moment, or nothing. */
  readonly quietNow: (id: string) => Promise<Stored | undefined>;
  /** The same, and the events are exactly these. */
  readonly tells: (id: string, ...types: readonly EventType[]) => Promise<Stored>;
  /** How many requests there are in all. */
  readonly count: () => Promise<number>;
}

/** Records over this storage. */
export function createRecords(storage: Pick<Storage, 'requests'>): Records {
  const store = createRequestStore(storage);

  async function readOnce(id: string): Promise<Stored> {
    const rows = async <T extends object>(prefix: string) =>
      (await store.list<T>(id, prefix)).map(({ row }) => row.data);
    // The head after the events would be younger than they are; so the other way round, until both agree.
    for (let tries = 0; ; tries++) {
      const loaded = await store.load(id);
      assert.ok(loaded, `no request ${id} is stored`);
      const events = await rows<ChainEvent>('event-');
      if (events.length > loaded.data.seq && tries < 20) continue;
      assert.deepEqual(verifyChain(events, loaded.data), { ok: true });
      const ends = events.filter(({ type }) => TERMINAL.includes(type)).map(({ type }) => type);
      assert.deepEqual(ends, loaded.data.status === 'pending' ? [] : [loaded.data.status]);
      return {
        request: loaded.data,
        events,
        types: events.map(({ type }) => type),
        prompts: await rows<Prompt>('prompt-'),
        todos: await rows<Todo>('todo-'),
        texts: (await rows<Text>('text-')).map(({ text }) => text),
      };
    }
  }

  const read = (id: string) => patiently(() => readOnce(id));
  const quietNow = async (id: string) => {
    const stored = await read(id);
    return isQuiet(stored) ? stored : undefined;
  };
  const quiet = (id: string) => until(`${id} to be quiet`, () => quietNow(id));

  return {
    read,
    quiet,
    quietNow,
    tells: async (id, ...types) => {
      let stored = await quiet(id);
      // What a sweep does comes a moment later; what should not come at all shows as a difference in the end.
      const giveUpAt = performance.now() + PATIENCE_MS;
      while (stored.types.join() !== types.join() && performance.now() < giveUpAt) {
        await sleep(20);
        stored = await quiet(id);
      }
      assert.deepEqual(stored.types, types);
      return stored;
    },
    count: async () => {
      let n = 0;
      const filter = `RowKey eq '${REQUEST_KEY}'`;
      for await (const _row of storage.requests.listEntities({ queryOptions: { filter } })) n++;
      return n;
    },
  };
}

/** The test's own connection may be one that the emulator is just closing. */
async function patiently<T>(look: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await look();
    } catch (error) {
      if (!(error instanceof StoreFault && error.retry) || tries === 5) throw error;
      await sleep(50 * tries);
    }
  }
}

function isQuiet({ request, prompts, todos }: Stored): boolean {
  const now = instant(Date.now());
  const isIdle = (prompt: Prompt) => {
    const due = promptDue(prompt, request, now);
    return prompt.lease === undefined && (due === undefined || due > now);
  };
  return (
    (request.status !== 'pending' || (request.invites ?? []).length === 0) &&
    prompts.length === request.prompts.length &&
    todos.length === request.todos.length &&
    prompts.every(isIdle) &&
    todos.every((todo) => todo.lease === undefined && (todo.state !== 'live' || todo.nextTry > now))
  );
}
