// The camera of docs/pictures/: a browser whose pages stand at that one afternoon, and what it takes of them.
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AFTERNOON } from './afternoon.mjs';
import { palettePng } from './palette-png.mjs';

/** Where the pictures lie. */
export const FOLDER = join(dirname(dirname(fileURLToPath(import.meta.url))), 'docs', 'pictures');
export const THEMES = ['light', 'dark'];

/** The browser. Throws where this machine has none. */
export async function startBrowser() {
  const { launchChromium, prepareChromium } = await import('../dist/test/browser/chromium.js');
  const found = await prepareChromium(console.log);
  if ('missing' in found) throw new Error(`There is nothing to take pictures with: ${found.missing}.`);
  return await launchChromium(found.path);
}

/** A page in this theme, of this size. */
export async function openPage(browser, theme, { scale, ...viewport }) {
  const page = await browser.newPage({
    viewport,
    deviceScaleFactor: scale,
    colorScheme: theme,
    locale: 'en-GB',
    timezoneId: 'Europe/Paris',
    reducedMotion: 'reduce',
  });
  await page.clock.setFixedTime(AFTERNOON);
  return page;
}

/** A PNG of a part of the page, or of the page itself; nothing is drawn as hovered. `colours`: so many at most, for one with many signs. */
export async function pictureOf(page, part, { colours, ...how } = {}) {
  await page.mouse.move(0, 0);
  await page.waitForFunction(() => [...document.images].every(({ complete }) => complete));
  return palettePng(await part.screenshot({ animations: 'disabled', ...how }), colours);
}

/** Writes one of the pictures. */
export async function keep(name, picture) {
  const path = join(FOLDER, name);
  await writeFile(path, picture);
  console.log(`${path} ${Math.ceil(picture.length / 1024)} KB`);
}
