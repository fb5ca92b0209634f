// How much an agent may ask: the members `maxPending` and `requestsPerMinute` of an agent and of the defaults, and which of them hold.
import { z } from 'zod';
import type { Limits } from '../../verdict.ts';

/** The limits of a file that names none. */
export const USUAL_LIMITS = {
  agents: { maxPending: 50, requestsPerMinute: 120 },
  unregistered: { maxPending: 5, requestsPerMinute: 10 },
} as const satisfies Readonly<Record<string, Limits>>;

// Every ask lists the rows that count against it, so no limit is so high that listing them takes seconds.
const MOST = { maxPending: 1000, requestsPerMinute: 6000 } as const satisfies Limits;

const limit = (name: keyof Limits) =>
  z
    .int('must be a whole number')
    .min(1, 'must be at least 1; to stop an agent, pause it')
    .max(MOST[name], `must be at most ${MOST[name]}`)
    .exactOptional();

/** The two members, both optional, as they stand in the file. */
export const limitMembers = {
  maxPending: limit('maxPending'),
  requestsPerMinute: limit('requestsPerMinute'),
} as const;

/** Limits as a file names them: some, or none. */
type NamedLimits = Partial<Limits>;

/** What the defaults come to: for registered agents, and for those nobody registered, who never have more. */
export function defaultLimits(named: {
  readonly agents?: NamedLimits;
  readonly unregistered?: NamedLimits;
}): Readonly<Record<'agents' | 'unregistered', Limits>> {
  const agents = { ...USUAL_LIMITS.agents, ...named.agents };
  const strict = { ...USUAL_LIMITS.unregistered, ...named.unregistered };
  return {
    agents,
    unregistered: {
      maxPending: Math.min(strict.maxPending, agents.maxPending),
      requestsPerMinute: Math.min(strict.requestsPerMinute, agents.requestsPerMinute),
    },
  };
}
