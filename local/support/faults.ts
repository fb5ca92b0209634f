// Faults on demand: a script asks that the next N calls of a service fail, dawdle or lose their answer.
// Promises: faults are used up in the order they came, one per call; `lost` does the work before it cuts the connection.
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { BadRequest, type Reply, sendReply } from './local-door.ts';

/** What the next `next` calls get; `next: 0` forgets every fault still waiting. */
export interface FaultSpec {
  readonly next: number;
  readonly status?: number | undefined;
  readonly retryAfter?: number | undefined;
  readonly delayMs?: number | undefined;
  readonly lost?: boolean | undefined;
  readonly service?: string | undefined;
}

/** What one call gets: it waits `delayMs`, then fails with `status`, or is done and its answer `lost`, or just runs. */
type Fault = Omit<FaultSpec, 'next' | 'service'>;

/** The faults waiting for one service. */
export interface Faults {
  readonly add: (spec: FaultSpec) => void;
  readonly next: () => Fault | undefined;
  readonly applyTo: (
    res: ServerResponse,
    run: () => Reply | Promise<Reply>,
    failure?: (fault: Fault, status: number) => unknown,
  ) => Promise<void>;
}

/** An empty queue of faults. `applyTo` takes the next one, does `run` unless it fails first, and sends what `run` returned. */
export function createFaults(): Faults {
  const waiting: { left: number; readonly fault: Fault }[] = [];

  function add({ next: left, service: _service, ...fault }: FaultSpec): void {
    if (left === 0) waiting.length = 0;
    else waiting.push({ left, fault });
  }

  function next(): Fault | undefined {
    const first = waiting[0];
    if (first === undefined) return undefined;
    first.left -= 1;
    if (first.left === 0) waiting.shift();
    return first.fault;
  }

  async function applyTo(
    res: ServerResponse,
    run: () => Reply | Promise<Reply>,
    failure: (fault: Fault, status: number) => unknown = plainFailure,
  ): Promise<void> {
    const fault = next();
    // The timer holds no process open: a server that closes meanwhile may end.
    if (fault?.delayMs) await sleep(fault.delayMs, undefined, { ref: false });
    if (fault?.lost) {
      await run();
      res.destroy();
      return;
    }
    if (fault?.status !== undefined) {
      const headers = fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) };
      sendReply(res, { status: fault.status, body: failure(fault, fault.status), headers });
      return;
    }
    sendReply(res, await run());
  }

  return { add, next, applyTo };
}

/** Reads a scripted fault from outside; `services` are the names it may give. Throws `BadRequest`. */
export function parseFault(value: unknown, services: readonly string[] = []): FaultSpec {
  const spec = faultSchema.safeParse(value);
  if (!spec.success) throw new BadRequest(`Not a fault: ${z.prettifyError(spec.error)}`);
  const { next, status, delayMs, lost, service } = spec.data;
  if (service !== undefined && !services.includes(service)) {
    throw new BadRequest(
      `Unknown service "${service}". ${services.length === 0 ? 'Leave it out.' : `Use ${services.join(', ')}.`}`,
    );
  }
  if (next > 0 && status === undefined && delayMs === undefined && !lost) {
    throw new BadRequest('A fault needs a status, a delayMs or lost.');
  }
  return spec.data;
}

const faultSchema = z.strictObject({
  next: z.int().min(0).max(10_000),
  status: z.int().min(400).max(599).optional(),
  retryAfter: z.int().min(0).max(3600).optional(),
  delayMs: z.int().min(0).max(120_000).optional(),
  lost: z.boolean().optional(),
  service: z.string().optional(),
});

function plainFailure(_fault: Fault, status: number): unknown {
  return { error: { code: `Fault${status}`, message: 'A scripted fault.' } };
}
