import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as words from '../../../approvals/end-reason.ts';
import { KEPT_COMMENTS } from '../../../approvals/text/text.ts';

const group = (name: string) => ({ groups: [{ name }] });

test('why a request ended is stored in the very words that older records hold', () => {
  assert.equal(words.allowedBy(['a', 'b']), 'allowed by rule a, b');
  assert.equal(words.deniedBy(['a', 'b']), 'denied by rule a, b');
  assert.equal(words.APPROVAL_REQUIRED, 'an approval is required, and none was presented');
  assert.equal(words.AGENT_PAUSED, 'the agent was paused');
  assert.equal(words.RECORDED_AFTERWARDS, 'recorded after the fact');
  assert.equal(
    words.nobodyLeft([group('owners'), group('leads'), group('owners')]),
    'nobody is left who may approve this: owners, leads',
  );
  assert.equal(
    words.nobodyLeft([{ groups: [] }]),
    'nobody is left who may approve this: the people its rule names',
  );
});

test('a request keeps as many of its newest comments as older records hold', () => {
  assert.equal(KEPT_COMMENTS, 20);
});
