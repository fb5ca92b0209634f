// Two threads that take tasks in turn: what the tests of the model run on.
import { Worker } from 'node:worker_threads';
import type { Explored } from './explore.ts';
import type { Sampled } from './sample.ts';
import type { Task } from './worker.ts';

export interface Crew {
  explore(task: Extract<Task, { explore: string }>): Promise<Explored>;
  sample(task: Extract<Task, { from: number }>): Promise<Sampled>;
  dismiss(): Promise<void>;
}

/** Starts `size` threads; each does one task at a time. */
export function hireCrew(size = 2): Crew {
  const workers = Array.from({ length: size }, () => new Worker(new URL('./worker.js', import.meta.url)));
  const idle = [...workers];
  const waiting: ((worker: Worker) => void)[] = [];

  async function run(task: Task): Promise<unknown> {
    const worker = idle.pop() ?? (await new Promise<Worker>((resolve) => waiting.push(resolve)));
    try {
      return await new Promise((resolve, reject) => {
        worker.once('message', (answer: { done?: unknown; broke?: string }) => {
          if (answer.broke === undefined) resolve(answer.done);
          else reject(new Error(answer.broke));
        });
        worker.postMessage(task);
      });
    } finally {
      const next = waiting.shift();
      if (next === undefined) idle.push(worker);
      else next(worker);
    }
  }
  return {
    explore: (task) => run(task) as Promise<Explored>,
    sample: (task) => run(task) as Promise<Sampled>,
    dismiss: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
