// The request headers that pass through the gateway: few, plain, and part of what is approved. Pure.
import { isNeverPassed } from '../policy/member/targets.ts';
import { type Answer, accept, type Problem, refuse } from '../refusal.ts';

/** Headers by name in small letters; repeated ones joined by a comma. */
export type HeaderValues = Readonly<Record<string, string>>;

const MOST_BYTES = 8 * 1024;
const VALUE = /^[\x20-\x7e]*$/;
/** One media type, its parameters, and nothing behind them: two of them would leave it open how the body is read. */
const MEDIA_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:\s*;\s*[\w-]+=(?:"[^"\\]*"|[\w.+-]+))*$/;
/** They change what a call does: one that would be dropped is refused, since the agent relies on it. */
const CHANGES_MEANING: readonly string[] = [
  'content-encoding',
  'content-range',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'range',
];
/**
 * They ask servers for another method or address than the one that is judged. Not X-Original-URL, which the platform writes itself: it has
 * to name this very path (read-call.ts). Nor what front doors tell of the connection.
 */
const SMUGGLES =
  /^x-(?:(?:http-)?method(?:-override)?|original-(?!(?:url|for|proto|host|port)$).*|rewrite-.*)$/i;

/**
 * Those that pass: `accept`, the type of a body, and what the target's policy lists. All else stays here. Refusal: `invalid` for what
 * cannot be passed on as it is, and for what changes the meaning of a call and is not listed.
 */
export function passedHeaders(
  given: Iterable<readonly [string, string]>,
  listed: readonly string[],
  hasBody: boolean,
): Answer<HeaderValues> {
  const passed: Record<string, string> = {};
  const problems: Problem[] = [];
  for (const [spelled, value] of given) {
    const name = spelled.toLowerCase();
    const passes =
      listed.includes(name) ||
      (name === 'accept' && value.trim() !== '*/*') ||
      (name === 'content-type' && hasBody);
    if (SMUGGLES.test(name))
      problems.push({ at: name, message: 'asks for another method or address; leave it out' });
    else if (!passes && CHANGES_MEANING.includes(name)) problems.push({ at: name, message: NOT_LISTED });
    else if (passes && !isNeverPassed(name)) {
      if (!VALUE.test(value))
        problems.push({ at: name, message: 'may hold visible ASCII characters and spaces alone' });
      passed[name] = value.trim();
    }
  }
  const type = passed['content-type'];
  if (type !== undefined && !MEDIA_TYPE.test(type))
    problems.push({ at: 'content-type', message: 'is not one media type, like application/json' });
  if (Object.entries(passed).flat().join('').length > MOST_BYTES)
    problems.push({ at: 'headers', message: `those that pass are longer than ${MOST_BYTES} bytes` });
  return problems.length > 0 ? refuse({ reason: 'invalid', problems }) : accept(passed);
}

const NOT_LISTED =
  'changes what the call does and is not passed on: list it under the headers of the target in countersign.yaml, or leave it out';
