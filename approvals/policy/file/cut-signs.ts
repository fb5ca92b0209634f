// Where YAML ends a condition that stands without quotes, and its author does not: read as a condition, character by character.
import { inQuotes } from './yaml-cures.ts';

/** Such a condition. Characters of the file, from 0. */
export interface CutCondition {
  readonly start: number;
  readonly end: number;
  /** Where it is told. */
  readonly at: number;
  readonly message: string;
}

/** What was found, and from where on to look for the next. */
interface Looked {
  readonly cut?: CutCondition;
  readonly next: number;
}

/** A text of a condition, on one line. */
const TEXT = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/y;
/** One of YAML, which may hold the whole condition. */
const QUOTED = /"(?:[^"\\]|\\[\s\S])*"|'(?:[^']|'')*'/y;
/** What ends a value within "{ }", inside a text as well. */
const SIGN = /[,[\]{}]|:(?=\s)|(?<=\s)#/;
/** A condition longer than any that would compile is none. */
const LONGEST = 8192;

/** A condition within "{ }", whose value is looked for from here on. */
export function cutInBraces(text: string, from: number): Looked {
  const start = from + white(text, from);
  const quoted = matchAt(QUOTED, text, start);
  if (quoted !== undefined && /^\s*[,}#]/.test(text.slice(start + quoted, start + quoted + 200)))
    return { next: start + quoted };
  const { end, sign, whole } = readInBraces(text, start);
  if (end === undefined || sign === undefined) return { next: whole };
  const value = text.slice(start, end).trimEnd();
  // A list or a map of its own, as of a parameter that is called so.
  if (isOneGroup(value)) return { next: end };
  const message =
    text[sign] === '#'
      ? `${COMMENT}; put the condition in quotes, or a comment above the rule`
      : `within "{ }" YAML ends a condition at "${text[sign]}"; write the rule without braces, or put the condition in quotes${inQuotes('when', value)}`;
  const at = text[sign] === '#' ? sign : start;
  return { cut: { start, end: start + value.length, at, message }, next: end };
}

const COMMENT = '" #" begins a comment of YAML, also within a text, and takes away what follows on the line';

/** To its end, with the first sign at which YAML ends it; without an end where it is no condition that could be read. */
function readInBraces(
  text: string,
  start: number,
): { readonly end?: number; readonly sign?: number; readonly whole: number } {
  let depth = 0;
  let sign: number | undefined;
  let comment: number | undefined;
  let at = start;
  while (at < Math.min(text.length, start + LONGEST)) {
    const character = text[at] ?? '';
    const isEnd = depth === 0 && (character === ',' || character === '}');
    if (isEnd) return { end: comment ?? at, ...(sign === undefined ? {} : { sign }), whole: at };
    if (comment !== undefined && /\S/.test(character)) {
      sign ??= comment;
      comment = undefined;
    }
    if (character === '#' && /\s/.test(text[at - 1] ?? '')) {
      comment = at;
      at = lineEnd(text, at);
      continue;
    }
    if (character === '\n' && /^\s*(?:-\s|[\w.-]+:\s)/.test(text.slice(at + 1, at + 200)))
      return { whole: at };
    if (character === '"' || character === "'") {
      const length = matchAt(TEXT, text, at);
      if (length === undefined) return { whole: at + 1 };
      const inside = text.slice(at, at + length).search(SIGN);
      if (inside >= 0) sign ??= at + inside;
      at += length;
      continue;
    }
    if ('([{'.includes(character)) depth += 1;
    if (')]}'.includes(character)) depth -= 1;
    if (depth < 0) return { whole: at };
    if (text.slice(at, at + 2).search(SIGN) === 0) sign ??= at;
    at += 1;
  }
  return { whole: at };
}

/** `[…]` or `{…}`, and nothing behind it. */
function isOneGroup(value: string): boolean {
  if (!/^[[{]/.test(value)) return false;
  let depth = 0;
  for (let at = 0; at < value.length; at += 1) {
    at += (matchAt(TEXT, value, at) ?? 1) - 1;
    if ('[{'.includes(value[at] ?? '')) depth += 1;
    if (']}'.includes(value[at] ?? '')) depth -= 1;
    if (depth === 0) return at === value.length - 1;
  }
  return false;
}

/** A condition on lines of its own, beside a name that begins in this column (from 0). */
export function cutInLines(text: string, from: number, column: number): Looked {
  const end = valueEnd(text, from, column);
  const start = Math.min(from + white(text, from), end);
  const value = text.slice(start, end).trimEnd();
  // Texts in quotes, blocks, lists and maps have signs and cures of their own.
  if (/^(?:["'|>#[{&!*]|-\s|[\w.-]+:(?:\s|$))/.test(value)) return { next: end };
  const hash = hashIn(value);
  if (hash === undefined) return { next: end };
  const message = hash.isInText
    ? `${COMMENT}; put the condition in quotes${inQuotes('when', value)}`
    : 'a comment of YAML (#) ends a condition that goes on below it; put the comment above "when"';
  return { cut: { start, end: start + value.length, at: start + hash.offset, message }, next: end };
}

/** The first comment that takes away a part of it. */
function hashIn(value: string): { readonly offset: number; readonly isInText: boolean } | undefined {
  let comment: number | undefined;
  for (let at = 0; at < value.length; at += 1) {
    const character = value[at] ?? '';
    if (character === '#' && /\s/.test(value[at - 1] ?? '')) {
      comment ??= at;
      at = lineEnd(value, at);
    } else if (comment !== undefined && /\S/.test(character)) return { offset: comment, isInText: false };
    else if (character === '"' || character === "'") {
      const length = matchAt(TEXT, value, at);
      if (length === undefined) return undefined;
      const inside = value.slice(at, at + length).search(/\s#/);
      if (inside >= 0) return { offset: at + inside + 1, isInText: true };
      at += length - 1;
    }
  }
  return undefined;
}

/** Up to the first line that begins in this column or before it. */
function valueEnd(text: string, from: number, column: number): number {
  let end = lineEnd(text, from);
  while (end < text.length && end - from < LONGEST) {
    const next = lineEnd(text, end + 1);
    const line = text.slice(end + 1, next);
    if (line.trim() !== '' && line.search(/\S/) <= column) break;
    end = next;
  }
  return end;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}

const white = (text: string, from: number): number =>
  /^\s*/.exec(text.slice(from, from + 200))?.[0].length ?? 0;

/** How long it is there; nothing where it does not begin there. */
function matchAt(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length;
}
