// What a test card has come to: each end told, each broken one with its cure, and nothing while there is something to wait for.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judge } from '../../../../cli/doctor/test-card/judge.ts';
import { announced, progressOf } from '../../../../cli/doctor/test-card/words.ts';

const prompt = (state: string, current = false, error?: string) => ({
  route: 'data-approvals',
  state,
  current,
  error,
});
const trial = (change: object = {}) => ({
  id: 'req_1',
  status: 'waiting',
  created_at: '2026-11-21T14:00:00.000Z',
  expires_at: '2026-11-21T14:10:00.000Z',
  prompts: [prompt('waiting')],
  ...change,
});
const decided = { by: { name: 'Alice\u001b[31m Aho' }, decision: 'deny', at: '2026-11-21T14:00:07.400Z' };

const ENDS: readonly (readonly [string, object, RegExp])[] = [
  [
    'nobody pressed',
    { status: 'expired', prompts: [prompt('delivered', true)] },
    /^failed nobody pressed a button in time/,
  ],
  ['it expired and never came', { status: 'expired' }, /^failed no card came: data-approvals waiting/],
  [
    'nobody was left',
    { status: 'failed', reason: 'nobody is left who may approve this: data-owners' },
    /^failed it ended as failed: nobody is left/,
  ],
  [
    'the card was given up',
    { prompts: [prompt('dead', false, 'Teams answered 403.')] },
    /^failed no card came: data-approvals dead \(Teams answered 403\.\)/,
  ],
];
for (const [what, state, expected] of ENDS) {
  test(`it is over when ${what}`, () => {
    const found = judge(trial(state));
    assert.match(`${found?.state} ${found?.says}`, expected);
    assert.ok((found?.cure ?? '').length > 20);
  });
}

for (const [what, state] of [
  ['the card is on its way', {}],
  ['one of two routes was given up', { prompts: [prompt('dead'), prompt('waiting')] }],
  ['somebody pressed and a card still shows it open', { decided, prompts: [prompt('delivered')] }],
] as const) {
  test(`it is not over while ${what}`, () => assert.equal(judge(trial(state)), undefined));
}

test('is ok only when every card shows the answer', () => {
  const shown = { decided, prompts: [prompt('delivered', true), prompt('delivered', true)] };
  assert.equal(judge(trial(shown))?.state, 'ok');
});

test('tells how much time is left and how the card stands, without what could steer a terminal', () => {
  const nowMs = Date.parse('2026-11-21T14:01:05.000Z');
  assert.equal(progressOf(trial(), nowMs), '8:55 left; the card: data-approvals waiting');
  assert.match(announced(trial()), /^A test card goes to data-approvals\. .* within 10 minutes\./);
  const told = progressOf(trial({ decided }), nowMs);
  assert.match(told, /^“Alice.* Aho” pressed deny after 7 s; waiting/);
  assert.ok(!told.includes(String.fromCharCode(27)));
});
