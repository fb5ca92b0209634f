// Telling Countersign what came of each run, until it has heard it.
// Promises: never delays or spoils an export; what could not be told is told again later, also after a restart.
import { type Countersign, CountersignFault } from './countersign.ts';
import type { Entry, Journal } from './journal.ts';

/** `report` tells one outcome now, `catchUp` all that are still untold, `stop` ends the later tries. */
export interface Reporter {
  readonly report: (entry: Entry) => Promise<void>;
  readonly catchUp: () => Promise<void>;
  readonly stop: () => void;
}

const TRY_AGAIN_MS = 5000;

/** A reporter over this journal. */
export function createReporter(countersign: Countersign, journal: Journal): Reporter {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;

  async function report({ ended, request, redemption }: Entry): Promise<void> {
    if (ended === undefined) return;
    try {
      await countersign.reportOutcome(request, { result: ended.result, detail: ended.detail });
      await journal.markReported(redemption);
    } catch (error) {
      if (!(error instanceof CountersignFault)) console.error(error);
      later();
    }
  }

  async function catchUp(): Promise<void> {
    try {
      for (const entry of await journal.unreported()) await report(entry);
    } catch {
      // The storage is away: the rows wait.
      later();
    }
  }

  function later(): void {
    if (isStopped || timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      void catchUp();
    }, TRY_AGAIN_MS);
    timer.unref();
  }

  return {
    report,
    catchUp,
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
