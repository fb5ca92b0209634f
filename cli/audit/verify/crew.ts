// Who checks records: this thread where there are few, threads beside it where there are many. What comes of them comes in their order.
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { CheckedRecord, RawRecord } from './check-record.ts';
import { pack } from './parcel.ts';

/** What a thread is given to begin with; the rest of what it needs it makes itself. */
export interface Start {
  readonly tenant: string;
  readonly log: { readonly seq: number; readonly export: string; readonly at: string };
  readonly policies: readonly object[];
  readonly keys: unknown;
}

/** Threads at work. */
export interface Crew {
  /** What comes of all records, in their order. */
  readonly checkAll: (records: Iterable<RawRecord>) => AsyncGenerator<CheckedRecord>;
  readonly end: () => Promise<void>;
}

const MOST = 4;
const BATCH = 64;
/** What a record leaves behind is gone with the next one: with more room it is looked through less often. */
const YOUNG_MB = 64;
/** Batches that wait at each thread: enough that none is idle, few enough that the size of the record does not matter. */
const AHEAD = 3;

/** One thread for each processor, at most four. */
export function startCrew(start: Start): Crew {
  const workers = Array.from(
    { length: Math.min(MOST, availableParallelism()) },
    () =>
      new Worker(new URL('./worker.js', import.meta.url), {
        workerData: start,
        resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
      }),
  );
  const waiting: ((results: readonly CheckedRecord[]) => void)[][] = workers.map(() => []);
  let fail: (error: unknown) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  failed.catch(() => undefined);
  for (const [n, worker] of workers.entries()) {
    worker.on('message', (results: string) => waiting[n]?.shift()?.(JSON.parse(results)));
    worker.on('error', fail);
  }
  /** By the thread with the least to do: on a busy machine one may be far behind the others. */
  const check = (batch: readonly RawRecord[]): Promise<readonly CheckedRecord[]> =>
    new Promise((resolve) => {
      const least = Math.min(...waiting.map(({ length }) => length));
      const n = waiting.findIndex(({ length }) => length === least);
      waiting[n]?.push(resolve);
      const parcel = pack(batch);
      workers[n]?.postMessage(parcel, [parcel.bytes.buffer, parcel.ends.buffer]);
    });

  return {
    checkAll: async function* (records) {
      const open: Promise<readonly CheckedRecord[]>[] = [];
      for (const batch of inBatches(records)) {
        open.push(check(batch));
        const first = open.length < workers.length * AHEAD ? undefined : open.shift();
        if (first !== undefined) yield* await Promise.race([first, failed]);
      }
      for (const each of open) yield* await Promise.race([each, failed]);
    },
    end: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

/** Some at a time: a message costs more than most records. What breaks reading comes behind what was read. */
function* inBatches(records: Iterable<RawRecord>): Generator<readonly RawRecord[]> {
  let batch: RawRecord[] = [];
  for (const record of records) {
    batch.push(record);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
