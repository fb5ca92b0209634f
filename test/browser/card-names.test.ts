// Every golden card, the digest, lists, summaries, the owner's and small ones among them, as somebody hears and sees it: what takes the focus
// has a name, nothing is too faint, too wide or too small, light and dark, wide and as narrow as a phone.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { z } from 'zod';
import { readPageFiles } from '../../local/teams/page-files.ts';
import { assertNamed } from './assert-named.ts';
import { findChromium, launchChromium } from './chromium.ts';

const ORIGIN = 'http://cards.invalid';
const GOLDEN = new URL('../../../test/bot/cards/golden/', import.meta.url);
const scriptOf = (name: string) =>
  readFileSync(new URL(`../../../test/browser/${name}`, import.meta.url), 'utf8');
const CARDS = readdirSync(GOLDEN).map((name): readonly [string, unknown] => [
  name.replace(/\.json$/, ''),
  JSON.parse(readFileSync(new URL(name, GOLDEN), 'utf8')),
]);
const KINDS = ['list-digest', 'list-', 'summary-', 'owner-', 'small-', 'waiting-', 'approved-'];
const words = z.array(z.string());

const found = findChromium();
let browser: Browser;
before(async () => {
  if (!('missing' in found)) browser = await launchChromium(found.path);
});
after(() => browser?.close());

async function openLook(theme: string, width: number): Promise<Page> {
  const page = await browser.newPage({ viewport: { width, height: 900 } });
  const files = await readPageFiles();
  const sheets = [...files.keys()].filter((path) => /\/(?:theme|card)\.css$/.test(path));
  const look = `<!doctype html><html lang="en" data-theme="${theme}"><meta charset="utf-8"><title>Cards</title>
    ${sheets.map((path) => `<link rel="stylesheet" href="${path}">`).join('')}
    <style>body { margin: 4px; background: var(--back-thread); color: var(--text) }</style>
    <link rel="icon" href="data:,"><script src="/page/adaptivecards.js"></script><body></body></html>`;
  await page.route('**/*', (route) => {
    const { pathname } = new URL(route.request().url());
    const file = files.get(pathname);
    if (pathname === '/look') return route.fulfill({ contentType: 'text/html', body: look });
    return file === undefined
      ? route.fulfill({ status: 404, body: '' })
      : route.fulfill({ contentType: file.type, body: file.bytes });
  });
  await page.goto(`${ORIGIN}/look`);
  await page.evaluate(scriptOf('draw-cards.js'));
  await page.evaluate(scriptOf('probes.js'));
  return page;
}

test('the digest, lists, summaries, the owner’s and small cards are among them', () => {
  for (const kind of KINDS)
    assert.ok(
      CARDS.some(([name]) => name.startsWith(kind)),
      kind,
    );
});

for (const [theme, width] of [
  ['light', 520],
  ['dark', 330],
] as const) {
  test(`in ${theme} at ${width} px whatever one can operate on a card has a name, and everything can be read and reached`, async (t) => {
    if ('missing' in found) return t.skip(found.missing);
    const page = await openLook(theme, width);
    for (const [name, card] of CARDS) {
      await page.evaluate(`drawCards(${JSON.stringify(JSON.stringify([card]))}, true)`);
      await assertNamed(page, []).catch((error: Error) => assert.fail(`${name}: ${error.message}`));
      for (const probe of ['overflowing', 'lowContrast', 'unreachable'])
        assert.deepEqual(words.parse(await page.evaluate(`probes.${probe}()`)), [], `${name}: ${probe}`);
    }
  });
}
