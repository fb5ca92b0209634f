// Was what retention removed removed under a policy of the package, which keeps it that long and no longer, by the policy, and in time?
import { firstKeptDay } from '../../retention/retention.ts';
import { dayOf } from '../../time.ts';
import type { Instant } from '../../words.ts';
import type { Around } from './check-request.ts';
import type { Flawed, Told, ToldOf } from './told.ts';

/** The most rows that go with one event (purge.ts). */
const ROWS_AT_A_TIME = 98;

/** The first removal that no policy ordered, or that came too early. */
export function checkRemovals(
  createdAt: Instant,
  events: readonly Told[],
  policyOf: Around['policy'],
): Flawed | undefined {
  for (const event of events) {
    if (event.type !== 'purged') continue;
    const wrong = checkRemoval(createdAt, event, policyOf);
    if (wrong !== undefined) return { seq: event.seq, ...wrong };
  }
  return undefined;
}

function checkRemoval(
  createdAt: Instant,
  { actor, at, facts }: ToldOf<'purged'>,
  policyOf: Around['policy'],
): Omit<Flawed, 'seq'> | undefined {
  const { what, retain, policy_version: version, rows, left } = facts;
  const policy = policyOf(version);
  if ('why' in policy) return policy;
  if (actor.kind !== 'policy' || actor.id !== version)
    return { why: `removes ${what} in the name of ${actor.kind} ${actor.id}, and not of its policy` };
  if (policy.retain[what] !== retain)
    return { why: `removes ${what} after ${retain}, and its policy says ${policy.retain[what] ?? 'never'}` };
  if (dayOf(createdAt) >= firstKeptDay(retain, at))
    return { why: `removes ${what} at ${at}, before ${retain} had passed` };
  // A batch is full while there are more.
  if (rows > ROWS_AT_A_TIME || (left > 0 && rows < ROWS_AT_A_TIME))
    return { why: `removes ${rows} rows of ${what} and leaves ${left}, which no batch does` };
  return undefined;
}
