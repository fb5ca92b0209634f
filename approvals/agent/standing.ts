// An agent's standing: may it act just now? A record of its own with a chain of events, like a request's. Pure.
// A request carries the number of the standing's newest event when it was asked. So a pause counts against everything asked before it,
// however late a write lands or is found, also when the pause has ended meanwhile.
import { GENESIS } from '../change/chain.ts';
import type { Refusal } from '../refusal.ts';
import type { ApprovalRequest, ChainId, Instant, Person, RequestId, StandingId } from '../words.ts';

/** The newest pause; it stays when it has ended. */
export interface Pause {
  readonly by: Person;
  readonly at: Instant;
  /** Number of its event. */
  readonly seq: number;
  /** Digest of the reason; the text is a row of its own. */
  readonly text: string;
  /** True until everything that was pending is denied. */
  readonly denying: boolean;
  /** The request whose report of suspicion paused it; absent where an administrator did. */
  readonly reported?: RequestId;
  readonly ended?: { readonly by: Person; readonly at: Instant; readonly text?: string };
}

/** The `standing` row of an agent's partition. Absent as long as nobody ever paused it. */
export interface Standing {
  readonly v: 1;
  readonly id: StandingId;
  readonly clientId: string;
  readonly tenant: string;
  /** The last event's number and hash. */
  readonly seq: number;
  readonly head: string;
  /** Salts the digests of the reasons. */
  readonly salt: string;
  readonly pause?: Pause;
}

const PREFIX = 'agent_';

/** The partition of an agent's standing. */
export const standingId = (clientId: string): StandingId => `${PREFIX}${clientId.toLowerCase()}`;
/** Is this partition an agent's, and not a request's? */
export const isStandingId = (id: ChainId): boolean => id.startsWith(PREFIX);

/** The standing of an agent that nobody ever paused. */
export function blankStanding(clientId: string, tenant: string, salt: string): Standing {
  const id = standingId(clientId);
  return { v: 1, id, clientId: clientId.toLowerCase(), tenant, seq: 0, head: GENESIS, salt };
}

/** The pause in force. */
export const pauseOf = (standing: Standing | undefined): Pause | undefined =>
  standing?.pause?.ended === undefined ? standing?.pause : undefined;

/** Rises with each pause, and again with its end: what a card has to say of the agent, as a number to compare. */
export const markOf = ({ seq, ended }: Pause): number => 2 * seq + (ended === undefined ? 0 : 1);

/** The pause that came after this was asked: nobody may approve it any more, and while it is pending it is to be denied. */
export function overtakenBy(
  request: Pick<ApprovalRequest, 'standing'>,
  standing: Standing | undefined,
): Pause | undefined {
  const pause = standing?.pause;
  return pause !== undefined && pause.seq > (request.standing ?? 0) ? pause : undefined;
}

/** The refusal of what a pause forbids. */
export const pausedRefusal = ({ at }: Pause): Refusal => ({ reason: 'agent_paused', since: at });
