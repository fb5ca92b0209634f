import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RawRecord } from '../../../../cli/audit/verify/check-record.ts';
import { pack, unpack } from '../../../../cli/audit/verify/parcel.ts';
import { textOf } from '../../../../cli/audit/verify/raw-lines.ts';

const some = (first: number, ...lines: string[]) => ({
  first,
  lines: lines.map((line) => Buffer.from(line)),
});
const told = (record: RawRecord) => ({
  ...record,
  line: { ...record.line, lines: record.line.lines.map(textOf) },
  events: { ...record.events, lines: record.events.lines.map(textOf) },
  texts: { ...record.texts, lines: record.texts.lines.map(textOf) },
});

const RECORDS: readonly RawRecord[] = [
  {
    kind: 'request',
    id: 'a',
    line: some(1, '{"é":1}'),
    events: some(1, '{}', '', '{"b":2}'),
    texts: some(4, 'x'),
  },
  { kind: 'standing', id: 'b', line: some(2, '{"c":3}'), events: some(4), texts: some(5) },
  { kind: 'log', id: 'c', line: some(7), events: some(5, '{"d":4}'), texts: some(0) },
];

test('records come out of a parcel as they went in, and in memory of their own', () => {
  const parcel = pack(RECORDS);
  const sent = structuredClone(parcel, { transfer: [parcel.bytes.buffer, parcel.ends.buffer] });
  assert.deepEqual(unpack(sent).map(told), RECORDS.map(told));
  assert.equal(parcel.bytes.length, 0);
  assert.deepEqual(unpack(pack([])), []);
});
