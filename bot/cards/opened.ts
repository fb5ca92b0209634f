// Who has opened everything on the review page, on a card that does not hold it.
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { say } from '../words/words.ts';
import { type Element, fact, ours, QUIET, type Run } from './parts.ts';
import { personRun } from './person.ts';
import type { TellTime } from './tell-time.ts';

const SHOWN = 3;

/** The last of them, with times; nothing as long as nobody has. */
export function openedFact({ request: { opened = [] } }: CardView, time: TellTime): readonly Element[] {
  if (opened.length === 0) return [];
  const shown = opened.slice(-SHOWN);
  const more = opened.length - shown.length;
  const runs = shown.flatMap(({ by, at }, index): Run[] => [
    ...(index === 0 ? [] : [ours(', ', QUIET)]),
    personRun(by.name),
    ours(`  ${time.short(at)}`, QUIET),
  ]);
  return [fact(say.request.opened, [...runs, ...(more > 0 ? [ours(`  ${say.andMore(more)}`, QUIET)] : [])])];
}
