import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  counted,
  freeAt,
  OF_A_CONVERSATION,
  OF_A_TENANT,
  type Pace,
  paused,
} from '../../../approvals/pace/pace.ts';
import { createLimits } from '../../../local/teams/connector/limits.ts';

const START = Date.parse('2026-11-22T12:00:00.000Z');
const SEND = ['v3', 'conversations', '19:data-approvals@thread.tacv2', 'activities'];

/** Sends as soon as it may, so often; gives the times. */
function send(times: number, urgent: boolean, limits = OF_A_CONVERSATION, from = START): readonly number[] {
  let pace: Pace | undefined;
  let now = from;
  return Array.from({ length: times }, () => {
    now = freeAt(pace, limits, urgent, now);
    pace = counted(pace, now);
    return now;
  });
}

test('what is sent as soon as it may be is within every limit of Teams, for an hour and more', () => {
  let now = START;
  const teams = createLimits(true, () => now);
  const times = send(2000, true);
  for (const at of times) {
    now = at;
    assert.equal(teams.refuse('POST', SEND), undefined, `send at ${at - START} ms`);
  }
  assert.ok((times.at(-1) ?? 0) - START > 3_600_000);
});

test('sends that are up to two seconds on their way are still within the limits, whatever their order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 2000 }), { minLength: 300, maxLength: 300 }), (late) => {
      let now = START;
      const teams = createLimits(true, () => now);
      const arrivals = send(300, true).map((at, n) => at + (late[n] ?? 0));
      for (const at of arrivals.toSorted((a, b) => a - b)) {
        now = at;
        assert.equal(teams.refuse('PUT', [...SEND, 'id']), undefined);
      }
    }),
    { numRuns: 50 },
  );
});

test('a line moves as fast as without that margin: it is the half minute that holds it up', () => {
  const byHalfMinutes = OF_A_CONVERSATION.filter(({ windowMs }) => windowMs >= 30_000);
  const [last, alone] = [send(600, true).at(-1) ?? 0, send(600, true, byHalfMinutes).at(-1) ?? 0];
  assert.ok(last - alone < 30_000, `${last - alone} ms later`);
});

test('new cards leave a third of each limit to what people wait for', () => {
  let pace: Pace | undefined;
  for (const at of send(5, false)) pace = counted(pace, at);
  const [last] = [pace?.recent.at(-1) ?? 0];
  assert.ok(freeAt(pace, OF_A_CONVERSATION, false, last) > last);
  assert.equal(freeAt(pace, OF_A_CONVERSATION, true, last), last);
  const many = send(100, false);
  assert.equal(many.filter((at) => at < START + 32_000).length, 40);
});

test('the tenant takes thirty a second, of which twenty are new cards', () => {
  assert.equal(send(31, true, OF_A_TENANT).filter((at) => at === START).length, 30);
  assert.equal(send(31, false, OF_A_TENANT).filter((at) => at === START).length, 20);
});

test('while Teams asks for a pause nothing goes, and a shorter pause does not end a longer one', () => {
  const pace = paused(paused(undefined, START + 5000), START + 2000);
  assert.equal(freeAt(pace, OF_A_CONVERSATION, true, START), START + 5000);
  assert.equal(freeAt(counted(pace, START + 6000), OF_A_CONVERSATION, true, START + 6000), START + 6000);
});
