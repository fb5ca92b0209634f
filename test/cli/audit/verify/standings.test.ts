import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createStandings, type StandingClaim } from '../../../../cli/audit/verify/standings.ts';

const at = (minute: number): string => `2026-11-22T10:${String(minute).padStart(2, '0')}:00.000Z`;
/** Paused at 10:10, resumed at 10:30. */
const EVENTS = [
  { type: 'paused', at: at(10), by: 'ada' },
  { type: 'resumed', at: at(30), by: 'noor' },
];

function flawsOf(...claims: (Partial<StandingClaim> & { readonly createdAt: string })[]): readonly string[] {
  const standings = createStandings();
  for (const [nth, claim] of claims.entries())
    standings.claim({ line: nth + 1, id: `req_${nth}` }, { agent: 'a', reached: 0, ...claim });
  standings.tell('a', EVENTS);
  return standings.flaws().map(({ id, why }) => `${id} ${why}`);
}

test('what requests say of a standing at their time is good, and of an agent that has none', () => {
  const pause = { seq: 1, at: at(10), by: 'ada' };
  assert.deepEqual(
    flawsOf(
      { createdAt: at(5) },
      { createdAt: at(9), pause },
      { createdAt: at(31), reached: 2 },
      { createdAt: at(20), reached: 1 },
      { createdAt: at(5), agent: 'never-paused' },
    ),
    [],
  );
});

test('a clock that is a minute off is no flaw, one that is two minutes off is', () => {
  assert.deepEqual(flawsOf({ createdAt: at(11) }), []);
  assert.match(
    flawsOf({ createdAt: at(12) })[0] ?? '',
    /req_0 was asked after event 1 of its agent's standing/,
  );
  assert.deepEqual(flawsOf({ createdAt: at(9), reached: 1 }), []);
  assert.match(flawsOf({ createdAt: at(8), reached: 1 })[0] ?? '', /was asked before event 1/);
});

test('of many that say the same, the outermost are looked at', () => {
  const many = [3, 1, 12, 2].map((minute) => ({ createdAt: at(minute) }));
  assert.deepEqual(
    flawsOf(...many).map((flaw) => flaw.split(' ')[0]),
    ['req_2'],
  );
});

test('a pause that the standing does not tell so is found, and a number it does not reach', () => {
  const pause = { seq: 1, at: at(10), by: 'ada' };
  for (const wrong of [
    { ...pause, seq: 2 },
    { ...pause, at: at(11) },
    { ...pause, by: 'mallory' },
  ])
    assert.match(flawsOf({ createdAt: at(9), pause: wrong })[0] ?? '', /is not in its agent's standing/);
  assert.match(flawsOf({ createdAt: at(40), reached: 3 })[0] ?? '', /event 3 .* not there/);
  assert.match(flawsOf({ createdAt: at(40), reached: 1, agent: 'b' })[0] ?? '', /event 1 .* not there/);
});
