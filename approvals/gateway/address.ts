// Where behind the gateway a call goes: path and query, read into one form that is shown, judged, approved and sent alike. Pure.
// Promise: what two servers could read differently (dot segments, encoded slashes, double encoding, path parameters, empty segments) is
// refused, never mended.
import { type Answer, accept, invalid, refuse } from '../refusal.ts';

/** An address below a target. */
export interface Address {
  /** As people and rules read it, decoded: `/api/v1/pods/web 1`. */
  readonly path: string;
  /** As it is sent: `/api/v1/pods/web%201?dryRun=All`. */
  readonly sent: string;
  /** In the order in which it is sent. */
  readonly query: readonly (readonly [name: string, value: string])[];
}

/** Path and query as the platform hands them over. */
interface Given {
  /** Of the address that was called, percent-encoded: `/gateway/cluster/api`. */
  readonly pathname: string;
  /** With its question mark, or empty. */
  readonly search: string;
  /** What the platform's router made of the same path, decoded. */
  readonly routed: { readonly target: string; readonly path: string };
  /** The address as it was called, each time somebody in front of us tells it: nobody has mended it there. */
  readonly asCalled?: readonly string[];
}

const LONGEST_QUERY = 100;
/** Would be another path, or none, to some servers: separators, what begins a query, path parameters, another round of decoding. */
const AMBIGUOUS = /[/\\?#%;]/;
/** Controls, invisible and turning characters: a path that shows otherwise than it is. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u;
/** What stands in a segment as it is (RFC 3986, `pchar`), but for the semicolon. */
const PLAIN = /[^A-Za-z0-9._~!$&'()*+,=:@-]+/gu;

/** Reads it. Refusal: `invalid`, which names the segment or parameter. */
export function readAddress({ pathname, search, routed, asCalled = [] }: Given): Answer<Address> {
  for (const told of asCalled) {
    const called = readPath(told.split('?', 1)[0] ?? '', routed);
    if (!called.ok) return called;
  }
  const path = readPath(pathname, routed);
  if (!path.ok) return path;
  const query = readQuery(search);
  if (!query.ok) return query;
  const { segments, end } = path.value;
  return accept({
    path: `/${segments.join('/')}${end}`,
    sent: `/${segments.map(encodeSegment).join('/')}${end}${encodeQuery(query.value)}`,
    query: query.value,
  });
}

function readPath(
  pathname: string,
  routed: Given['routed'],
): Answer<{ readonly segments: readonly string[]; readonly end: string }> {
  const [, door = '', target = '', ...raw] = pathname.split('/');
  // Router and URL must agree, or one of them has mended the path.
  if (door.toLowerCase() !== 'gateway' || target !== routed.target) return refuse(unlike('the target'));
  const endsInSlash = raw.at(-1) === '';
  const encoded = endsInSlash ? raw.slice(0, -1) : raw;
  const segments: string[] = [];
  for (const segment of encoded) {
    const text = decode(segment);
    const trouble = text === undefined ? 'is not UTF-8 in percent-encoding' : segmentTrouble(text);
    if (trouble !== undefined)
      return refuse(invalid('path', `the segment "${segment.slice(0, 100)}" ${trouble}`));
    segments.push(text ?? '');
  }
  if (segments.join('/') !== routed.path.replace(/\/$/, '')) return refuse(unlike('the path'));
  return accept({ segments, end: endsInSlash && segments.length > 0 ? '/' : '' });
}

const unlike = (what: string) =>
  invalid(
    'path',
    `${what} can be read in two ways; write it plainly, without dot segments or needless encoding`,
  );

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function segmentTrouble(text: string): string | undefined {
  if (text === '') return 'is empty: write one slash';
  if (text === '.' || text === '..') return 'is a dot segment: write the path it leads to';
  if (AMBIGUOUS.test(text))
    return 'holds, encoded or not, one of / \\ ? # % ; which servers read differently';
  if (HIDDEN.test(text) || text.trim() !== text)
    return 'holds control or invisible characters, or begins or ends with a space';
  return undefined;
}

/** As forms do: "+" is a space. Sent again with %20, so that nobody reads it otherwise. */
function readQuery(search: string): Answer<Address['query']> {
  const text = search.replace(/^\?/, '');
  if (text === '') return accept([]);
  const parts = text.split('&');
  if (parts.length > LONGEST_QUERY)
    return refuse(invalid('query', `has ${parts.length} parameters: at most ${LONGEST_QUERY} are passed on`));
  const query: (readonly [string, string])[] = [];
  for (const part of parts) {
    const mark = part.indexOf('=');
    const [name, value] = (mark === -1 ? [part, ''] : [part.slice(0, mark), part.slice(mark + 1)]).map(
      (each) => decode(each.replaceAll('+', ' ')),
    );
    if (name === undefined || value === undefined)
      return refuse(invalid('query', `"${part.slice(0, 100)}" is not UTF-8 in percent-encoding`));
    if (name === '') return refuse(invalid('query', 'has a parameter without a name'));
    query.push([name, value]);
  }
  return accept(query);
}

const encodeSegment = (text: string): string => text.replace(PLAIN, encodeURIComponent);

const encodeQuery = (query: Address['query']): string =>
  query.length === 0 ? '' : `?${query.map((pair) => pair.map(encodeValue).join('=')).join('&')}`;

// A parser of URLs would write the apostrophe so, and what is sent must be what any of them makes of it.
const encodeValue = (text: string): string => encodeURIComponent(text).replaceAll("'", '%27');
