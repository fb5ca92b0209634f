// Whom cards mention, asked of the directory with a short memory: hundreds of cards at once ask about the same few people.
// Promise: a ping is never worth a late card: a directory that is slow or silent means that nobody is mentioned.
import type { LookUpPerson, MembersLeft, ReportFault } from '../approvals/approvers/directory-ports.ts';
import type { WhoToMention } from '../approvals/prompt/card-ports.ts';
import { toMention } from '../approvals/prompt/mentions.ts';

/** Nothing is judged by it, so a short memory harms nobody: who left a group may be pinged once more. */
const REMEMBERED_MS = 10 * 60_000;
const FAILURE_REMEMBERED_MS = 10_000;
const REMEMBERED_MAX = 2000;
const WAIT_MS = 1500;

interface Needs {
  readonly lookUp: LookUpPerson;
  readonly membersLeft: MembersLeft;
  readonly report: ReportFault;
  readonly now?: () => number;
}

/** The port `WhoToMention`. */
export function createMentions({
  lookUp,
  membersLeft,
  report,
  now = () => performance.now(),
}: Needs): WhoToMention {
  const desk = { lookUp: remembering(lookUp, now), membersLeft: remembering(membersLeft, now) };
  return async (request) => {
    let stop = () => {};
    const late = new Promise<readonly []>((resolve) => {
      const timer = setTimeout(() => resolve([]), WAIT_MS);
      stop = () => clearTimeout(timer);
    });
    try {
      return await Promise.race([toMention(desk, request), late]);
    } catch (error) {
      report(error);
      return [];
    } finally {
      stop();
    }
  };
}

/** Answers the same question from memory. A failure is remembered too, for less long: an outage is not asked again for each card. */
function remembering<Asked extends readonly unknown[], Told>(
  ask: (...asked: Asked) => Promise<Told>,
  now: () => number,
): (...asked: Asked) => Promise<Told> {
  const known = new Map<string, { readonly at: number; readonly told: Promise<Told> }>();
  return (...asked) => {
    const key = JSON.stringify(asked);
    const before = known.get(key);
    if (before !== undefined && now() - before.at < REMEMBERED_MS) return before.told;
    if (known.size >= REMEMBERED_MAX) known.clear();
    const told = ask(...asked);
    known.set(key, { at: now(), told });
    // Whoever came too late for it hears of the failure by the report alone.
    told.catch(() => known.set(key, { at: now() - REMEMBERED_MS + FAILURE_REMEMBERED_MS, told }));
    return told;
  };
}
