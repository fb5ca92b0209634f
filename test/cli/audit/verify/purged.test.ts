// What retention removed is no excuse: only an event of the chain lets content be missing, and what an event removed may not be there.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verifyPackage } from '../../../../cli/audit/verify/verify-package.ts';
import { aPackage, type Files, signPackage, writePackage } from '../../../support/a-package.ts';
import { createPopulation } from '../../../support/a-population.ts';

type Line = Record<string, unknown> & { readonly id: string };
const population = await createPopulation();
const GOOD = await aPackage(population);
const requests = (GOOD['requests.ndjson'] ?? '')
  .split('\n')
  .slice(0, -1)
  .map((line): Line => JSON.parse(line));
const gone = requests.find((each) => each.purged !== undefined);
const there = requests.find(
  (each) => each.purged === undefined && each.status === 'denied' && 'intent' in each,
);
const REMOVAL = { at: '2026-11-22T12:00:00.000Z', policyVersion: 'a'.repeat(64) };

/** What is found first once this request's line is another, signed by the deployment's own key. */
async function foundWith(id: string | undefined, change: (line: Line) => object, more: Files = {}) {
  const lines = requests.map((line) => JSON.stringify(line.id === id ? sorted(change(line)) : sorted(line)));
  const files = { ...GOOD, ...more, 'requests.ndjson': lines.map((line) => `${line}\n`).join('') };
  const { folder, remove } = writePackage(await signPackage(files, population.signingKey));
  try {
    return (await verifyPackage(folder, {})).findings.map(({ file, why }) => `${file}: ${why}`).join('\n');
  } finally {
    remove();
  }
}

/** Members in the order of the RFC 8785 form. */
const sorted = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sorted)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([name, each]) => [name, sorted(each)]),
        )
      : value;

test('the lines written anew as they are are good', async () => {
  assert.equal(await foundWith(undefined, (line) => line), '');
});

test('an intent that was taken out as if removed, with no event that says so, is found', async () => {
  const taken = ({ intent: _intent, ...line }: Line) => ({ ...line, intent_left_out: { because: 'purged' } });
  assert.match(
    await foundWith(there?.id, taken),
    /requests\.ndjson: has lost its intent, and no event says why/,
  );
  const told = (line: Line) => ({ ...taken(line), purged: { parameters: REMOVAL } });
  assert.match(await foundWith(there?.id, told), /requests\.ndjson: says purged /);
});

test('a removal that the line keeps quiet about, or tells otherwise, is found', async () => {
  assert.match(
    await foundWith(gone?.id, ({ purged: _purged, ...line }) => line),
    /requests\.ndjson: says purged nothing/,
  );
  assert.match(
    await foundWith(gone?.id, (line) => ({ ...line, purged: { parameters: REMOVAL } })),
    /requests\.ndjson: says purged /,
  );
});

test('content of a request whose content an event removed is found', async () => {
  const intent = there?.intent;
  const shown = ({ intent_left_out: _left, ...line }: Line) => ({ ...line, intent });
  assert.match(await foundWith(gone?.id, shown), /tells its intent, which an event says was removed/);
});
