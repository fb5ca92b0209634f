import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  createStandings,
  type Here,
  type StandingClaim,
  type StandingEvent,
} from '../../../../cli/audit/verify/standings.ts';

const at = (minute: number): string => `2026-11-22T10:${String(minute).padStart(2, '0')}:00.000Z`;
const ALL = { isHere: () => true, isFlawed: () => false };
/** Paused at 10:10, resumed at 10:30. */
const EVENTS = [
  { type: 'paused', at: at(10), by: 'ada' },
  { type: 'resumed', at: at(30), by: 'noor' },
];

function flawsOf(...claims: (Partial<StandingClaim> & { readonly createdAt: string })[]): readonly string[] {
  const standings = createStandings();
  for (const [nth, claim] of claims.entries())
    standings.claim({ line: nth + 1, id: `req_${nth}` }, { agent: 'a', reached: 0, ...claim });
  standings.tell({ agent: 'a', line: 1, events: EVENTS });
  return standings.flaws(ALL).map(({ id, why }) => `${id} ${why}`);
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

const REPORT = { at: at(10), by: 'bob', memberOf: ['owners', 'leads'] };
const PAUSE: Required<StandingEvent> = {
  type: 'paused',
  at: at(11),
  by: 'bob',
  reported: { request: 'req_0', checkedAt: at(10), memberOf: ['leads', 'owners'] },
};

/** What is found of a pause by a report, behind another event of the standing. */
function reportFlaws(pause: StandingEvent, claim: Partial<StandingClaim> = {}, here: Partial<Here> = {}) {
  const standings = createStandings();
  const asked = { agent: 'a', createdAt: at(5), reached: 1, report: REPORT };
  standings.claim({ line: 1, id: 'req_0' }, { ...asked, ...claim });
  const resumed = { type: 'resumed', at: at(1), by: 'noor' };
  standings.tell({ agent: 'a', line: 4, events: [resumed, pause] });
  return standings.flaws({ ...ALL, ...here });
}

test('a pause by a report is good where its denial is by the same person, of the same agent, and before it', () => {
  assert.deepEqual(reportFlaws(PAUSE), []);
});

test('a pause by a report of a request that is not here, or was found wrong itself, is compared with nothing', () => {
  const elsewhere = { ...PAUSE, by: 'mallory' };
  assert.deepEqual(reportFlaws(elsewhere, {}, { isHere: () => false }), []);
  assert.deepEqual(reportFlaws(elsewhere, {}, { isFlawed: (id) => id === 'req_0' }), []);
});

test('a pause that names a report is found where anything of it is altered, at its line', () => {
  const pauses = fc.constantFrom<Partial<StandingEvent>>(
    { by: 'mallory' },
    // A minute and a half is what clocks may differ.
    { at: at(8) },
    ...[{ checkedAt: at(9) }, { memberOf: ['owners'] }, { memberOf: ['leads', 'owners', 'x'] }].map(
      (other) => ({ reported: { ...PAUSE.reported, ...other } }),
    ),
  );
  const claims = fc.constantFrom<Partial<StandingClaim>>(
    { agent: 'b', reached: 0 },
    { report: { ...REPORT, by: 'eve' } },
    { report: { ...REPORT, at: at(12) } },
    { report: { ...REPORT, memberOf: [] } },
  );
  fc.assert(
    fc.property(fc.option(pauses), fc.option(claims), (pause, claim) => {
      fc.pre(pause !== null || claim !== null);
      const flaws = reportFlaws({ ...PAUSE, ...pause }, claim ?? {});
      const found = flaws.find(({ why }) => /is a pause by the report of req_0, /.test(why));
      assert.deepEqual(found && [found.file, found.line, found.id], ['events.ndjson', 5, 'agent_a']);
    }),
  );
});

test('a pause that names a request which reports nobody is found', () => {
  const standings = createStandings();
  standings.claim({ line: 1, id: 'req_0' }, { agent: 'a', createdAt: at(5), reached: 0 });
  standings.tell({ agent: 'a', line: 1, events: [PAUSE] });
  assert.match(standings.flaws(ALL)[0]?.why ?? '', /reports no such agent/);
});
