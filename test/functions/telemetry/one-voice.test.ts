// That nothing goes by telemetry, and nothing of it is lost on the way: what the host is told to keep, and who may speak.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const root = new URL('../../../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const { logging } = JSON.parse(read('host.json'));
const levels: Readonly<Record<string, string>> = logging.logLevel;
/** The level of a category: that of the longest rule it begins with. */
const levelOf = (category: string): string =>
  Object.entries(levels)
    .filter(([rule]) => rule !== 'default' && category.startsWith(rule))
    .sort(([a], [b]) => b.length - a.length)[0]?.[1] ??
  levels.default ??
  '';
const functions = [
  ...read('functions/index.ts').matchAll(/\bapp\.(?:get|post|storageQueue|timer)\(\s*'(\w+)'/g),
].map(([, name]) => name ?? '');

test('the lines of every door are kept, and what the host says of the busiest is not', () => {
  assert.ok(functions.includes('submitRequest') && functions.includes('sweepDue') && functions.length > 20);
  for (const name of functions) assert.equal(levelOf(`Function.${name}.User`), 'Information', name);
  for (const name of ['sweepDue', 'purgeOld', 'doWork']) assert.equal(levelOf(`Function.${name}`), 'Warning');
  assert.equal(levelOf('Microsoft.AspNetCore'), 'Warning');
  assert.equal(levelOf('Host.Results'), 'Information', 'the table `requests` is filled by it');
});

test('a rule for a function names one that there is', () => {
  for (const rule of Object.keys(levels)) {
    const [, name] = /^Function\.(\w+)/.exec(rule) ?? [];
    assert.ok(name === undefined || functions.includes(name), rule);
  }
});

test('no line is sampled away', () => {
  const { isEnabled, excludedTypes } = logging.applicationInsights.samplingSettings;
  const kept = String(excludedTypes).split(';');
  assert.ok(!isEnabled || ['Trace', 'Exception', 'Request'].every((type) => kept.includes(type)));
});

test('no door logs by itself: the log of a call is touched by telemetry alone', () => {
  const folder = new URL('functions/', root);
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts') && !path.startsWith('pages/browser/'));
  for (const path of sources) {
    if (path === 'telemetry/telemetry.ts') continue;
    assert.doesNotMatch(read(`functions/${path}`), /\bcontext\.(?:log|info|warn|error|debug|trace)\(/, path);
  }
});

const source = read('functions/telemetry/line.ts');
const events = [...(/export type LineEvent =([^;]*);/.exec(source)?.[1] ?? '').matchAll(/'(\w+)'/g)].map(
  ([, name]) => name ?? '',
);
const members = [
  ...(/const MEMBERS = \{([\s\S]*?)\n\} as const/.exec(source)?.[1] ?? '').matchAll(/^ {2}(\w+)/gm),
].map(([, name]) => name ?? '');

test('the page names every line and every member', () => {
  const page = read('docs/telemetry.md');
  assert.ok(events.length > 20 && members.length > 20);
  for (const name of [...events, ...members]) assert.ok(page.includes(`\`${name}\``), name);
});

test('alert rules and queries ask for lines and members that there are', () => {
  for (const path of ['infra/alerts.bicep', 'docs/telemetry.md']) {
    const text = read(path);
    for (const [, name = ''] of text.matchAll(/o\.event == "(\w+)"/g)) assert.ok(events.includes(name), name);
    for (const [, name = ''] of text.matchAll(/\bo\.(\w+)/g)) {
      assert.ok(name === 'event' || members.includes(name), `${path}: ${name}`);
    }
  }
});
