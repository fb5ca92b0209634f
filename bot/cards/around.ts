// What a card tells in front of what is asked and behind it: the same, in the same order, where the parameters stand on it and where they do not fit.
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { alarmBox, lateReport } from './alarm.ts';
import { deniedBefore } from './denied-before.ts';
import type { Ending } from './ending.ts';
import { historyFact } from './history.ts';
import { normallyFree } from './normally-free.ts';
import { openedFact } from './opened.ts';
import { type Element, statusLine } from './parts.ts';
import { approvalsFact, commentLines } from './people.ts';
import { openWords, stateWords } from './summary.ts';
import type { TellTime } from './tell-time.ts';
import { titleLine } from './title.ts';
import { tooLateBox } from './too-late.ts';
import { escalationLines, whyHere } from './urging.ts';
import { yourVote } from './your-vote.ts';

/** How much of what others wrote is told; what is absent, as the whole card tells it. */
export interface Told {
  /** How many of the last comments, and the characters of each. */
  readonly comments?: number;
  readonly comment?: number;
  /** Since an earlier denial, value by value. */
  readonly changes?: boolean;
}

/** While it waits, in front: the state, why you got it, who asks for what. */
export const waitingHead = (view: CardView, time: TellTime): readonly Element[] => [
  statusLine('●', 'Warning', stateWords(view), openWords(view)),
  ...yourVote(view),
  ...whyHere(view, time),
  titleLine(view, 'asks'),
  ...normallyFree(view),
];

/** While it waits, behind: what has come of it so far, and what came of its like. */
export const soFar = (
  view: CardView,
  time: TellTime,
  { comments, comment, changes = true }: Told = {},
): readonly Element[] => [
  approvalsFact(view, time),
  ...openedFact(view, time),
  ...escalationLines(view, time),
  ...deniedBefore(view, time, { changes }),
  ...historyFact(view, time),
  ...commentLines(view, time, comments, comment),
];

/** Once it was decided, in front: the state and when, what only the clicker reads, and how it ended. */
export const endedHead = (view: CardView, time: TellTime, ending: Ending): readonly Element[] => [
  statusLine(ending.sign, ending.color, stateWords(view), momentWords(ending, time)),
  ...tooLateBox(view, time),
  ...alarmBox(view, time),
  titleLine(view, ending.tense),
  ...ending.facts,
  ...lateReport(view, time),
];

/** When what happened, for the first line. */
function momentWords({ times }: Ending, time: TellTime): string {
  return times
    .map(({ tell, at }, index) => tell(index === times.length - 1 ? time.full(at) : time.short(at)))
    .join(' · ');
}
