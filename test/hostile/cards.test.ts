// Every hostile text through every field of every card, in keys and values: the card tells each in full or says how much is missing, changes
// none but by its marks, and takes none for words of its own.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { buildCard } from '../../bot/cards/build-card.ts';
import { summarise } from '../../bot/cards/summary.ts';
import { wholeOf } from '../../bot/cards/whole.ts';
import { STATES } from '../bot/cards/views.ts';
import { type Fields, viewWith } from './hostile-view.ts';
import { tells, withoutApart } from './read-back.ts';
import { HOSTILE } from './texts.ts';

/** Each state shows so many fillings; HOSTILE_ALL=1 has every text in every field of every state. */
const STRIDE = process.env.HOSTILE_ALL === '1' ? 1 : 8;
const LIMIT = 20 * 1024;
const NEVER = /[\p{C}\p{Default_Ignorable_Code_Point}\u2800\uFFFC]|(?! )\p{Z}|\{\{/u;

interface Read {
  /** Texts of the runs. */
  readonly runs: readonly string[];
  /** Everything else: names, labels, titles, styles. */
  readonly rest: readonly string[];
}

function read(value: unknown, into: { runs: string[]; rest: string[] } = { runs: [], rest: [] }): Read {
  if (typeof value === 'string') into.rest.push(value);
  if (typeof value !== 'object' || value === null) return into;
  const isRun = 'type' in value && value.type === 'TextRun';
  for (const [key, item] of Object.entries(value)) {
    if (isRun && key === 'text' && typeof item === 'string') into.runs.push(item);
    else if (key !== 'speak' && key !== 'fallbackText') read(item, into);
  }
  return into;
}

const benign = (field: string): string =>
  `Word${[...field].map((char) => (char.codePointAt(0) ?? 0).toString(36)).join('x')}`;

/** What stands outside of runs on any card with harmless words, and what other sizes of words bring onto it. */
const OURS: ReadonlySet<string> = new Set([
  ...['92px', '128px', 'None', 'warning', 'positive', 'Review and approve', 'Review in full'],
  ...STATES.flatMap((state) => read(buildCard(viewWith(state, benign).view)).rest),
]);

/** The ways a run may tell a text: as it is, in our quotation marks, as a sentence, or behind the letter that a test puts in front. */
function isTold(drawn: string, text: string): boolean {
  const run = withoutApart(drawn);
  const marked = run.replace(/^database (?=“)/, '');
  const said = marked.startsWith('“') && marked.endsWith('”') ? marked.slice(1, -1) : undefined;
  const sentence = text.trim();
  return (
    tells(run, text, 'exact') ||
    tells(run, text, 'prose') ||
    tells(run, JSON.stringify(text), 'exact') ||
    (said !== undefined && (tells(said, straight(text), 'prose') || tells(said, text, 'exact'))) ||
    [`k ${text}`, `/p ${text}`, `database ${text}`].some(
      (each) => tells(run, each, 'exact') || tells(run, each, 'prose'),
    ) ||
    ['', '.'].some((end) =>
      tells(run.trimStart(), sentence.charAt(0).toUpperCase() + sentence.slice(1) + end, 'prose'),
    )
  );
}

/** As our quotation marks have it: no other double mark in them. */
const straight = (text: string): string =>
  text.replaceAll(/[“”„‟❝❞〞＂″]/g, '"').replaceAll(/[‘’]{2,}/g, (marks) => "'".repeat(marks.length));

const nested = (fields: Fields): string =>
  JSON.stringify({ [`n ${fields.get('inner key')}`]: [fields.get('inner value')] });

function check(view: CardView, fields: Fields, shownFields: ReadonlySet<string>, what: string) {
  const card = buildCard(view);
  const bytes = Buffer.byteLength(JSON.stringify(card), 'utf8');
  assert.ok(bytes <= LIMIT, `${what}: ${bytes} bytes`);
  const found = read(card);
  for (const each of found.rest) assert.ok(OURS.has(each), `${what}: outside of text stands ${each}`);
  // The indent of a policy's lines is ours: spaces that no client swallows.
  for (const run of found.runs) assert.doesNotMatch(withoutApart(run.replace(/^\u00A0+/, '')), NEVER, what);
  for (const said of [summarise(view), card.fallbackText, card.speak])
    assert.doesNotMatch(withoutApart(said ?? ''), NEVER, what);
  assert.doesNotMatch(`${card.fallbackText}${card.speak}`, /[[<*`]/, what);
  for (const field of shownFields) {
    const text = fields.get(field) ?? '';
    if (text !== '' && !found.runs.some((run) => isTold(run, text)))
      assert.fail(
        `${what}: ${field} is not told as it is: ${JSON.stringify(text)}\n${found.runs.join('\n')}`,
      );
  }
}

test('there are at least 120 texts, each of them once', () => {
  assert.ok(HOSTILE.length >= 120, String(HOSTILE.length));
  assert.equal(new Set(HOSTILE.map(({ text }) => text)).size, HOSTILE.length);
});

for (const [nth, state] of STATES.entries()) {
  test(`${state}: no text is lost or changed, and none looks like ours`, () => {
    const base = viewWith(state, benign);
    const plain = read(buildCard(base.view));
    const shown = new Set(
      [...base.fields].flatMap(([field, text]) =>
        plain.runs.some((run) => run.includes(text) && !run.startsWith('{')) ? [field] : [],
      ),
    );
    assert.ok(shown.size > 0);
    for (let offset = nth % STRIDE; offset < HOSTILE.length; offset += STRIDE) {
      let next = offset;
      const { view, fields } = viewWith(state, () => HOSTILE[next++ % HOSTILE.length]?.text ?? '');
      // Signs in a registered name stand in no spoken word: it is an agent then.
      check(view, fields, shown, `${state}, from "${HOSTILE[offset]?.what}" on`);
      const all = JSON.stringify([buildCard(view), summarise(view), wholeOf(view)]);
      for (const { secret } of HOSTILE)
        assert.ok(secret === undefined || !all.includes(JSON.stringify(secret).slice(1, -1)), secret);
    }
  });
}

test('nested keys and values are told as JSON, and the page tells all of everything', () => {
  for (const [offset] of HOSTILE.entries()) {
    let next = offset;
    const { view, fields } = viewWith('waiting-new', () => HOSTILE[next++ % HOSTILE.length]?.text ?? '');
    const whole = wholeOf(view);
    const value = whole.parameters.find(({ name }) => name === 'nested')?.value ?? '';
    const flat = nested(fields);
    if (flat.length <= 60 && !value.includes('⟨redacted: '))
      assert.ok(tells(value, flat, 'exact'), `${value}\n${flat}`);
    assert.doesNotMatch(JSON.stringify(whole).replaceAll('\\n', ''), /…\(\d+ more/);
  }
});
