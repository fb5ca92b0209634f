// The lines of telemetry (docs/telemetry.md): one JSON object each, `event` first. Redaction happens here, by a list of what may stand in
// a line: ids, words of closed sets, numbers, and words of our own. A value of another shape is left out, whoever put it there.
import { isRequestId } from '../../approvals/request-id.ts';
import { readTraceparent } from './traceparent.ts';

/** What a line can be about. */
export type LineEvent =
  // One for each event of a chain.
  | 'requested'
  | 'recorded'
  | 'evaluated'
  | 'opened'
  | 'voted'
  | 'vote_not_counted'
  | 'commented'
  | 'reminded'
  | 'escalated'
  | 'similar_denied'
  | 'decided'
  | 'trial_ended'
  | 'redeemed'
  | 'started'
  | 'lapsed'
  | 'revoked'
  | 'redriven'
  | 'invited'
  | 'purged'
  | 'outcome'
  | 'outcome_corrected'
  | 'reviewed'
  | 'reported'
  | 'paused'
  | 'pending_denied'
  | 'resumed'
  | 'policy_loaded'
  | 'policy_proposed'
  | 'policy_kept'
  | 'policy_waiting'
  | 'export_started'
  | 'exported'
  | 'request_read'
  | 'heads_sealed'
  | 'route_linked'
  | 'route_unlinked'
  // What is sent out, and what could not be.
  | 'callback'
  | 'gateway'
  | 'card'
  | 'work_dead'
  | 'nobody_reached'
  // What comes in, and is not accepted.
  | 'refused'
  | 'fault'
  | 'dropped'
  // How the whole fares.
  | 'swept'
  | 'poison_drained'
  | 'newer_version'
  | 'signature_planted'
  | 'health';

/** One line. A member that is undefined is left out, like one of the wrong shape. */
export type Line = { readonly event: LineEvent } & { readonly [M in Member]?: unknown };

/** How loud a line is: `error` something is broken, `warning` a person should look. */
export type Level = 'information' | 'warning' | 'error';

type Member = keyof typeof MEMBERS;
type Value = string | number | boolean | readonly string[];
type Read = (value: unknown) => Value | undefined;

const matching =
  (shape: RegExp): Read =>
  (value) =>
    typeof value === 'string' && shape.test(value) ? value : undefined;
const word = matching(/^[a-z][a-z0-9_]{0,47}$/);
const guid = matching(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i);
const count: Read = (value) =>
  Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : undefined;
const seconds: Read = (value) =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0
    ? Math.round(value * 1000) / 1000
    : undefined;
const flag: Read = (value) => (typeof value === 'boolean' ? value : undefined);
const list =
  (shape: RegExp): Read =>
  (value) =>
    Array.isArray(value) ? value.filter((each) => typeof each === 'string' && shape.test(each)) : undefined;
/** Words of our own, from describe-fault.ts or a closed set; what they came from was looked through there. */
const ourWords = matching(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]{1,300}$/u);

/** Every member a line may have, in the order in which they stand, and what it may hold. */
const MEMBERS = {
  request: (value: unknown) => (typeof value === 'string' && isRequestId(value) ? value : undefined),
  agent: guid,
  work: matching(/^(?:prompt|todo-[a-z]{1,20})-\d{1,4}$/),
  status: word,
  effect: word,
  choice: word,
  result: word,
  reason: word,
  by: word,
  via: word,
  doing: word,
  target: matching(/^[a-z0-9][a-z0-9-]{0,62}$/),
  http_status: count,
  attempt: count,
  seconds,
  looked: count,
  nudged: count,
  removed: count,
  count,
  rows: list(/^(?:req|agent)_[\w-]{26,36} [\w|:.-]{1,200} \d{1,9}$/),
  pending: count,
  oldest_due_s: seconds,
  dead: count,
  queue: count,
  poison: count,
  unreached: count,
  newer: count,
  trial: flag,
  door: matching(/^[A-Za-z]{1,60}$/),
  name: matching(/^[A-Za-z]{1,60}$/),
  code: matching(/^[A-Z][A-Z0-9_]{1,40}$/),
  what: ourWords,
  at: list(/^[\w$.<> -]{1,130}:\d+:\d+$/),
  reference: guid,
  traceparent: readTraceparent,
} as const satisfies Readonly<Record<string, Read>>;

const LEVELS: Readonly<Partial<Record<LineEvent, Level>>> = {
  work_dead: 'warning',
  nobody_reached: 'warning',
  dropped: 'warning',
  poison_drained: 'warning',
  newer_version: 'warning',
  policy_waiting: 'warning',
  fault: 'error',
  signature_planted: 'error',
};

/** How loud. */
export const levelOf = ({ event }: Line): Level => LEVELS[event] ?? 'information';

/** The line as it is printed. */
export function formatLine(line: Line): string {
  const out: Record<string, Value> = { event: line.event };
  for (const [member, read] of Object.entries(MEMBERS)) {
    const value = read(line[member as Member]);
    if (value !== undefined) out[member] = value;
  }
  return JSON.stringify(out);
}
