// What the parts of the page are called: true for a request that waits, for one that is over, and for a record.
import type { Review } from './api.ts';

interface Headings {
  readonly page: string;
  /** Over the list of everything. */
  readonly whole: string;
  /** Over what the person can do, or could have done. */
  readonly decide: string;
}

/** The headings of a request as it stands. */
export function headingsOf({ task, may }: Review): Headings {
  if (task.record !== undefined) {
    return { page: 'Look at a record', whole: 'Everything that was done, as told', decide: 'Second look' };
  }
  const page = 'Review a request';
  switch (task.status) {
    case 'pending':
      return {
        page,
        whole: 'Everything that would run',
        decide: may.comment && !may.deny ? 'Your comment' : 'Your decision',
      };
    case 'approved': {
      const isUnused = task.grant?.state === 'unused';
      return {
        page,
        whole: isUnused ? 'Everything that may run, once' : 'What was approved',
        decide: 'Decided',
      };
    }
    case 'denied':
      return { page, whole: 'What was asked', decide: 'Decided' };
    default:
      return { page, whole: 'What was asked', decide: 'Closed' };
  }
}
