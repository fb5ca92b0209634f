// The text of a YAML file as plain data, with what it takes to tell where each value stands. Strict: what two readers could read
// differently is refused, and nothing in it can grow while it is read.
import { isScalar, LineCounter, parseDocument, visit } from 'yaml';
import { type PolicyProblem, problemIn, type Source } from '../problems.ts';

const MAX_BYTES = 256 * 1024;

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
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    uniqueKeys: true,
  });
  const source: Source = { text, lines, root: document.contents };
  const broken = [...document.errors, ...document.warnings].map(({ pos, message }) =>
    problemIn(source, pos[0], `not valid YAML: ${message.split('\n')[0]}`),
  );
  // An anchor repeated nine times nine deep is a billion values; and a reader should see each rule whole.
  visit(document, {
    // Readers of plain data drop such a key silently: a rule or a group would be missing.
    Pair: (_, { key }) => {
      if (isScalar(key) && key.value === '__proto__')
        broken.push(
          problemIn(source, key.range?.[0] ?? 0, 'nothing may be called "__proto__"; name it otherwise'),
        );
    },
    Alias: (_, { range }) =>
      void broken.push(problemIn(source, range?.[0] ?? 0, 'aliases are not allowed; write the value out')),
  });
  if (broken.length > 0) return { ok: false, problems: broken };
  return { ok: true, raw: document.toJS({ maxAliasCount: 0 }) as unknown, source };
}
