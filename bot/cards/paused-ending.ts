// What the card of an approval tells that nobody used yet, while its agent is paused: nothing runs by it as long as the pause lasts.
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { say } from '../words/words.ts';
import type { Ending, Moment } from './ending.ts';
import { type Element, fact, ours, QUIET } from './parts.ts';
import { personRun } from './person.ts';
import type { TellTime } from './tell-time.ts';

/** What differs from an approval that can be used. It can still be taken back: the pause may end while it lasts. */
export function pausedEnding(
  { by, at }: NonNullable<CardView['paused']>,
  until: readonly Moment[],
  facts: readonly Element[],
  time: TellTime,
): Pick<Ending, 'sign' | 'color' | 'times' | 'facts' | 'last' | 'canTakeBack'> {
  return {
    sign: '‖',
    color: 'Warning',
    times: until,
    canTakeBack: true,
    facts: [
      ...facts,
      fact(say.paused.label, [ours(say.paused.by), personRun(by.name), ours(` ${time.short(at)}`, QUIET)]),
      fact(say.paused.whatNow, [ours(say.paused.waits)]),
    ],
    last: say.paused.nothingRuns,
  };
}
