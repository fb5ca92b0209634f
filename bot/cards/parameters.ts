// The parameters as a card shows them: exactly what will run, one row each, secrets as size and digest, and never a part
// that looks like the whole. What does not fit is counted in words, and `complete` says so: then nobody can approve from it.
import canonicalize from 'canonicalize';
import { pointerStep } from '../../approvals/json-pointer.ts';
import { type Plain, plain } from '../../approvals/plain-text.ts';
import type { CardView } from '../../approvals/ports.ts';
import { isRedacted, redaction, redactParts } from '../../approvals/redact-parameters.ts';
import { BOLD, CODE, type Element, line, ours, QUIET, type Run, row } from './parts.ts';
import { spread } from './spread.ts';

/** Under every limit Teams ever documented for a card, with room for what it adds itself. */
export const CARD_BYTES = 20 * 1024;
const KEY_MAX = 64;
/** Nobody reads more than this in one value on a card; longer ones are approved on the review page. */
const VALUE_MAX = 2000;
const LONGEST_CUT_VALUE = 600;
/** A body of more values is shown as JSON. */
const LEAVES_MAX = 20;
/** A row beyond this many no longer gets read, whatever it says. */
const ROWS_MAX = 40;
/** What remains to be said below the rows when some were left out. */
const NOTE_BYTES = 400;

type Parameters = Readonly<Record<string, unknown>>;

interface ParameterRows {
  readonly rows: readonly Element[];
  /** Everything that will run is in the rows. */
  readonly complete: boolean;
  /** Names of what holds characters that had to be made visible, or mixes alphabets. */
  readonly hidden: readonly string[];
  readonly mixed: readonly string[];
}

interface Entry {
  readonly name: string;
  readonly key: Plain;
  readonly value: Plain;
  /** A part of the title that was too long for it: labelled in our type, which no parameter's name can have. */
  readonly isTitle: boolean;
  readonly isRedacted: boolean;
  readonly bytes: number;
}

/** The rows that fit in `budget` bytes of card. Whatever is not shown in the title in full (a long resource) comes first. */
export function parameterRows(
  view: CardView,
  extra: Readonly<Record<string, string>>,
  budget: number,
): ParameterRows {
  const entries = [
    ...Object.entries(extra).map(([name, value]) => entryOf(view, name, value, '')),
    ...Object.entries(view.circumstances).map(([name, value]) => entryOf(view, name, value, '')),
    ...inReadingOrder(view.parameters ?? {}).flatMap(([name, value]) => entriesOf(view, name, value)),
  ];
  const width = labelWidth(entries);
  const rows: Element[] = [];
  let left = budget - NOTE_BYTES;
  let complete = true;
  for (const entry of entries.slice(0, ROWS_MAX)) {
    const whole = draw(entry, entry.value, width);
    const isWhole = entry.value.cut + entry.key.cut === 0 && size(whole) <= left;
    const drawn = isWhole ? whole : draw(entry, shorten(entry.value), width);
    if (size(drawn) > left) break;
    rows.push(drawn);
    left -= size(drawn);
    complete &&= isWhole;
  }
  const missing = entries.slice(rows.length);
  if (missing.length > 0) {
    complete = false;
    const kilobytes = Math.ceil(missing.reduce((sum, entry) => sum + entry.bytes, 0) / 1024);
    const what = missing.length === 1 ? '1 more parameter' : `${missing.length} more parameters`;
    rows.push(line([ours(`${what}, ${kilobytes} KB: too long for a card`, QUIET)], { spacing: 'Small' }));
  }
  return {
    rows,
    complete,
    hidden: entries.filter((entry) => entry.key.escaped + entry.value.escaped > 0).map((entry) => entry.name),
    mixed: entries.filter((entry) => entry.key.mixed || entry.value.mixed).map((entry) => entry.name),
  };
}

/** Bytes of an element on the wire. */
export const size = (part: unknown): number => Buffer.byteLength(JSON.stringify(part), 'utf8');

/** Of a call to a service: in the order in which people think of one. */
const CALL_ORDER: readonly string[] = ['method', 'url', 'query', 'headers', 'body', 'body_text'];

function isCall({ method, url }: Parameters): boolean {
  return typeof method === 'string' && typeof url === 'string';
}

function inReadingOrder(parameters: Parameters): readonly (readonly [string, unknown])[] {
  const all = Object.entries(parameters);
  if (!isCall(parameters)) return all;
  const rank = ([name]: readonly [string, unknown]) => {
    const at = CALL_ORDER.indexOf(name);
    return at === -1 ? CALL_ORDER.length : at;
  };
  return all.toSorted((one, other) => rank(one) - rank(other));
}

/** One row; of the body of a call one for each value in it, as long as somebody reads them. */
function entriesOf(view: CardView, name: string, value: unknown): readonly Entry[] {
  const pointer = pointerStep(name);
  const isSpread = name === 'body' && isCall(view.parameters ?? {}) && !isRedacted(view.request, pointer);
  const leaves = isSpread ? spread(name, redactParts(view.request, value, pointer), LEAVES_MAX) : [];
  if (leaves.length < 2 || leaves.some(([where]) => where.length > KEY_MAX))
    return [entryOf(view, name, value, pointer)];
  // Labelled in our type: a parameter that only calls itself so looks otherwise.
  return leaves.map(([where, leaf]) => entryOf(view, where, leaf, ''));
}

function entryOf(view: CardView, name: string, value: unknown, pointer: string): Entry {
  const redacted = pointer !== '' && isRedacted(view.request, pointer);
  const text = redacted
    ? redaction(view.request, value)
    : spell(pointer === '' ? value : redactParts(view.request, value, pointer));
  return {
    name: plain(name, { max: 24 }).text,
    key: plain(name, { max: KEY_MAX, as: 'exact' }),
    value: plain(text, { max: VALUE_MAX, as: 'exact' }),
    isTitle: pointer === '',
    isRedacted: redacted,
    bytes: Buffer.byteLength(name + text, 'utf8'),
  };
}

/** A string as it is, anything else as canonical JSON; quotation marks where the two could be confused. */
function spell(value: unknown): string {
  if (typeof value !== 'string') return canonicalize(value) ?? String(value);
  return value === '' || looksLikeJson(value) ? JSON.stringify(value) : value;
}

export function looksLikeJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function shorten(value: Plain): Plain {
  if (value.text.length <= LONGEST_CUT_VALUE) return value;
  const short = value.text
    .slice(0, LONGEST_CUT_VALUE)
    .replace(/[\uD800-\uDBFF]$/, '')
    .replace(/\{$/, '');
  const missing = value.text.length - short.length + value.cut;
  return { ...value, text: `${short}…(${missing} more characters)`, cut: missing };
}

function draw(entry: Entry, value: Plain, width: string | undefined): Element {
  const left: Run = ours(entry.key.text, entry.isTitle ? QUIET : CODE);
  const right: Run = ours(value.text, { ...CODE, ...(entry.isRedacted ? { isSubtle: true } : BOLD) });
  if (width !== undefined) return row([left], [right], width);
  return { type: 'Container', spacing: 'Small', items: [line([left]), line([right], { spacing: 'None' })] };
}

/** Names beside the values when all are short; above them otherwise, which also suits a phone. */
function labelWidth(entries: readonly Entry[]): string | undefined {
  const longest = Math.max(0, ...entries.map((entry) => entry.key.text.length));
  if (longest <= 11) return '92px';
  return longest <= 16 ? '128px' : undefined;
}
