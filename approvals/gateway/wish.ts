// A call through the gateway as a wish: what is shown to people, judged by the policy, bound by the grant, and sent. Pure.
// Promise: two calls that would reach the target differently never make the same wish; the SHA-256 of the exact bytes is always in it.
import { createHash } from 'node:crypto';
import { MAX_INTENT_BYTES, type Wish } from '../intent/intent.ts';
import { parseStrict } from '../intent/strict-json.ts';
import type { Method, Target } from '../policy/member/targets.ts';
import { type Answer, accept, invalid, refuse } from '../refusal.ts';
import type { Address } from './address.ts';
import type { HeaderValues } from './headers.ts';

/** One call as it would be sent. */
export interface TargetCall {
  readonly target: Target;
  readonly method: Method;
  readonly address: Address;
  readonly headers: HeaderValues;
  readonly body: Uint8Array;
}

const LONGEST_RESOURCE = 512;
/** The rest of an intent: names, headers, address. A longer body stands by its hash alone. */
const MOST_SHOWN_BYTES = MAX_INTENT_BYTES - 12 * 1024;
const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i;
const TEXT_TYPE =
  /^(?:text\/[\w.+-]+|application\/(?:[\w.+-]+\+)?(?:yaml|xml)|application\/x-www-form-urlencoded)\s*(?:;|$)/i;

/** The whole address that is called. */
export const addressOf = ({ target, address }: Pick<TargetCall, 'target' | 'address'>): string =>
  `${target.url}${address.sent}`;

/** The wish. Refusal: `invalid` for a path that is too long, and for JSON that two readers could read differently. */
export function wishOf(call: TargetCall): Answer<Wish> {
  const { target, method, address, headers } = call;
  const id = `${target.name}${address.path}`;
  if (id.length > LONGEST_RESOURCE)
    return refuse(invalid('path', `is too long: target and path may have ${LONGEST_RESOURCE} characters`));
  const body = bodyMembers(call);
  if (!body.ok) return body;
  const query = queryMembers(address.query);
  return accept({
    action: {
      name: `${target.action}.${method.toLowerCase()}`,
      properties: {
        method,
        url: addressOf(call),
        ...(query === undefined ? {} : { query }),
        ...(Object.keys(headers).length === 0 ? {} : { headers }),
        ...body.value,
      },
    },
    resource: { type: target.resourceType, id },
  });
}

/** By name, for rules; a parameter that comes several times is a list. */
function queryMembers(
  query: Address['query'],
): Readonly<Record<string, string | readonly string[]>> | undefined {
  if (query.length === 0) return undefined;
  return Object.fromEntries(
    query.map(([name]) => {
      const [first = '', ...more] = query.filter(([other]) => other === name).map(([, value]) => value);
      return [name, more.length === 0 ? first : [first, ...more]];
    }),
  );
}

/** What of the body can be shown, and what it is. */
function bodyMembers({ headers, body }: TargetCall): Answer<Readonly<Record<string, unknown>>> {
  if (body.length === 0) return accept({});
  const type = headers['content-type'] ?? '';
  const exact = { body_bytes: body.length, body_sha256: createHash('sha256').update(body).digest('hex') };
  // Neither a person nor a rule sees into it: evaluation.ts never lets such a call pass unseen, or by one tap.
  const unseen = accept({ ...exact, body_type: type === '' ? 'none' : type, body_shown: false });
  if (headers['content-encoding'] !== undefined || body.length > MOST_SHOWN_BYTES) return unseen;
  if (!isUtf8(type, body)) return unseen;
  if (JSON_TYPE.test(type)) {
    const parsed = parseStrict(body);
    if (!parsed.ok) {
      const problems = parsed.problems.map(({ at, message }) => ({ at: `body${at}`, message }));
      return refuse({ reason: 'invalid', problems });
    }
    return accept({ ...exact, body: parsed.value });
  }
  const text = TEXT_TYPE.test(type) ? utf8(body) : undefined;
  return text === undefined ? unseen : accept({ ...exact, body_text: text });
}

const CHARSET = /;\s*charset\s*=\s*"?([^";]*)/gi;
/** How XML names its own, in its first line. */
const DECLARED = /^(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)/i;

/** Does nothing tell the target to read these bytes in another character set than people are shown them in? */
function isUtf8(type: string, body: Uint8Array): boolean {
  const declared = DECLARED.exec(Buffer.from(body.subarray(0, 1024)).toString('latin1'))?.[1];
  const named = [...type.matchAll(CHARSET)].map(([, name = '']) => name);
  return [...named, ...(declared === undefined ? [] : [declared])].every((name) => {
    const plain = name.trim().toLowerCase();
    return (
      plain === 'utf-8' || plain === 'utf8' || (plain === 'us-ascii' && body.every((byte) => byte < 0x80))
    );
  });
}

function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
