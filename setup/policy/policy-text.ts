// Edits of countersign.yaml as text: only the named piece changes, comments and a person's own lines stay. No I/O.
import { isCollection, isMap, isScalar, type Node, parseDocument, visit, type YAMLMap } from 'yaml';
import { demoWorldId } from '../../functions/settings/local-marks.ts';

/** One replaced piece, by offsets. */
interface Splice {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

const TEMPLATE_NOTE = /^# The ids below are those of the demo world[\s\S]*?\n(?=\n)/m;
/** Members of the template that name software or people of the demo: kept as an example, commented out. */
const EXAMPLES = [['agents'], ['enforcers'], ['targets'], ['groups', 'sre-leads']] as const;

/** Is this an id of the demo world, which no tenant has? */
export const isDemoId = (id: string): boolean => demoWorldId.test(id);

/** The text at a member, e.g. `['admins', 'entraGroup']`. */
export function idAt(text: string, at: readonly string[]): string | undefined {
  const value: unknown = parseDocument(text).getIn(at);
  return typeof value === 'string' ? value : undefined;
}

/** The first version for a tenant: the demo's file, without the demo's software and people. Ids of groups are put in by `withIds`. */
export function fromTemplate(template: string, deployment: string): string {
  const document = parseDocument(template);
  const splices = EXAMPLES.flatMap((at) => commentOut(template, document.getIn(at, true), at));
  return spliced(template, splices).replace(
    TEMPLATE_NOTE,
    `# The policy of the deployment ${deployment}, begun by setup from the demo's file. It is yours: edit it, keep it in version control,\n# and deploy it with azd deploy. Setup adds agents and enforcers to it (npm run setup -- agent NAME) and changes nothing else.\n`,
  );
}

/** Ids of the demo replaced by these, wherever they stand as a value. */
export function withIds(text: string, ids: Readonly<Record<string, string>>): string {
  const splices: Splice[] = [];
  visit(parseDocument(text), {
    Scalar: (_, { value, range }) => {
      const id = typeof value === 'string' ? ids[value.toLowerCase()] : undefined;
      if (id !== undefined && range) splices.push({ from: range[0], to: range[1], text: id });
    },
  });
  return spliced(text, splices);
}

/** Ids of the demo that stand as values, with their lines. */
export function demoIds(text: string): readonly { readonly id: string; readonly line: number }[] {
  const left: { id: string; line: number }[] = [];
  visit(parseDocument(text), {
    Scalar: (_, { value, range }) => {
      if (typeof value !== 'string' || !isDemoId(value) || !range) return;
      left.push({ id: value.toLowerCase(), line: text.slice(0, range[0]).split('\n').length });
    },
  });
  return left;
}

/** A new entry at the end of a map at the top, e.g. of `agents`. The lines are indented by two already. */
export function withEntry(text: string, map: 'agents' | 'enforcers', lines: readonly string[]): string {
  const entry = `${lines.join('\n')}\n`;
  const value = parseDocument(text).get(map, true);
  if (isMap(value) && !value.flow && value.range) {
    const end = lineEnd(text, lastOffset(value));
    return `${text.slice(0, end)}${text[end - 1] === '\n' ? '' : '\n'}${entry}${text.slice(end)}`;
  }
  if (isMap(value) && value.items.length === 0 && value.range) {
    // `agents: {}`: the braces go, what stands behind them on the line stays.
    const head = text.slice(0, value.range[0]).trimEnd();
    const end = lineEnd(text, value.range[1]);
    const tail = text.slice(value.range[1], end).trim();
    return `${head}${tail === '' ? '' : ` ${tail}`}\n${entry}${text.slice(end)}`;
  }
  return `${text.trimEnd()}\n\n${map}:\n${entry}`;
}

/** A map of the template as an example in comments. At the top its key stays, with nothing in it; deeper the key goes along. */
function commentOut(text: string, node: unknown, at: readonly string[]): readonly Splice[] {
  if (!isMap(node) || !node.range) return [];
  const first = lineStart(text, node.range[0]);
  const from = at.length === 1 ? first : lineStart(text, first - 1);
  const to = lineEnd(text, lastOffset(node));
  const example = text
    .slice(from, to)
    .split('\n')
    .map((line) => (line === '' ? '' : `  # ${line.replace(/^ {2}/, '')}`))
    .join('\n')
    .replaceAll(new RegExp(demoWorldId, 'gi'), '<id>')
    // Names of the demo's people.
    .replaceAll(/ # [A-Z]\w+ [A-Z]\w+$/gm, '');
  const key = text.lastIndexOf(':', node.range[0]) + 1;
  return [{ from, to, text: example }, ...(at.length === 1 ? [{ from: key, to: from, text: ' {}\n' }] : [])];
}

/** Where the last value of a map ends, comments behind it left out. */
function lastOffset(map: YAMLMap): number {
  const last = map.items.at(-1)?.value as Node | null | undefined;
  if (isMap(last) && !last.flow && last.items.length > 0) return lastOffset(last);
  if ((isScalar(last) || isCollection(last)) && last.range) return last.range[1];
  return map.range?.[1] ?? 0;
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

function lineEnd(text: string, offset: number): number {
  if (text[offset - 1] === '\n') return offset;
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end + 1;
}

function spliced(text: string, splices: readonly Splice[]): string {
  return [...splices]
    .sort((a, b) => b.from - a.from)
    .reduce((done, { from, to, text: piece }) => done.slice(0, from) + piece + done.slice(to), text);
}
