import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outcomeOf } from '../../../approvals/gateway/call-end.ts';

test('an answer succeeded or failed by its status; a redirect and a word between two servers leave it unknown', () => {
  const results = {
    succeeded: [200, 204, 299, 304],
    failed: [101, 400, 404, 409, 500, 503, 599, 600],
    unknown: [300, 301, 307, 399, 502, 504],
  } as const;
  for (const [result, statuses] of Object.entries(results))
    for (const status of statuses)
      for (const end of ['replied', 'too_long'] as const)
        assert.deepEqual(outcomeOf({ end, status }), { result, detail: `answered ${status}` });
});

test('only what never left this machine has failed for sure; whatever went out without a whole answer is unknown', () => {
  assert.deepEqual(outcomeOf({ end: 'not_sent', error: 'why' }), {
    result: 'failed',
    detail: 'not sent: why',
  });
  assert.deepEqual(outcomeOf({ end: 'silent', error: 'why' }), {
    result: 'unknown',
    detail: 'sent, no answer: why',
  });
  assert.deepEqual(outcomeOf({ end: 'broken', status: 200 }), {
    result: 'unknown',
    detail: 'answered 200, and the answer broke off',
  });
});
