// Loaded before the app (`--import`): its clock runs ahead by what the test says, so that nobody waits for minutes. Timers keep real time.
// Promises: only `Date` is moved; a new offset is in force when the answer to the message is sent.
import { z } from 'zod';

const Real = Date;
let aheadMs = Number(process.env.TEST_CLOCK_AHEAD_MS ?? '0');

globalThis.Date = new Proxy(Real, {
  construct: (target, args: unknown[], newTarget) =>
    Reflect.construct(target, args.length === 0 ? [Real.now() + aheadMs] : args, newTarget) as object,
  get: (target, name, receiver) =>
    name === 'now' ? () => Real.now() + aheadMs : (Reflect.get(target, name, receiver) as unknown),
});

const said = z.object({ aheadMs: z.number() });
process.on('message', (message) => {
  const parsed = said.safeParse(message);
  if (!parsed.success) return;
  aheadMs = parsed.data.aheadMs;
  process.send?.({ aheadMs });
});
