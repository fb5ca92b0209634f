// A clock that tests put forward: every `Date` of this process moves with it, so that the app, Teams, Entra and the warehouse, which
// run in this process, agree on the time, and half an hour passes in a millisecond. Timers keep their own time.
const RealDate = Date;
let aheadMs = 0;

const now = (): number => RealDate.now() + aheadMs;

/** Puts the clock forward. There is no way back. */
export function passTime(ms: number): void {
  if (ms < 0) throw new RangeError('time passes forward only');
  aheadMs += ms;
}

export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;

// Before anything else is loaded: who keeps a reference to `Date.now` keeps one to this.
globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) =>
    Reflect.construct(
      target,
      args.length === 0 ? [now()] : args,
      newTarget === globalThis.Date ? target : newTarget,
    ),
  get: (target, key, receiver) => (key === 'now' ? now : Reflect.get(target, key, receiver)),
});
