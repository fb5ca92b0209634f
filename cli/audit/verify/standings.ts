// What requests say of their agents' standings, compared with those: which pause denied, how far the standing reached when they were asked, and
// which report had the agent paused.
// Requests come first in a package, so that what they say is kept until the standings come: of each agent a few numbers, and each report.
import type { Instant } from '../../../approvals/words.ts';

/** One event of a standing, as far as a request can speak of it. */
export interface StandingEvent {
  readonly type: string;
  readonly at: Instant;
  readonly by: string;
  /** Of a pause: the request that was reported, and the look at who did. */
  readonly reported?: {
    readonly request: string;
    readonly checkedAt: Instant;
    readonly memberOf: readonly string[];
  };
}

/** What a request says of the standing of its agent. */
export interface StandingClaim {
  readonly agent: string;
  readonly createdAt: Instant;
  /** Number of its newest event when the request was asked; 0: there was none. */
  readonly reached: number;
  /** The pause that denied it. */
  readonly pause?: { readonly seq: number; readonly at: Instant; readonly by: string };
  /** Its agent was reported: who did, when, in which groups. */
  readonly report?: { readonly at: Instant; readonly by: string; readonly memberOf: readonly string[] };
}

/** A standing of the package. `line`: where its first event stands. */
export interface ToldStanding {
  readonly agent: string;
  readonly line: number;
  readonly events: readonly StandingEvent[];
}

/** Which requests stand in the package, and which of them were found wrong: nothing is compared with those. */
export interface Here {
  readonly isHere: (id: string) => boolean;
  readonly isFlawed: (id: string) => boolean;
}

/** Where what was claimed stands. */
export interface Place {
  readonly line: number;
  readonly id: string;
}

/** All claims of a package. */
export interface Standings {
  readonly claim: (place: Place, claim: StandingClaim) => void;
  readonly tell: (standing: ToldStanding) => void;
  /** What cannot be, once all standings were told; in the requests, unless `file` says another. */
  readonly flaws: (
    here: Here,
  ) => readonly (Place & { readonly file?: 'events.ndjson'; readonly why: string })[];
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
  const told = new Map<string, ToldStanding>();
  const reports = new Map<string, StandingClaim>();
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
      if (claim.report !== undefined) reports.set(place.id, claim);
    },
    tell: (standing) => told.set(standing.agent, standing),
    flaws: (here) => [
      ...[...kept.values()].flatMap(({ place, claim }) => {
        const why = whyNot(claim, told.get(claim.agent)?.events ?? []);
        return why === undefined ? [] : [{ ...place, why }];
      }),
      ...[...told.values()].flatMap(({ agent, line, events }) =>
        events.flatMap((event, nth) => {
          const request = event.reported?.request ?? '';
          const isCompared = here.isHere(request) && !here.isFlawed(request);
          const why = isCompared ? notAsReported(agent, event, reports.get(request)) : undefined;
          const file = 'events.ndjson' as const;
          return why === undefined ? [] : [{ file, line: line + nth, id: `agent_${agent}`, why }];
        }),
      ),
    ],
  };
}

/** A pause that names a report is that report's: of this agent, by the same person, by the same look at them, and not before it. */
function notAsReported(
  agent: string,
  { at, by, reported }: StandingEvent,
  claim: StandingClaim | undefined,
): string | undefined {
  if (reported === undefined) return undefined;
  const says = `is a pause by the report of ${reported.request}`;
  const { report } = claim ?? {};
  if (report === undefined || claim?.agent !== agent) return `${says}, which reports no such agent`;
  if (report.by !== by) return `${says}, which was by ${report.by}`;
  const isSameLook =
    reported.checkedAt === report.at &&
    [...reported.memberOf].sort().join() === [...report.memberOf].sort().join();
  if (!isSameLook) return `${says}, whose reporter was seen at another time or in other groups`;
  return isLater(report.at, at) ? `${says}, and stands before it` : undefined;
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
