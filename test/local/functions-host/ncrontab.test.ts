import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSchedule } from '../../../local/functions-host/ncrontab.ts';

const next = (expression: string, after = '2026-03-04T05:06:07.500Z') =>
  parseSchedule(expression).next(new Date(after))?.toISOString().replace('.000Z', '');

test('schedules give the next moment in UTC, seconds first, five fields at second 0', () => {
  assert.equal(next('* * * * * *'), '2026-03-04T05:06:08');
  assert.equal(next('*/15 * * * * *'), '2026-03-04T05:06:15');
  assert.equal(next('*/15 * * * * *', '2026-03-04T05:06:15.000Z'), '2026-03-04T05:06:30');
  assert.equal(next('0 */5 * * * *'), '2026-03-04T05:10:00');
  assert.equal(next('*/5 * * * *'), '2026-03-04T05:10:00');
  assert.equal(next('0 30 9 * * *'), '2026-03-04T09:30:00');
  assert.equal(next('0 30 4 * * *'), '2026-03-05T04:30:00');
  assert.equal(next('0 0 0 1 1 *'), '2027-01-01T00:00:00');
});

test('names are read by their first letters, in short and in full', () => {
  assert.equal(next('0 0 0 * Dec Mon'), '2026-12-07T00:00:00');
  assert.equal(next('0 0 0 * december MONDAY'), '2026-12-07T00:00:00');
  assert.equal(next('0 30 9 * * Mon-Fri', '2026-03-06T10:00:00Z'), '2026-03-09T09:30:00');
});

test('day of month and day of week must both hold', () => {
  assert.equal(next('0 0 0 13 * 5'), '2026-03-13T00:00:00');
  assert.equal(next('0 0 0 13 * 5', '2026-03-13T00:00:00Z'), '2026-11-13T00:00:00');
});

test('a start with a step runs to the end, and a reversed range is swapped', () => {
  assert.equal(next('5/20 * * * * *', '2026-03-04T05:06:25Z'), '2026-03-04T05:06:45');
  assert.equal(next('5/20 * * * * *', '2026-03-04T05:06:45Z'), '2026-03-04T05:07:05');
  assert.equal(next('0 0 22-2 * * *'), '2026-03-04T06:00:00');
  assert.equal(next('0 0 22-2 * * *', '2026-03-04T22:00:00Z'), '2026-03-05T02:00:00');
  assert.equal(next('0 10-20/5,50 * * * *', '2026-03-04T05:20:00Z'), '2026-03-04T05:50:00');
});

test('a leap day is found years ahead, an impossible day never', () => {
  assert.equal(next('0 0 0 29 2 *'), '2028-02-29T00:00:00');
  assert.equal(next('0 0 0 30 2 *'), undefined);
});

test('what NCrontab refuses is refused, naming the field', () => {
  assert.throws(() => parseSchedule('0 0 0 * * 7'), /"7" is no weekday \(0-6\)/);
  assert.throws(() => parseSchedule('0 0 24 * * *'), /"24" is no hour/);
  assert.throws(() => parseSchedule('*/0 * * * * *'), /is no second/);
  assert.throws(() => parseSchedule('0 0 0 0 * *'), /"0" is no day/);
  assert.throws(() => parseSchedule('0 0 0 * nope *'), /"nope" is no month/);
  assert.throws(() => parseSchedule('* * * *'), /needs six fields/);
  assert.throws(() => parseSchedule('00:00:05'), /needs six fields/);
});
