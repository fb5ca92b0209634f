// Everything that would run, in full, and what differs from before: names and values in their order, as the server made them plain.
import type { Review, Value } from './api.ts';
import { el } from './dom.ts';

/** Behind the number of a line; the server lets none through that somebody else wrote. */
const BAR = '▎';

/** The lists below the card. */
export function drawWhole(review: Review): readonly Node[] {
  return [
    ...list('What', review.target),
    ...list('Parameters', review.parameters, review.removed ?? 'It has no parameters.'),
    ...list('What else counts', review.circumstances),
    ...list('Why it is of this risk', reasonsIn(review)),
    ...list('In the agent’s own words (not verified)', wordsIn(review)),
    ...list('What is different from what was denied', review.changed?.denied ?? []),
    ...list('What is different from what was approved last', review.changed?.approved ?? []),
  ];
}

const reasonsIn = ({ reasons = [] }: Review): readonly Value[] =>
  reasons.map((value, index) => ({ name: String(index + 1), value }));

const wordsIn = ({ words }: Review): readonly Value[] =>
  words === undefined ? [] : [{ name: 'business_justification', value: words }];

function list(heading: string, values: readonly Value[], empty?: string): readonly Node[] {
  if (values.length === 0 && empty === undefined) return [];
  const count = values.length > 1 && empty !== undefined ? ` (${values.length})` : '';
  return [
    el('h3', {}, `${heading}${count}`),
    values.length === 0 ? el('p', { class: 'soft' }, empty ?? '') : el('dl', {}, ...values.map(entry)),
  ];
}

function entry({ name, value, redacted }: Value): Node {
  const style = redacted === true ? 'value soft' : 'value';
  const drawn = value.includes(BAR)
    ? el('dd', { class: `${style} lines` }, ...value.split('\n').flatMap(numberedLine))
    : el('dd', { class: style }, el('bdi', {}, value));
  return el('div', {}, el('dt', {}, el('bdi', {}, name)), drawn);
}

/** What is too long for the screen goes on beside the number, where no other line begins. */
function numberedLine(line: string): readonly Node[] {
  const [start = '', text] = line.split(BAR);
  if (text === undefined) return [el('span'), el('bdi', {}, line)];
  return [el('span', { class: 'number' }, `${start}${BAR}`), el('bdi', {}, text.slice(1))];
}
