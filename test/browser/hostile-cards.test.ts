// Hostile texts through the fields of every card, each in each with HOSTILE_ALL=1, as Chromium draws it: what somebody reads there is the true text with our marks, and
// nothing was made of it. The same code draws the cards of the local Teams.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { Browser, Page, Route } from 'playwright-core';
import { z } from 'zod';
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { buildCard, drawCard } from '../../bot/cards/build-card.ts';
import { digestCard } from '../../bot/cards/digest-card.ts';
import { historyCard, waitingCard } from '../../bot/cards/list-card.ts';
import { withMentions } from '../../bot/cards/mentions.ts';
import { summarise } from '../../bot/cards/summary.ts';
import { readPageFiles } from '../../local/teams/page-files.ts';
import { STATES, type State } from '../bot/cards/views.ts';
import { type Fields, viewWith } from '../hostile/hostile-view.ts';
import { withoutEmoji } from '../hostile/read-back.ts';
import { bareRuns, benign, isTold, withTexts } from '../hostile/read-card.ts';
import { HOSTILE } from '../hostile/texts.ts';
import { findChromium, launchChromium } from './chromium.ts';

/** A kind of card, and what it is made of. */
interface Kind {
  readonly name: string;
  readonly state: State;
  readonly draw: (view: CardView, word: (field: string) => string) => unknown;
}

const BASE = 'https://countersign.example.com';
const listed = (view: CardView) => ({
  ...{ requests: [view.request], summaries: [], more: 3, isCut: true, voted: 2 },
  ...{ nonce: 'n', at: view.request.createdAt },
});
const KINDS: readonly Kind[] = [
  ...STATES.map((state): Kind => ({ name: state, state, draw: (view) => buildCard(view) })),
  { name: 'page', state: 'waiting-one-vote', draw: (view) => drawCard(view, 'page').card },
  ...(['waiting-new', 'approved-succeeded'] as const).flatMap((state): readonly Kind[] => [
    {
      ...{ name: `small ${state}`, state },
      draw: (view) => buildCard({ ...view, prompt: { ...view.prompt, small: true } }),
    },
    { name: `summary ${state}`, state, draw: (view) => buildCard({ ...view, summary: true }) },
    {
      ...{ name: `history list ${state}`, state },
      draw: (view, word) => historyCard([view.request], word('about'), BASE, view.request.createdAt),
    },
  ]),
  {
    ...{ name: 'replaced', state: 'waiting-new' },
    draw: (view) => buildCard({ ...view, prompt: { ...view.prompt, replaced: true } }),
  },
  { name: 'digest', state: 'waiting-new', draw: (view) => digestCard(listed(view)) },
  {
    name: 'list',
    state: 'waiting-unlisted',
    draw: (view) => waitingCard(listed(view), BASE, view.request.createdAt),
  },
  {
    ...{ name: 'mentions', state: 'waiting-new' },
    draw: (view, word) =>
      withMentions(buildCard(view), { ...view, mentions: [{ oid: 'o', name: word('mentioned') }] }),
  },
  {
    ...{ name: 'toast', state: 'waiting-unlisted' },
    draw: (view) => ({
      type: 'AdaptiveCard',
      body: [{ type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: summarise(view) }] }],
    }),
  },
];

