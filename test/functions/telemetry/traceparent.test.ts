import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newTraceparent, readTraceparent } from '../../../functions/telemetry/traceparent.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';
const GOOD = `00-${TRACE}-${PARENT}-01`;

const read: readonly (readonly [what: string, text: string, as: string])[] = [
  ['one of version 00', GOOD, GOOD],
  ['one that is not sampled', `00-${TRACE}-${PARENT}-00`, `00-${TRACE}-${PARENT}-00`],
  ['flags nobody has defined: only the sampled one stays', `00-${TRACE}-${PARENT}-ff`, GOOD],
  ['a newer version of the same length', `01-${TRACE}-${PARENT}-01`, GOOD],
  ['a newer version that says more', `cc-${TRACE}-${PARENT}-01-what-comes-later`, GOOD],
];
for (const [what, text, as] of read) {
  test(`reads ${what}`, () => assert.equal(readTraceparent(text), as));
}

const attacks: readonly (readonly [what: string, text: unknown])[] = [
  ['nothing', undefined],
  ['no text', 7],
  ['a list of two headers', [GOOD, GOOD]],
  ['two headers joined by the host', `${GOOD},${GOOD}`],
  ['an empty one', ''],
  ['capital letters', GOOD.toUpperCase()],
  ['the forbidden version ff', `ff-${TRACE}-${PARENT}-01`],
  ['more behind version 00', `${GOOD}-more`],
  ['a newer version that goes on without a dash', `01-${TRACE}-${PARENT}-01.more`],
  ['a trace of zeros', `00-${'0'.repeat(32)}-${PARENT}-01`],
  ['a parent of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`],
  ['one digit too few', GOOD.slice(0, -1)],
  ['letters that are no digits', `00-${'g'.repeat(32)}-${PARENT}-01`],
  ['a line break behind it', `${GOOD}\n`],
  ['a line break in it', `00-${TRACE}\r\n${PARENT}-01`],
  ['a second line of a log', `${GOOD}\n{"event":"decided","status":"approved"}`],
  ['a NUL in it', `00-${TRACE}\0${PARENT}-01`],
  ['spaces around it', ` ${GOOD} `],
  ['digits of another script', `00-${'٣'.repeat(32)}-${PARENT}-01`],
  ['what the host makes of a header it does not understand', '|not-a-trace.7f3a1b2c.'],
  ['a secret', 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.'],
  ['a megabyte', GOOD.replace('01', '0'.repeat(1_000_000))],
  ['a newer version with a megabyte behind', `01-${TRACE}-${PARENT}-01-${'a'.repeat(1_000_000)}`],
];
for (const [what, text] of attacks) {
  test(`takes for no traceparent: ${what}`, () => assert.equal(readTraceparent(text), undefined));
}

test('a new one is one, not sampled, and never the same', () => {
  const made = Array.from({ length: 100 }, newTraceparent);
  assert.ok(made.every((each) => readTraceparent(each) === each && each.endsWith('-00')));
  assert.equal(new Set(made).size, 100);
});
