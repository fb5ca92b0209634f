// Why a condition came to nothing, in words that are recorded and shown. Some messages of the library quote a value of the request (a key that is
// not there, a number that grew too large): those are cut before it, and what is not known to be without one is told by a fixed sentence.
import { TOO_MUCH } from './budget.ts';
import { inWrittenNames } from './functions.ts';

const UNKNOWN = 'the condition could not be evaluated';

/** Kinds as the library names them: `map<string, dyn>`, `string.getHours(string)`. */
const KINDS = String.raw`[\w.<>, ()]{1,200}`;

/** Messages that hold names of kinds and functions alone, whole. */
const WITHOUT_VALUES: readonly RegExp[] = [
  new RegExp(`^no such overload: (?:[!-]${KINDS}|${KINDS} (?:[=!<>]=?|[-+*/%]|in) ${KINDS})$`),
  new RegExp(`^found no matching overload for '${KINDS}'$`),
  new RegExp(`^(?:Logical operator requires bool operands|Ternary condition must be bool), got '${KINDS}'$`),
  new RegExp(`^Expression of type '${KINDS}' cannot be range of a comprehension`),
  /^(?:division|modulo) by zero$/,
  // What we throw ourselves.
  /^[a-z]+\(\) cannot read this value$/,
  /^"(?:[=!]=|in)" (?:compares|looks for) /,
  /^has\(\) (?:asks|looks) for /,
  /^a (?:map|list) is (?:asked for|given) /,
  /^"[-+*/%]" does not come to a number/,
];
/** Messages that are cut behind this. */
const CUT = /^(?:integer overflow|No such key: index out of bounds|No such key)(?=[:,]|$)/;

/** What to record of an error of an evaluation: names of the policy, never a value that was sent. */
export function failureOf(error: unknown): string {
  const message = summaryOf(error);
  if (message === TOO_MUCH || WITHOUT_VALUES.some((each) => each.test(message)))
    return inWrittenNames(message);
  const [cut] = CUT.exec(message) ?? [];
  if (cut === undefined) return UNKNOWN;
  const key = cut === 'No such key' ? writtenKeyOf(error) : undefined;
  return key === undefined ? cut : `${cut}: ${key}`;
}

/** The library's one-line summary; its message would quote the source over several lines. */
export function summaryOf(error: unknown): string {
  if (!(error instanceof Error)) return UNKNOWN;
  const summary = 'summary' in error && typeof error.summary === 'string' ? error.summary : error.message;
  return (summary.split('\n')[0] ?? '').slice(0, 300);
}

/** The key that was looked for, where the condition itself writes it: `a.key`, `a["key"]`. */
function writtenKeyOf(error: unknown): string | undefined {
  // Our own has() looks for what is written alone.
  if (error instanceof TypeError && !('node' in error)) return error.message.slice('No such key: '.length);
  const args = memberOf(memberOf(error, 'node'), 'args');
  const step: unknown = Array.isArray(args) ? args[1] : undefined;
  const key = typeof step === 'string' || memberOf(step, 'op') !== 'value' ? step : memberOf(step, 'args');
  return typeof key === 'string' ? key : undefined;
}

const memberOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
