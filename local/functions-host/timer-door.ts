// Runs timer functions by the clock. A timer never runs twice at once: what falls due during a run is left out, and a
// run by hand waits for its turn. Schedules under one minute have no status and are never past due.
import type { Log } from './core-types.ts';
import type { InFlight } from './in-flight.ts';
import type { Invoke } from './invoke.ts';
import { messageOf, traceOf } from './message-of.ts';
import type { TimerStatus, TimerStatuses } from './timer-status.ts';
import type { TimerFunction } from './triggers.ts';

/** A timer that is ticking. */
export type Timer = {
  /** Runs it now, after a run that is under way. */
  run(): Promise<void>;
  /** No further run begins. */
  stop(): void;
};

/** What a timer needs of the host. */
export type TimerParts = {
  readonly invoke: Invoke;
  readonly inFlight: InFlight;
  readonly statuses: TimerStatuses;
  readonly log: Log;
};

/** Starts a timer: at once if it says so or missed a run, then by its schedule. */
export function startTimer(one: TimerFunction, { invoke, inFlight, statuses, log }: TimerParts): Timer {
  const isMonitored = one.useMonitor && !isUnderOneMinute(one);
  let turn: Promise<void> = Promise.resolve();
  let handle: NodeJS.Timeout | undefined;
  let isStopped = false;

  function run(isPastDue: boolean): Promise<void> {
    turn = turn.then(() => inFlight.run(() => runOnce(isPastDue)));
    return turn;
  }

  async function runOnce(isPastDue: boolean): Promise<void> {
    if (isStopped) return;
    const startedAt = new Date();
    const data = {
      Schedule: { AdjustForDST: true },
      ScheduleStatus: isMonitored ? (statuses.get(one.name) ?? null) : null,
      IsPastDue: isPastDue,
    };
    try {
      await invoke(one, { data: { json: JSON.stringify(data) } });
    } catch (error) {
      log('error', `Function.${one.name}`, traceOf(error));
    }
    try {
      if (isMonitored) statuses.set(one.name, statusAt(startedAt));
    } catch (error) {
      log('warning', 'host', `The timer status of ${one.name} was not saved: ${messageOf(error)}`);
    }
  }

  function statusAt(last: Date): TimerStatus {
    const next = one.schedule.next(new Date());
    return {
      Last: last.toISOString(),
      Next: (next ?? NEVER).toISOString(),
      LastUpdated: new Date().toISOString(),
    };
  }

  function arm(): void {
    const due = one.schedule.next(new Date());
    if (due === undefined || isStopped) return;
    const wait = () => {
      const left = due.getTime() - Date.now();
      // setTimeout ends early beyond 24 days, and a clock may be set in between.
      if (left > 0) handle = setTimeout(wait, Math.min(left, LONGEST_WAIT_MS));
      else void run(false).then(arm);
    };
    wait();
  }

  const known = isMonitored ? statuses.get(one.name) : undefined;
  const isPastDue = known !== undefined && Date.parse(known.Next) < Date.now();
  if (isMonitored && known === undefined)
    statuses.set(one.name, { ...statusAt(new Date()), Last: BEFORE_FIRST_RUN });
  if (isDisabled(one)) log('information', `Function.${one.name}`, 'is disabled: it runs when asked to');
  else if (isPastDue || one.runOnStartup) void run(isPastDue).then(arm);
  else arm();

  return {
    run: () => run(false),
    stop() {
      isStopped = true;
      clearTimeout(handle);
    },
  };
}

const LONGEST_WAIT_MS = 3_600_000;
const NEVER = new Date(Date.UTC(9999, 11, 31));
const BEFORE_FIRST_RUN = '0001-01-01T00:00:00.000Z';

/** As on the genuine host, where a disabled function still runs through the admin door. */
function isDisabled({ name }: TimerFunction): boolean {
  return process.env[`AzureWebJobs.${name}.Disabled`]?.toLowerCase() === 'true';
}

function isUnderOneMinute(one: TimerFunction): boolean {
  let at = one.schedule.next(new Date());
  for (let i = 0; i < 5 && at !== undefined; i++) {
    const next = one.schedule.next(at);
    if (next !== undefined && next.getTime() - at.getTime() < 60_000) return true;
    at = next;
  }
  return false;
}
