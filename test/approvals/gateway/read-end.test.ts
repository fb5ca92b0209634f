// What the record was told of the end of a call, read back for the card.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CallEnd, outcomeOf, readEnd } from '../../../approvals/gateway/call-end.ts';

const back = (call: CallEnd) => readEnd(outcomeOf(call).detail);

test('a plain end is read back as it was told, and any other is told in its own words', () => {
  for (const status of [200, 302, 404, 502, 599])
    for (const end of ['replied', 'too_long'] as const)
      assert.deepEqual(back({ end, status }), { status: String(status) });
  for (const error of ['no address', 'two\nlines', 'answered 200'])
    assert.deepEqual(back({ end: 'not_sent', error }), { notSent: error });
  assert.equal(back({ end: 'broken', status: 200 }), undefined);
  assert.equal(back({ end: 'silent', error: 'not sent: x' }), undefined);
});
