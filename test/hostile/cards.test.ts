// Hostile texts through every field of every card, in keys and values; each text in each field with HOSTILE_ALL=1. The card tells each in full or says how much is missing, changes
// none but by its marks, and takes none for words of its own.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { buildCard } from '../../bot/cards/build-card.ts';
import { summarise } from '../../bot/cards/summary.ts';
import { wholeOf } from '../../bot/cards/whole.ts';
import { STATES } from '../bot/cards/views.ts';
import { type Fields, viewWith } from './hostile-view.ts';
import { tells, withoutEmoji } from './read-back.ts';
import { bareRuns, benign, isTold, readCard, withTexts } from './read-card.ts';
import { HOSTILE } from './texts.ts';

/** Each state shows so many fillings; HOSTILE_ALL=1 has every text in every field of every state. */
const STRIDE = process.env.HOSTILE_ALL === '1' ? 1 : 8;
const LIMIT = 20 * 1024;
const NEVER = /[\p{C}\p{Default_Ignorable_Code_Point}\u2800\uFFFC]|(?! )\p{Z}|\{\{/u;

/** What stands outside of runs on any card with harmless words, and what other sizes of words bring onto it. */
const OURS: ReadonlySet<string> = new Set([
  ...[
    '92px',
    '128px',
    'auto',
    'None',
    'warning',
    'positive',
    'Review and approve',
    'Review everything',
    'Review in full',
  ],
  ...STATES.flatMap((state) => readCard(buildCard(viewWith(state, benign).view)).rest),
]);

const nested = (fields: Fields): string =>
  JSON.stringify({ [`n ${fields.get('inner key')}`]: [fields.get('inner value')] });

function check(view: CardView, fields: Fields, shownFields: ReadonlySet<string>, what: string) {
  const card = buildCard(view);
  const bytes = Buffer.byteLength(JSON.stringify(card), 'utf8');
  assert.ok(bytes <= LIMIT, `${what}: ${bytes} bytes`);
  const found = readCard(card);
  for (const each of found.rest) assert.ok(OURS.has(each), `${what}: outside of text stands ${each}`);
  const texts = withTexts(found.runs);
  for (const run of bareRuns(found.runs)) assert.doesNotMatch(withoutEmoji(run), NEVER, what);
  for (const said of [summarise(view), card.fallbackText, card.speak])
    assert.doesNotMatch(withoutEmoji(said ?? ''), NEVER, what);
  assert.doesNotMatch(`${card.fallbackText}${card.speak}`, /[[<*`]/, what);
  for (const field of shownFields) {
    const text = fields.get(field) ?? '';
    if (text !== '' && !texts.some((run) => isTold(run, text, 'written')))
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
    const plain = readCard(buildCard(base.view));
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
