// What retention removed is no excuse: only an event of the chain lets content be missing, and what an event removed may not be there.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linesOf, rowsOf, signPackage } from '../../../support/a-package.ts';
import { firstFlaw, GOOD, key } from './support/good-package.ts';

type Line = ReturnType<typeof rowsOf>[number];
const requests = rowsOf(GOOD['requests.ndjson']);
const gone = requests.find((each) => each.purged !== undefined);
const there = requests.find(
  (each) => each.purged === undefined && each.status === 'denied' && 'intent' in each,
);
const REMOVAL = { at: '2026-11-22T12:00:00.000Z', policyVersion: 'a'.repeat(64) };

/** What is found first once this request's line is another, signed by the deployment's own key. */
async function foundWith(id: unknown, change: (line: Line) => object) {
  const lines = linesOf(requests.map((line) => (line.id === id ? change(line) : line)));
  const { first } = await firstFlaw(await signPackage({ ...GOOD, 'requests.ndjson': lines }, key));
  return first;
}

test('the lines written anew as they are are good', async () => {
  assert.equal(await foundWith(there?.id, (line) => line), '');
});

test('an intent that was taken out as if removed, with no event that says so, is found', async () => {
  const taken = ({ intent: _intent, ...line }: Line) => ({ ...line, intent_left_out: { because: 'purged' } });
  assert.match(
    await foundWith(there?.id, taken),
    /requests\.ndjson \S+ has lost its intent, and no event says why/,
  );
  const told = (line: Line) => ({ ...taken(line), purged: { parameters: REMOVAL } });
  assert.match(await foundWith(there?.id, told), /requests\.ndjson \S+ says purged /);
});

test('a removal that the line keeps quiet about, or tells otherwise, is found', async () => {
  assert.match(
    await foundWith(gone?.id, ({ purged: _purged, ...line }) => line),
    /requests\.ndjson \S+ says purged nothing/,
  );
  assert.match(
    await foundWith(gone?.id, (line) => ({ ...line, purged: { parameters: REMOVAL } })),
    /requests\.ndjson \S+ says purged /,
  );
});

test('content of a request whose content an event removed is found', async () => {
  const intent = there?.intent;
  const shown = ({ intent_left_out: _left, ...line }: Line) => ({ ...line, intent });
  assert.match(await foundWith(gone?.id, shown), /tells its intent, which an event says was removed/);
});
