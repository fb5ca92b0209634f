import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { dayAfter, dayOf, dueSlot, earliest, instant, later, latest, startOf } from '../../approvals/time.ts';
import { NOW } from '../support/builders.ts';

const ms = fc.integer({ min: 0, max: Date.parse('2100-01-01T00:00:00Z') });

test('instants are UTC with milliseconds and sort as strings as they do in time', () => {
  assert.equal(instant(0), '1970-01-01T00:00:00.000Z');
  fc.assert(fc.property(ms, ms, (a, b) => instant(a) < instant(b) === a < b));
});

test('later adds milliseconds, across midnight too', () => {
  assert.equal(later('2026-12-31T23:59:59.999Z', 1), '2027-01-01T00:00:00.000Z');
  assert.equal(later(NOW, -1), '2026-11-21T13:59:59.999Z');
});

test('a due slot is never early, at most five seconds late, and shared by the whole slot', () => {
  fc.assert(
    fc.property(ms, (at) => {
      const slot = Date.parse(dueSlot(at));
      assert.ok(slot >= at && slot - at < 5000 && slot % 5000 === 0);
      assert.equal(dueSlot(slot), instant(slot));
    }),
  );
});

test('earliest and latest pick by time and skip what is absent', () => {
  assert.equal(earliest([]), undefined);
  assert.equal(earliest([undefined]), undefined);
  assert.equal(earliest([later(NOW, 5), undefined, NOW]), NOW);
  assert.equal(latest(NOW, later(NOW, 5)), later(NOW, 5));
  assert.equal(latest(later(NOW, 5), NOW), later(NOW, 5));
});

test('a day is the UTC day', () => {
  assert.equal(dayOf('2026-11-21T23:59:59.999Z'), '2026-11-21');
});

test('the day after another knows the ends of months and years, and begins at midnight UTC', () => {
  assert.deepEqual(['2026-11-21', '2024-02-28', '2026-12-31'].map(dayAfter), [
    '2026-11-22',
    '2024-02-29',
    '2027-01-01',
  ]);
  assert.equal(startOf('2026-11-21'), '2026-11-21T00:00:00.000Z');
});
