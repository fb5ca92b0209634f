// When each timer last ran and should run next, kept in a file if the host is given one (the genuine host keeps it in a
// blob). Only with the file can a start find out that a run was missed while nothing was running.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/** ISO times; `last` is the year 1 before the first run, as .NET's default date. */
export type TimerStatus = { readonly Last: string; readonly Next: string; readonly LastUpdated: string };

/** Reads and remembers the status of timers by function name. */
export type TimerStatuses = {
  get(name: string): TimerStatus | undefined;
  set(name: string, status: TimerStatus): void;
};

/** Opens the statuses; without a file they live as long as the host. Throws if the file cannot be written. */
export function openTimerStatuses(file: string | undefined): TimerStatuses {
  const statuses = new Map<string, TimerStatus>(file === undefined ? [] : read(file));
  const save = () => {
    if (file === undefined) return;
    // Never half a file, whenever the process is killed.
    writeFileSync(`${file}.new`, JSON.stringify(Object.fromEntries(statuses)));
    renameSync(`${file}.new`, file);
  };
  save();
  return {
    get: (name) => statuses.get(name),
    set(name, status) {
      statuses.set(name, status);
      save();
    },
  };
}

function read(file: string): [string, TimerStatus][] {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    // Absent or not ours: no run is known to be missed.
    return [];
  }
  if (typeof content !== 'object' || content === null) return [];
  return Object.entries(content).filter((entry): entry is [string, TimerStatus] => {
    const status: unknown = entry[1];
    return (
      typeof status === 'object' &&
      status !== null &&
      ['Last', 'Next', 'LastUpdated'].every(
        (key) => !Number.isNaN(Date.parse(String(Reflect.get(status, key)))),
      )
    );
  });
}
