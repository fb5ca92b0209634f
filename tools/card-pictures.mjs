// Takes the pictures of docs/cards.md: each card of test/bot/cards/golden/, as the local Teams draws it, light, dark and as wide as a phone.
// The cards are the files that the tests compare with what the product makes, so no picture shows a card that is not sent.
// Given names of states, only those.
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readPageFiles } from '../dist/local/teams/page-files.js';
import { FOLDER, keep, openPage, pictureOf, startBrowser } from './camera.mjs';

const GOLDEN = join(dirname(dirname(fileURLToPath(import.meta.url))), 'test', 'bot', 'cards', 'golden');
const ORIGIN = 'http://cards.invalid';
const LOOKS = [
  { theme: 'light', width: 520 },
  { theme: 'dark', width: 520 },
  { theme: 'light', width: 330 },
];
const GAP = 16;
const WIDTH = LOOKS.reduce((sum, { width }) => sum + width + GAP, GAP);

const files = await readPageFiles();
const asked = process.argv.slice(2);
const states = (await readdir(GOLDEN)).map((name) => name.replace(/\.json$/, '')).sort();
const wanted = asked.length === 0 ? states : states.filter((state) => asked.includes(state));
await mkdir(join(FOLDER, 'cards'), { recursive: true });
if (asked.length === 0) await removeOthers();

const browser = await startBrowser();
try {
  const page = await openPage(browser, 'light', { width: WIDTH, height: 900, scale: 1 });
  await page.route('**/*', serve);
  for (const state of wanted) await take(page, state);
} finally {
  await browser.close();
}

async function take(page, state) {
  const card = JSON.parse(await readFile(join(GOLDEN, `${state}.json`), 'utf8'));
  await page.goto(`${ORIGIN}/looks`);
  for (const [index, { theme }] of LOOKS.entries()) {
    const frame = page.frame({ name: `look-${index}` });
    await frame.waitForFunction(() => globalThis.AdaptiveCards !== undefined);
    const height = await frame.evaluate(draw, { card, theme, renderer: '/page/render-card.js' });
    await page.evaluate(
      ({ name, tall }) => {
        document.querySelector(`iframe[name="${name}"]`).style.height = `${tall}px`;
      },
      { name: `look-${index}`, tall: height },
    );
  }
  await keep(join('cards', `${state}.png`), await pictureOf(page, page.locator('main'), { colours: 256 }));
}

/** In the frame: the card by the same code as in the local Teams; its height. */
async function draw({ card, theme, renderer }) {
  document.documentElement.dataset.theme = theme;
  const { renderCard } = await import(renderer);
  const place = document.createElement('div');
  place.className = 'card';
  place.append(renderCard(card, { onExecute: () => undefined }).element);
  document.body.replaceChildren(place);
  return Math.ceil(place.getBoundingClientRect().height) + 8;
}

/** Nothing outside the page's own files is ever asked for. */
function serve(route) {
  const { pathname } = new URL(route.request().url());
  if (pathname === '/looks') return route.fulfill({ contentType: 'text/html', body: looks() });
  if (pathname === '/look') return route.fulfill({ contentType: 'text/html', body: look() });
  const file = files.get(pathname);
  if (file === undefined) return route.fulfill({ status: 404, body: '' });
  return route.fulfill({ contentType: file.type, body: file.bytes });
}

function looks() {
  const frames = LOOKS.map(
    ({ width }, index) => `<iframe name="look-${index}" src="/look" style="width: ${width}px"></iframe>`,
  );
  return `<!doctype html><style>
    body { margin: 0; background: #9a9a9a }
    main { display: flex; align-items: flex-start; gap: ${GAP}px; padding: ${GAP}px; width: ${WIDTH}px; box-sizing: border-box; background: #9a9a9a }
    iframe { border: 0; flex: none; border-radius: 8px }
  </style><main>${frames.join('')}</main>`;
}

function look() {
  const sheets = [...files.keys()].filter((path) => /\/(?:theme|card)\.css$/.test(path));
  return `<!doctype html><meta charset="utf-8">
    ${sheets.map((path) => `<link rel="stylesheet" href="${path}">`).join('')}
    <style>body { margin: 4px; background: var(--back-thread); font-family: 'Segoe UI', system-ui, sans-serif; color: var(--text) }</style>
    <script src="/page/adaptivecards.js"></script><body></body>`;
}

/** A state that is no more has no picture any more. */
async function removeOthers() {
  const kept = new Set(states.map((state) => `${state}.png`));
  for (const name of await readdir(join(FOLDER, 'cards')))
    if (!kept.has(name)) await rm(join(FOLDER, 'cards', name));
}
