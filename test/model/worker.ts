// Explores in a thread of its own: there node:test's bookkeeping of every promise, a third of the time, does not follow.
import { parentPort } from 'node:worker_threads';
import { CASES } from './cases.ts';
import { explore } from './explore.ts';
import { GUARDS } from './mutations.ts';
import type { Limits } from './run.ts';
import { sample } from './sample.ts';
import { samples } from './samples.ts';

export type Task =
  | { readonly explore: string; readonly limits: Limits; readonly without?: string }
  | { readonly sample: Limits; readonly from: number; readonly most: number; readonly forMs: number };

// Faults are thrown by the million and caught again; nobody reads where.
Error.stackTraceLimit = 0;

parentPort?.on('message', (task: Task) => {
  void carryOut(task).then(
    (done) => parentPort?.postMessage({ done }),
    (error: unknown) => parentPort?.postMessage({ broke: String(error) }),
  );
});

async function carryOut(task: Task): Promise<unknown> {
  if ('sample' in task) return sample(samples, task.sample, task);
  const found = CASES.find(({ name }) => name === task.explore);
  if (found === undefined) throw new TypeError(`no scenario "${task.explore}"`);
  const guard = GUARDS.find(({ without }) => without === task.without);
  return explore({ ...found, ...(guard === undefined ? {} : { mutate: guard.mutate }) }, task.limits);
}
