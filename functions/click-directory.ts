// The directory as a click asks it. Whoever clicked is answered within seconds; a question to Graph may take longer than that, and then its
// answer would decide about a click whose person was told nothing is known.
// Promise: all questions of one click together leave time to answer it, so that a silent directory is told plainly, and nothing was counted.
import type { DirectoryDesk } from '../approvals/approvers/ask-directory.ts';
import { DirectoryFault } from '../approvals/faults.ts';

/** From the click on. The bot answers within 2.5 s, and storage has its part of them. */
const WITHIN_MS = 1800;
/** A question that comes late, after others or at a second try, is asked all the same. */
const AT_LEAST_MS = 300;

/** `desk`, whose directory is silent (`DirectoryFault`) once the click that begins now has waited for long enough. */
export function forOneClick<Desk extends Pick<DirectoryDesk, 'lookUp' | 'ownersOf'>>(
  desk: Desk,
  now: () => number = () => performance.now(),
): Desk {
  const until = now() + WITHIN_MS;
  const inTime = <T>(work: Promise<T>) => atMost(Math.max(AT_LEAST_MS, until - now()), work);
  return {
    ...desk,
    lookUp: (oid, groups) => inTime(desk.lookUp(oid, groups)),
    ownersOf: (agent) => inTime(desk.ownersOf(agent)),
  };
}

/** What `work` comes to in time. Late work has an end of its own, and nobody hears of it. */
async function atMost<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const tooLate = () => new DirectoryFault('The directory did not answer while a click waited for it.');
    timer = setTimeout(() => reject(tooLate()), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