/** Of each kind so many fillings, each kind beginning elsewhere, so that fields of many kinds have every text; HOSTILE_ALL=1 draws every text in every field of every kind. */
const STRIDE = process.env.HOSTILE_ALL === '1' ? 1 : 12;
/** Cards on the page at a time. */
const BATCH = 12;
const NEVER = /[\p{C}\p{Default_Ignorable_Code_Point}\u2800\uFFFC]|(?! )\p{Z}|\{\{/u;
const ORIGIN = 'http://cards.invalid';
const DRAW = readFileSync(new URL('../../../test/browser/draw-cards.js', import.meta.url), 'utf8');

const drawnSchema = z.array(
  z.object({ runs: z.array(z.string()), rest: z.array(z.string()), tags: z.array(z.string()) }),
);
type Drawn = z.infer<typeof drawnSchema>[number];

const found = findChromium();
let browser: Browser;
let page: Page;
const asked: string[] = [];
const complaints: string[] = [];

before(async () => {
  if ('missing' in found) return;
  browser = await launchChromium(found.path);
  page = await browser.newPage();
  const files = await readPageFiles();
  await page.route('**/*', (route: Route) => {
    const { origin, pathname } = new URL(route.request().url());
    const file = files.get(pathname);
    if (origin === ORIGIN && pathname === '/look')
      return route.fulfill({ contentType: 'text/html', body: frameOf([...files.keys()]) });
    if (origin === ORIGIN && file !== undefined)
      return route.fulfill({ contentType: file.type, body: file.bytes });
    asked.push(route.request().url());
    return route.fulfill({ status: 404, body: '' });
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('dialog', (dialog) => {
    complaints.push(dialog.message());
    void dialog.dismiss();
  });
  await page.goto(`${ORIGIN}/look`);
  await page.evaluate(DRAW);
});
after(() => browser?.close());

const frameOf = (paths: readonly string[]): string => `<!doctype html><meta charset="utf-8">
  ${paths
    .filter((path) => /\/(?:theme|card)\.css$/.test(path))
    .map((path) => `<link rel="stylesheet" href="${path}">`)
    .join('')}
  <style>body { margin: 4px; width: 520px; font-family: 'Segoe UI', system-ui, sans-serif }</style>
  <link rel="icon" href="data:,"><script src="/page/adaptivecards.js"></script><body></body>`;

async function drawn(cards: readonly unknown[]): Promise<readonly Drawn[]> {
  const all: Drawn[] = [];
  for (let from = 0; from < cards.length; from += BATCH) {
    const batch = JSON.stringify(cards.slice(from, from + BATCH));
    all.push(...drawnSchema.parse(await page.evaluate(`drawCards(${JSON.stringify(batch)})`)));
  }
  return all;
}

interface Filled {
  readonly what: string;
  readonly card: unknown;
  readonly fields: Fields;
}

function filled({ name, state, draw }: Kind, word: (field: string) => string): Filled {
  const extra = new Map<string, string>();
  const { view, fields } = viewWith(state, word);
  const card = draw(view, (field) => {
    extra.set(field, word(field));
    return extra.get(field) ?? '';
  });
  return { what: name, card, fields: new Map([...fields, ...extra]) };
}

/** The toast is one sentence of several words; a name that is mentioned loses its signs. Both have tests of their own. */
const isWhole = (field: string, kind: Kind): boolean => field !== 'mentioned' && kind.name !== 'toast';

test('what Chromium draws of every card is every hostile text as it is, with our marks, and nothing else was made of it', async (t) => {
  if ('missing' in found) return t.skip(found.missing);
  const harmless = await drawn(KINDS.map((kind) => filled(kind, benign).card));
  const ours = new Set([
    ...harmless.flatMap(({ rest }) => rest),
    'Review and approve',
    'Review everything',
    'Review in full',
  ]);
  const tags = new Set(harmless.flatMap((each) => each.tags));
  for (const tag of ['A', 'IMG', 'B', 'STRONG', 'EM', 'UL', 'LI', 'SCRIPT', 'IFRAME', 'CODE', 'H1'])
    assert.ok(!tags.has(tag), tag);
  let told = 0;
  for (const [nth, kind] of KINDS.entries()) {
    const shown = [...filled(kind, benign).fields].filter(
      ([field, word]) =>
        isWhole(field, kind) && harmless[nth]?.runs.some((run) => run.includes(word) && !run.startsWith('{')),
    );
    assert.ok(shown.length > 0 || kind.name === 'toast', `${kind.name} shows nothing that could be compared`);
    const fillings: Filled[] = [];
    for (let offset = nth % STRIDE; offset < HOSTILE.length; offset += STRIDE) {
      let next = offset;
      fillings.push(filled(kind, () => HOSTILE[next++ % HOSTILE.length]?.text ?? ''));
    }
    for (const [index, { runs, rest, tags: made }] of (
      await drawn(fillings.map(({ card }) => card))
    ).entries()) {
      const { what, fields } = fillings[index] ?? { what: '', fields: new Map<string, string>() };
      for (const run of bareRuns(runs)) assert.doesNotMatch(withoutEmoji(run), NEVER, what);
      assert.deepEqual(
        made.filter((tag) => !tags.has(tag)),
        [],
        what,
      );
      for (const each of rest)
        assert.ok(
          ours.has(each) ||
            (kind.name === 'mentions' &&
              /^Asked: (?:[\p{L}\p{M} .()'’-]+|“[\p{L}\p{M}\p{Nd} .,'’-]+”)$/u.test(each)),
          `${what}: ${each}`,
        );
      for (const { secret } of HOSTILE)
        assert.ok(
          secret === undefined || ![...runs, ...rest].some((run) => run.includes(secret)),
          `${what}: ${secret}`,
        );
      const texts = withTexts(runs);
      for (const [field] of shown) {
        const text = fields.get(field) ?? '';
        if (text === '') continue;
        if (!texts.some((run) => isTold(run, text, 'drawn')))
          assert.fail(`${what}: ${field} is not drawn as it is: ${JSON.stringify(text)}\n${runs.join('\n')}`);
        told += 1;
      }
    }
  }
  t.diagnostic(`${told} texts in ${KINDS.length} kinds of cards`);
  assert.ok(told > 1000, String(told));
  assert.deepEqual(asked, [], 'nothing was fetched');
  assert.deepEqual(complaints, []);
});

test('words that are written from right to left leave what stands beside them in its place', async (t) => {
  if ('missing' in found) return t.skip(found.missing);
  const id = 'prod 10 שלום 20 end';
  const view = viewWith('waiting-new', (field) =>
    field === 'resource' || field === 'value' ? id : 'x',
  ).view;
  const parts = ['10', 'ש', '20', 'end'];
  for (const kind of ['waiting-new', 'digest', 'toast', 'list']) {
    const draw = KINDS.find(({ name }) => name === kind)?.draw ?? assert.fail(kind);
    const card = JSON.stringify([draw(view, () => '')]);
    const lines = z
      .array(z.array(z.number()))
      .parse(await page.evaluate(`placesIn(${JSON.stringify(card)}, 'שלום', ${JSON.stringify(parts)})`));
    assert.ok(lines.length > 0, kind);
    for (const places of lines)
      assert.ok(
        places.every((each, nth) => nth === 0 || each > (places[nth - 1] ?? Number.POSITIVE_INFINITY)),
        `${kind}: ${places.join()}`,
      );
  }
});
