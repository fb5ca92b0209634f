// The one way an agent's standing changes: the loop of change.ts over the agents' records.
import { type Changed, change, type Kind, type Rule } from '../change/change.ts';
import type { Desk, Stored } from '../ports.ts';
import type { Answer } from '../refusal.ts';
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
    // What is owed is found by its watch row; whoever changed it begins with it at once.
    tell: async () => undefined,
  };
  return change(desk, standings, id, rule, seen);
}
