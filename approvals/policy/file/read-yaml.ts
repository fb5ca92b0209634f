// The text of a YAML file as plain data, with what it takes to tell where each value stands. Strict: what two readers could read
// differently is refused, and nothing in it can grow while it is read.

import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  Parser,
  parseDocument,
  Scalar,
  type YAMLParseError,
} from 'yaml';
import type { Source } from '../problem/positions.ts';
import { keyOf, startOf } from '../problem/positions.ts';
import { firstOf, type PolicyProblem, problemIn } from '../problem/problem.ts';
import { UNSEEN, unseenName } from '../unseen.ts';
import { cutConditions, withoutCuts } from './cut-conditions.ts';
import { takenAway, yamlCure } from './yaml-cures.ts';

const MAX_BYTES = 256 * 1024;
const MAX_DEPTH = 32;
const TOO_DEEP = `nested more than ${MAX_DEPTH} deep; take it apart`;

/** The data and its source, or every place where the text is not YAML of ours. */
export type ReadYaml =
  | { readonly ok: true; readonly raw: unknown; readonly source: Source }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

/** Reads one text of at most 256 KiB; `tooLong` is the cure for a longer one. */
export function readYaml(text: string, tooLong: string): ReadYaml {
  if (Buffer.byteLength(text) > MAX_BYTES) {
    const message = `the file is longer than 256 KiB; ${tooLong}`;
    return { ok: false, problems: [{ line: 1, column: 1, at: '', message }] };
  }
  const lines = new LineCounter();
  const cuts = cutConditions(text);
  const document = parseDocument(withoutCuts(text, cuts), {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    version: '1.2',
    // Sets, dates and bytes of YAML 1.1 have no form in JSON: a card could not show what they change.
    resolveKnownTags: false,
    // The library compares each key with each other; `shapeTroubles` goes through them once.
    uniqueKeys: false,
  });
  const source: Source = { text, lines, root: document.contents };
  const broken = oncePerLine([
    ...cuts.map(({ at, message }) => problemIn(source, at, message)),
    ...[...firstErrors(document.errors), ...document.warnings].map(({ pos, message }) =>
      problemIn(source, pos[0], `not valid YAML: ${yamlWords(message, lineAt(text, pos[0]))}`),
    ),
    ...unseenTroubles(source),
    ...directiveTroubles(source),
    ...shapeTroubles(source),
  ]);
  if (broken.length > 0) return { ok: false, problems: firstOf(broken) };
  return { ok: true, raw: document.toJS({ maxAliasCount: 0 }) as unknown, source };
}

/** The library reads by recursion, and says so when it is at its end. */
const yamlWords = (message: string, line: string): string =>
  message.startsWith('Maximum call stack') ? TOO_DEEP : yamlCure(message.split('\n')[0] ?? '', line);

const lineAt = (text: string, position: number): string =>
  text.slice(text.lastIndexOf('\n', position - 1) + 1).split('\n', 1)[0] ?? '';

/** Behind a mistake that ends the file for the library, each word of the rest is one more. */
const firstErrors = (errors: readonly YAMLParseError[]): readonly YAMLParseError[] =>
  errors.filter(({ message }, index) => index === 0 || !/^Unexpected .* in YAML stream/.test(message));

/** What follows from the first mistake of a line is told as well by the library. */
const oncePerLine = (problems: readonly PolicyProblem[]): PolicyProblem[] =>
  problems.filter(({ line }, index) => problems.findIndex((each) => each.line === line) === index);

/** `%YAML 1.1` above the file would make `no` false and `010` eight, where whoever reads on below sees nothing of it. */
function directiveTroubles(source: Source): readonly PolicyProblem[] {
  if (!/^\uFEFF?%/m.test(source.text)) return [];
  return [...new Parser().parse(source.text)]
    .filter(({ type }) => type === 'directive')
    .map(({ offset }) => problemIn(source, offset, DIRECTIVE));
}

const DIRECTIVE =
  'directives like %YAML and %TAG change what the lines below mean, and are not allowed; take this line out (the file is YAML 1.2)';

/** Behind a carriage return an editor begins a line, and this reader goes on with the comment: a deny rule would be part of it. */
function unseenTroubles(source: Source): readonly PolicyProblem[] {
  const found = UNSEEN.exec(source.text);
  if (found === null) return [];
  const message = `a character that nobody sees (${unseenName(found[0])}) stands here; take it out (lines end by LF or CRLF)`;
  return [problemIn(source, found.index, message)];
}

/** Keys that stand twice, values that are aliases or have a tag or an anchor, and what is nested too deep for anybody to read. */
function shapeTroubles(source: Source): readonly PolicyProblem[] {
  return [...troublesBelow(source.root, 0)].map(({ node, message }) => {
    const position = startOf(node) ?? 0;
    return problemIn(
      source,
      position,
      typeof message === 'string' ? message : message(lineAt(source.text, position)),
    );
  });
}

interface Trouble {
  readonly node: unknown;
  /** Or what tells it of the line where it stands. */
  readonly message: string | ((line: string) => string);
}

/** `when: ! (a == b)` is `(a == b)` to YAML, which has a use of its own for the sign: the opposite of what stands there. */
function* lostSigns(node: unknown): Generator<Trouble> {
  if (!isNode(node) || isAlias(node)) return;
  const sign = node.tag !== undefined ? '!' : node.anchor !== undefined ? '&' : undefined;
  const isPlain = !isScalar(node) || node.type === Scalar.PLAIN;
  if (sign !== undefined) yield { node, message: (line) => takenAway(sign, isPlain, line) };
}

function* troublesBelow(node: unknown, depth: number): Generator<Trouble> {
  if (depth > MAX_DEPTH) yield { node, message: `not valid YAML: ${TOO_DEEP}` };
  // An anchor repeated nine times nine deep is a billion values; and a reader should see each rule whole.
  else if (isAlias(node)) yield { node, message: 'aliases are not allowed; write the value out' };
  else yield* lostSigns(node);
  if (isSeq(node) && depth <= MAX_DEPTH) for (const item of node.items) yield* troublesBelow(item, depth + 1);
  if (!isMap(node) || depth > MAX_DEPTH) return;
  const names = new Set<string>();
  for (const { key, value } of node.items) {
    const name = keyOf(key);
    if (names.has(name))
      yield {
        node: key,
        message: `not valid YAML: Map keys must be unique, and "${name.slice(0, 64)}" stands above`,
      };
    // Readers of plain data drop such a key silently: a rule or a group would be missing.
    if (name === '__proto__')
      yield { node: key, message: 'nothing may be called "__proto__"; name it otherwise' };
    names.add(name);
    yield* lostSigns(key);
    yield* troublesBelow(value, depth + 1);
  }
}
