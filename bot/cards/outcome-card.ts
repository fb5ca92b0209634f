// The card of a request that is over, or approved and on its way: what became of it, who decided and why, and what was asked.
// Same title and order as the waiting card, so that a thread reads well. The only button left is taking an unused approval back.
import type { IAdaptiveCard } from '@microsoft/teams.cards';
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { say } from '../words/words.ts';
import { approvedEnding } from './approved-ending.ts';
import { endedHead } from './around.ts';
import { closedEnding } from './closed-ending.ts';
import { detailsAfter, fingerprint } from './details.ts';
import type { Ending } from './ending.ts';
import { fitRows } from './fit-rows.ts';
import type { ParameterRows } from './parameters.ts';
import { box, button, card, type Drawn, footer, type Surface } from './parts.ts';
import { commentLines, removedLines } from './people.ts';
import { spokenOutcome } from './summary.ts';
import { createTellTime, type TellTime } from './tell-time.ts';
import { cutFromTitle } from './title.ts';
import { joined, trapElements, trapsBeside } from './traps.ts';

/** The card of a request that is no longer pending. */
export function outcomeCard(view: CardView, surface: Surface): Drawn {
  const time = createTellTime(view.timeZone, view.request.createdAt);
  const ending = endingOf(view, time);
  return fitRows(view, cutFromTitle(view), 200, (rows) => build(view, time, ending, rows, surface));
}

/** How it ended, or stands since it was approved. */
export const endingOf = (view: CardView, time: TellTime): Ending =>
  view.request.status === 'approved' ? approvedEnding(view, time) : closedEnding(view, time);

function build(
  view: CardView,
  time: TellTime,
  ending: Ending,
  { rows, last, traps }: ParameterRows,
  surface: Surface,
): IAdaptiveCard {
  return card(
    spokenOutcome(view),
    [
      ...endedHead(view, time, ending),
      ...(rows.length + last.length === 0 ? [] : [box(ending.heading, [...rows, ...last])]),
      ...trapElements(joined([trapsBeside(view), traps])),
      ...removedLines(view),
      ...commentLines(view, time),
      ...detailsAfter(view, surface === 'teams'),
      footer(say.ending.fingerprint(ending.last, fingerprint(view))),
    ],
    ending.canTakeBack && surface === 'teams'
      ? [button(view, 'revoke', say.ending.takeBack, 'destructive')]
      : [],
  );
}
