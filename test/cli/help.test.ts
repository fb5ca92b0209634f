// Every help of the command, as it is told: it reads well in a terminal of 80 columns.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';

const cli = new URL('../../cli/', import.meta.url);
const files = readdirSync(cli, { recursive: true, encoding: 'utf8' }).filter((name) =>
  /(^|[\\/])help\.js$/.test(name),
);

test('there is a help of the command and of nearly each of its commands', () => {
  assert.ok(files.length >= 10, files.join());
});

for (const file of files)
  test(`what ${file} tells fits into 80 columns`, async () => {
    const told = Object.values(await import(new URL(file.replaceAll('\\', '/'), cli).href)).flatMap(
      (value) => (typeof value === 'object' && value !== null ? Object.values(value) : [value]),
    );
    const texts = told.filter((each) => typeof each === 'string');
    assert.ok(texts.length > 0);
    for (const line of texts.join('\n').split('\n')) assert.ok(line.length <= 80, line);
  });
