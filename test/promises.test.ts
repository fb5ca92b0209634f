// test/README.md names the test behind each promise: a title that no longer stands in its file is a promise without proof.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const here = new URL('../../test/', import.meta.url);
const table = readFileSync(new URL('README.md', here), 'utf8')
  .split('\n')
  .filter((line) => /^\| \d+ \|/.test(line));

/** Each named file of a row with the titles quoted behind it. */
function proofsIn(row: string): readonly { readonly file: string; readonly titles: readonly string[] }[] {
  return row
    .split(/(?=`[\w/-]+\.(?:test|suite)\.ts`)/)
    .slice(1)
    .map((part) => ({
      file: /^`([^`]+)`/.exec(part)?.[1] ?? '',
      titles: [...part.matchAll(/"([^"]+)"/g)].map((match) => match[1] ?? ''),
    }));
}

test('there is a row for each of the twenty-six invariants', () => {
  const numbers = table.map((row) => Number(/^\| (\d+) \|/.exec(row)?.[1]));
  assert.deepEqual(
    numbers,
    Array.from({ length: 26 }, (_, index) => index + 1),
  );
});

for (const row of table) {
  const number = /^\| (\d+) \|/.exec(row)?.[1];
  if (row.includes('not proven yet')) continue;
  test(`every test named behind invariant ${number} stands in its file`, () => {
    const proofs = proofsIn(row);
    assert.ok(proofs.length > 0, 'names no test');
    for (const { file, titles } of proofs) {
      const url = new URL(file, here);
      assert.ok(existsSync(url), `${file} does not exist`);
      // A title may run over template pieces: quotation marks are written with an escape in the source.
      const source = readFileSync(url, 'utf8').replaceAll("\\'", "'");
      for (const title of titles) assert.ok(source.includes(title), `${file} has no test "${title}"`);
    }
  });
}
