// What requests say of their agents' standings, compared with those: which pause denied, and how far the standing reached when they were asked.
// Requests come first in a package, so that what they say is kept until the standings come: of each agent a few numbers, whatever the size.
import type { Instant } from '../../../approvals/words.ts';

/** One event of a standing, as far as a request can speak of it. */
export interface StandingEvent {
  readonly type: string;
  readonly at: Instant;
  readonly by: string;
}

/** What a request says of the standing of its agent. */
export interface StandingClaim {
  readonly agent: string;
  readonly createdAt: Instant;
  /** Number of its newest event when the request was asked; 0: there was none. */
  readonly reached: number;
  /** The pause that denied it. */
  readonly pause?: { readonly seq: number; readonly at: Instant; readonly by: string };
}

/** Where what was claimed stands. */
export interface Place {
  readonly line: number;
  readonly id: string;
}

/** All claims of a package. */
export interface Standings {
  readonly claim: (place: Place, claim: StandingClaim) => void;
  /** A standing of the package, by its agent. */
  readonly tell: (agent: string, events: readonly StandingEvent[]) => void;
  /** What cannot be, once all standings were told. */
  readonly flaws: () => readonly (Place & { readonly why: string })[];
}

/** The clocks of two machines may differ by a minute, and asking reads the standing up to half a minute before it is recorded. */
const APART_MS = 90_000;

interface Claimed {
  readonly place: Place;
  readonly claim: StandingClaim;
}

/** Nothing claimed yet. */
export function createStandings(): Standings {
  /** Of each agent, number and side the outermost claim; and each pause once. */
  const kept = new Map<string, Claimed>();
  const told = new Map<string, readonly StandingEvent[]>();
  const keep = (key: string, claimed: Claimed, isFurther: (known: StandingClaim) => boolean) => {
    const known = kept.get(key);
    if (known === undefined || isFurther(known.claim)) kept.set(key, claimed);
  };
  return {
    claim: (place, claim) => {
      const { agent, createdAt, reached, pause } = claim;
      const claimed = { place, claim };
      keep(`${agent} first ${reached}`, claimed, (known) => createdAt < known.createdAt);
      keep(`${agent} last ${reached}`, claimed, (known) => createdAt > known.createdAt);
      if (pause !== undefined)
        keep(`${agent} pause ${pause.seq} ${pause.at} ${pause.by}`, claimed, () => false);
    },
    tell: (agent, events) => told.set(agent, events),
    flaws: () =>
      [...kept.values()].flatMap(({ place, claim }) => {
        const why = whyNot(claim, told.get(claim.agent) ?? []);
        return why === undefined ? [] : [{ ...place, why }];
      }),
  };
}

function whyNot(
  { createdAt, reached, pause }: StandingClaim,
  events: readonly StandingEvent[],
): string | undefined {
  if (pause !== undefined) {
    const event = events[pause.seq - 1];
    if (event?.type !== 'paused' || event.at !== pause.at || event.by !== pause.by)
      return `is denied by pause ${pause.seq}, which is not in its agent's standing`;
  }
  const [newest, next] = [events[reached - 1], events[reached]];
  if (reached > 0 && newest === undefined)
    return `was asked at event ${reached} of its agent's standing, which is not there`;
  if (newest !== undefined && isLater(newest.at, createdAt))
    return `was asked before event ${reached} of its agent's standing, and says that it knew of it`;
  if (next !== undefined && isLater(createdAt, next.at))
    return `was asked after event ${reached + 1} of its agent's standing, and says that it knew of ${reached}`;
  return undefined;
}

const isLater = (one: Instant, other: Instant): boolean => Date.parse(one) > Date.parse(other) + APART_MS;
