// Which policies came into force, by the log, and whether requests were judged by these alone. Requests from before the log tells of policies
// were judged by a version of Countersign that did not write it down.
import type { ChainEvent, Instant } from '../../words.ts';
import { CLOCKS_MS, type Flawed, isFlawed, readEvent, type Told } from './told.ts';

/** A policy came into force. */
export interface Load {
  readonly version: string;
  readonly at: Instant;
}

/** The loads that the log tells of, each following from the one before; or the first event that does not. */
export function loadsOf(told: readonly Told[]): readonly Load[] | Flawed {
  const loads: Load[] = [];
  for (const event of told) {
    if (event.type !== 'policy_loaded') continue;
    const { version, previous } = event.facts;
    const last = loads.at(-1)?.version;
    if (previous !== last)
      return { seq: event.seq, why: `names ${previous ?? 'no policy'} as the one before, which was ${last}` };
    loads.push({ version, at: event.at });
  }
  return loads;
}

/** It, out of the events themselves. */
export function readLoads(events: readonly ChainEvent[]): readonly Load[] | Flawed {
  const told: Told[] = [];
  for (const event of events) {
    const read = readEvent(event);
    if (isFlawed(read)) return read;
    told.push(read);
  }
  return loadsOf(told);
}

/** One request, and the policy that judged it. */
export interface JudgedBy {
  readonly version: string;
  readonly at: Instant;
  readonly id: string;
  readonly line: number;
}

/** Requests by the policy that judged them: of each the first and the last, however many there are. */
export function createJudgedBy() {
  const byVersion = new Map<string, { first: JudgedBy; last: JudgedBy }>();
  return {
    add: (judged: JudgedBy): void => {
      const { first = judged, last = judged } = byVersion.get(judged.version) ?? {};
      byVersion.set(judged.version, {
        first: judged.at < first.at ? judged : first,
        last: judged.at > last.at ? judged : last,
      });
    },
    /** The first request that was judged by a policy which was not in force yet, or never. */
    wrong: (loads: readonly Load[]): (JudgedBy & { readonly why: string }) | undefined => {
      const begin = loads[0]?.at;
      if (begin === undefined) return undefined;
      for (const { first, last } of byVersion.values()) {
        const load = loads.find(({ version }) => version === first.version);
        const isEarly = ({ at }: JudgedBy) =>
          Date.parse(at) >= Date.parse(begin) &&
          (load === undefined || Date.parse(at) < Date.parse(load.at) - CLOCKS_MS);
        const early = [first, last].find(isEarly);
        if (early !== undefined)
          return {
            ...early,
            why: `was judged by the policy ${early.version}, which the log has not loaded by then`,
          };
      }
      return undefined;
    },
  };
}
