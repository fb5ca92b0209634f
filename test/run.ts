// The test command. Runs every compiled test file under dist/test, or those whose path contains one of the words given:
// `npm test -- rules flows`. node:test runs a file in a process of its own; the last line counts what happened.
// The browser tests get a browser first, fetched where none is installed; COUNTERSIGN_NO_BROWSER=1 leaves them out.
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';
import { prepareChromium } from './browser/chromium.ts';

const here = dirname(fileURLToPath(import.meta.url));
const words = process.argv.slice(2);
const isBrowserTest = (file: string) => file.startsWith(join(here, 'browser') + sep);
const asked = readdirSync(here, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.js'))
  .filter(
    (file) => words.length === 0 || words.some((word) => relative('.', join(here, file)).includes(word)),
  )
  .sort()
  .map((file) => join(here, file));
if (asked.length === 0) {
  console.error(`No test file's path contains ${words.join(' or ')}.`);
  process.exit(1);
}
const withoutBrowser = process.env.COUNTERSIGN_NO_BROWSER === '1';
const files = withoutBrowser ? asked.filter((file) => !isBrowserTest(file)) : asked;
if (files.some(isBrowserTest)) {
  // Found once, for all test files.
  const found = await prepareChromium((line) => console.log(line));
  if ('path' in found) process.env.CHROME_PATH = found.path;
  else process.env.COUNTERSIGN_BROWSER_MISSING = found.missing;
}

const count = { passed: 0, failed: 0, skipped: 0 };
/** Milliseconds that each file took. */
const took = new Map<string, number>();
const isFile = (name: string) => name.endsWith('.test.js');
// One more than there are processors: flows wait more than they work.
const concurrency = Math.max(2, availableParallelism()) + 1;
const stream = run({ files, concurrency, timeout: 1_200_000 });
stream.on('test:pass', (event) => {
  if (event.details.type === 'suite' || isFile(event.name)) return;
  if (event.skip === undefined) count.passed++;
  else count.skipped++;
});
stream.on('test:fail', (event) => {
  // A file fails as a test of its own when it cannot be loaded: that must count, a failed suite must not count twice.
  if (event.details.type !== 'suite') count.failed++;
});
stream.on('test:complete', ({ name, details }) => {
  if (isFile(name)) took.set(name, details.duration_ms);
});
stream.on('end', () => {
  // After the reporter's own closing lines.
  setImmediate(() => {
    const left = asked.length - files.length;
    const note = left === 0 ? '' : `; COUNTERSIGN_NO_BROWSER=1 left out ${left} of test/browser`;
    if (words.length === 0 && took.size > 0) console.log(`\nslowest files: ${slowest()}`);
    console.log(`\ntests: ${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped${note}`);
    process.exitCode = count.failed > 0 || (process.env.CI === 'true' && count.skipped > 0) ? 1 : 0;
  });
});
stream.compose(new spec()).pipe(process.stdout);

/** The files that took longest, in seconds: where the next minute is to be found. */
function slowest(): string {
  return [...took]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 12)
    .map(([name, ms]) => `${relative(here, name)} ${Math.round(ms / 1000)} s`)
    .join(', ');
}
