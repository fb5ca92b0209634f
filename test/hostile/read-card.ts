// A card as somebody finds words on it: texts of its runs, and everything else; and whether one of them tells a text.
import { tells as readsAs, type Seen, withoutApart } from './read-back.ts';

/** A card as text. */
export interface Read {
  /** Texts of the runs. */
  readonly runs: readonly string[];
  /** Everything else: names, labels, titles, styles. */
  readonly rest: readonly string[];
}

/** Looks through a card, or any part of one. */
export function readCard(
  value: unknown,
  into: { runs: string[]; rest: string[] } = { runs: [], rest: [] },
): Read {
  if (typeof value === 'string') into.rest.push(value);
  if (typeof value !== 'object' || value === null) return into;
  const isRun = 'type' in value && value.type === 'TextRun';
  for (const [key, item] of Object.entries(value)) {
    if (isRun && key === 'text' && typeof item === 'string') into.runs.push(item);
    else if (key !== 'speak' && key !== 'fallbackText') readCard(item, into);
  }
  return into;
}

const NUMBER = /^\u00A0*(\d+)▎\u00A0?$/;

/** The runs, and each value that stands line by line in them as the one text that it is; a line that stands behind another's number is none. */
export function withTexts(runs: readonly string[]): readonly string[] {
  const texts: string[] = [];
  for (const [index, run] of runs.entries()) {
    const number = NUMBER.exec(run)?.[1];
    if (number === undefined) continue;
    const line = (runs[index + 1] ?? '').replaceAll('\u00A0', ' ');
    // Spaces around our marks are ours; behind a count of what repeats there are none.
    const before = number === '1' ? undefined : texts.pop();
    texts.push(before === undefined ? line : `${before}${before.endsWith('"⟩') ? '' : ' '}${line}`);
  }
  return [...runs, ...texts];
}

/** The runs without the spaces of ours that no client swallows: around the number of a line, in the line behind it, in front of any other. */
export const bareRuns = (runs: readonly string[]): readonly string[] =>
  runs.map((run, index) =>
    [run, runs[index - 1]].some((each = '') => /▎\u00A0?$/.test(each))
      ? run.replaceAll('\u00A0', ' ')
      : run.replace(/^\u00A0+/, ''),
  );

/** A harmless word of its own for each field. */
export const benign = (field: string): string =>
  `Word${[...field].map((char) => (char.codePointAt(0) ?? 0).toString(36)).join('x')}`;

/** Whose word a circumstance is stands around its name, which is of more than one word here. */
const CIRCUMSTANCE =
  /^(?:resource|context)\.(“[^“”]*”), (?:claimed by the agent|said by the enforcer|as recorded)$/;

/** The ways a run may tell a text: as it is, in our quotation marks, as a sentence, or behind the letter that a test puts in front. */
export function isTold(found: string, text: string, as: Seen): boolean {
  const run = withoutApart(found.replace(CIRCUMSTANCE, '$1'));
  const tells = (shown: string, truth: string, how: 'exact' | 'prose') => readsAs(shown, truth, how, as);
  const marked = run.replace(/^database (?=“)/, '');
  const said = marked.startsWith('“') && marked.endsWith('”') ? marked.slice(1, -1) : undefined;
  const sentence = text.trim();
  return (
    tells(run, text, 'exact') ||
    tells(run, text, 'prose') ||
    tells(run, JSON.stringify(text), 'exact') ||
    (said !== undefined &&
      (tells(said, straight(text), 'prose') || tells(said, text, 'prose') || tells(said, text, 'exact'))) ||
    [`k ${text}`, `/p ${text}`, `database ${text}`].some(
      (each) =>
        [run, said ?? run].some((by) => tells(by, each, 'exact') || tells(by, each, 'prose')) ||
        tells(run, JSON.stringify(each), 'exact'),
    ) ||
    ['', '.'].some((end) =>
      tells(run.trimStart(), sentence.charAt(0).toUpperCase() + sentence.slice(1) + end, 'prose'),
    )
  );
}

/** As our quotation marks have it: no other double mark in them. */
const straight = (text: string): string =>
  text
    .replaceAll(/[“”„‟❝❞❠〝〞〟＂″‶˝ʺ״⹂]/g, '"')
    .replaceAll(/[‘’‛′ʼʹ]{2,}/g, (marks) => "'".repeat(marks.length));
