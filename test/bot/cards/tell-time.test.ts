// Times on a card: absolute, in the route's zone, dated only when the day is another.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTellTime, inZone } from '../../../bot/cards/tell-time.ts';

const CREATED = '2026-11-21T14:00:00.000Z';

test('tells a deadline in the route’s zone and in UTC', () => {
  assert.equal(createTellTime('Europe/Paris', CREATED).full('2026-11-21T14:30:00.000Z'), '15:30 (14:30 UTC)');
  assert.equal(createTellTime('UTC', CREATED).full('2026-11-21T14:30:00.000Z'), '14:30 UTC');
});

test('says the date when it is not the day of the request, in each zone', () => {
  const paris = createTellTime('Europe/Paris', CREATED);
  assert.equal(paris.short('2026-11-22T09:05:00.000Z'), '22 Nov 10:05');
  assert.equal(paris.full('2026-11-21T23:30:00.000Z'), '22 Nov 00:30 (21 Nov 23:30 UTC)');
  assert.equal(
    createTellTime('Asia/Kolkata', CREATED).full('2026-11-21T19:00:00.000Z'),
    '22 Nov 00:30 (21 Nov 19:00 UTC)',
  );
});

test('says midnight as 00:00 and follows daylight saving', () => {
  const berlin = createTellTime('Europe/Berlin', '2026-09-10T10:00:00.000Z');
  assert.equal(berlin.short('2026-09-09T22:00:00.000Z'), '00:00');
  assert.equal(berlin.short('2026-12-01T11:00:00.000Z'), '1 Dec 12:00');
});

test('falls back to UTC for a zone nobody knows', () => {
  assert.equal(createTellTime('Mars/Base', CREATED).full('2026-11-21T14:30:00.000Z'), '14:30 UTC');
});

test('tells a time of a list in the route’s zone and in UTC, with the year, and each date where they differ', () => {
  assert.equal(inZone(CREATED, 'Europe/Paris'), '2026-11-21 15:00 (14:00 UTC)');
  assert.equal(inZone('2026-12-31T23:30:00.000Z', 'Europe/Paris'), '2027-01-01 00:30 (2026-12-31 23:30 UTC)');
  assert.equal(inZone(CREATED, 'UTC'), '2026-11-21 14:00 UTC');
  assert.equal(inZone(CREATED, 'Mars/Base'), '2026-11-21 14:00 UTC');
});
