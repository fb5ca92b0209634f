// The one way an agent's standing changes: the loop of change.ts over the agents' records.
import { type Changed, change, type Kind, type Rule } from '../change/change.ts';
import { StoreFault } from '../faults.ts';
import type { Desk, Stored } from '../ports.ts';
import type { Answer } from '../refusal.ts';
import { STANDING_KEY } from '../row-keys.ts';
import type { StandingId } from '../words.ts';
import type { Standing } from './standing.ts';

/** Applies `rule` to the stored standing until it is settled, first to `seen` where the caller has just read it. Refusals and faults are those of `change`. */
export function changeStanding(
  desk: Desk,
  id: StandingId,
  rule: Rule<Standing>,
  seen?: Stored<Standing>,
): Promise<Answer<Changed<Standing>>> {
  const standings: Kind<Standing> = {
    store: desk.standings,
    // What is owed is found by its watch row; whoever changed it begins with denying at once. Cards that tell of it follow by the queue.
    tell: (after) => nudgeCards(desk, after),
  };
  return change(desk, standings, id, rule, seen);
}

/** Losing it costs seconds: the sweep looks at the agent, too. */
async function nudgeCards(desk: Pick<Desk, 'nudge'>, { id, pause }: Standing): Promise<void> {
  // That everything was denied changes nothing that an approved request's card says.
  if (pause === undefined || (pause.ended === undefined && !pause.denying)) return;
  try {
    await desk.nudge([{ kind: 'standing', request: id, todo: STANDING_KEY }]);
  } catch (error) {
    if (!(error instanceof StoreFault)) throw error;
  }
}
