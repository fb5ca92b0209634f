// Escalations and reminders offline: who was let in by one that no policy asks for, or before its time, could have approved.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkDecision } from '../../../../approvals/audit/check/check-decision.ts';
import { replay } from '../../../../approvals/audit/check/replay.ts';
import { isFlawed, readEvent, type Told } from '../../../../approvals/audit/check/told.ts';
import { decide } from '../../../../approvals/decision/decide.ts';
import { urge } from '../../../../approvals/lapse/urge.ts';
import { later } from '../../../../approvals/time.ts';
import type { ApprovalRequest, ChainEvent } from '../../../../approvals/words.ts';
import { GROUPS, PEOPLE } from '../../../../local/directory.ts';
import { aPerson, aVerdict, MINUTE_MS, NOW } from '../../../support/builders.ts';
import { createStage } from '../../../support/stage.ts';

const SRE = { name: 'sre-leads', id: GROUPS.sreLeads };
const TEN = 10 * MINUTE_MS;

/** Reminded, escalated, then approved by Sam, whom the escalation added. */
async function aRecord(): Promise<{ request: ApprovalRequest; events: readonly ChainEvent[] }> {
  const escalations = [{ afterMs: TEN, notify: [], groups: [SRE], adds: { groups: [SRE], people: [] } }];
  const stage = await createStage({ verdict: aVerdict({ remindEveryMs: TEN, escalations }) });
  stage.advance(TEN);
  await urge(stage.desk, stage.id);
  assert.ok(
    (await decide(stage.desk, stage.id, { person: aPerson('sam'), choice: 'approve', via: 'teams' })).ok,
  );
  return { request: stage.request(), events: stage.events() };
}

/** What an offline check says of it. */
function flawOf({ request, events }: Awaited<ReturnType<typeof aRecord>>): string | undefined {
  const told: Told[] = [];
  for (const event of events) {
    const read = readEvent(event);
    if (isFlawed(read)) return read.why;
    told.push(read);
  }
  const state = replay(told);
  if (isFlawed(state)) return state.why;
  const { tenant, createdAt, expiresAt, verdict } = request;
  return checkDecision(told, state, { tenant, createdAt, expiresAt, verdict, barred: [PEOPLE.dana] })?.why;
}

type Bend = (event: ChainEvent) => ChainEvent;
const facts =
  (type: ChainEvent['type'], change: object): Bend =>
  (event) =>
    event.type === type ? { ...event, facts: { ...event.facts, ...change } } : event;
const moved =
  (type: ChainEvent['type'], at: string): Bend =>
  (event) =>
    event.type === type ? { ...event, at } : event;

test('what was recorded when it was due is without a flaw', async () => {
  const record = await aRecord();
  assert.deepEqual(
    record.events.map(({ type }) => type),
    ['requested', 'escalated', 'reminded', 'voted', 'approved'],
  );
  assert.equal(flawOf(record), undefined);
});

const ALL_IN = { groups: [SRE, { name: 'everybody', id: GROUPS.admins }], people: [] };
const cases: readonly (readonly [what: string, bend: Bend, why: RegExp])[] = [
  ['adds others than the policy says', facts('escalated', { added: ALL_IN }), /tells or adds others/],
  [
    'tells others than the policy says',
    facts('escalated', { tell: { routes: ['x'], groups: [] } }),
    /tells or adds others/,
  ],
  ['came before its time', moved('escalated', later(NOW, TEN - 1)), /escalation 1, before its time/],
  [
    'says that it was early, and was not',
    facts('escalated', { because: 'nobody_reached' }),
    /in time, and says/,
  ],
  ['is counted wrongly', facts('escalated', { n: 2 }), /is number 2 of its kind, and the next is 1/],
  ['is told with a fact nobody knows', facts('escalated', { lowers: 1 }), /facts this version does not know/],
  ['came at the end', moved('escalated', later(NOW, 30 * MINUTE_MS)), /it was open until/],
];
for (const [what, bend, why] of cases) {
  test(`an escalation that ${what} is found`, async () => {
    const { request, events } = await aRecord();
    assert.match(flawOf({ request, events: events.map(bend) }) ?? '', why);
  });
}

test('an escalation by a person is found, and so is one that no policy asks for', async () => {
  const { request, events } = await aRecord();
  const byPerson = events.map((event) =>
    event.type === 'escalated' ? { ...event, actor: { kind: 'person', id: PEOPLE.sam } as const } : event,
  );
  assert.match(flawOf({ request, events: byPerson }) ?? '', /only time escalates/);
  const { escalations: _none, ...verdict } = request.verdict;
  assert.match(
    flawOf({ request: { ...request, verdict }, events }) ?? '',
    /which its policy does not ask for/,
  );
});

test('a vote of somebody who was added is found where the escalation is not there, or came later', async () => {
  const { request, events } = await aRecord();
  const [requested, escalated, reminded, ...rest] = events;
  assert.ok(requested && escalated && reminded);
  const without = [requested, reminded, ...rest];
  assert.match(
    flawOf({ request, events: without }) ?? '',
    /was judged by other groups than its policy names/,
  );
  const [voted, approved] = rest;
  assert.ok(voted && approved);
  const after = [requested, reminded, voted, escalated, approved];
  assert.match(flawOf({ request, events: after }) ?? '', /was judged by other groups than its policy names/);
});

test('a reminder before its time is found, a second one in the same turn, and one that no policy asks for', async () => {
  const { request, events } = await aRecord();
  assert.match(
    flawOf({ request, events: events.map(moved('reminded', later(NOW, TEN - 1))) }) ?? '',
    /before its time/,
  );
  const [requested, escalated, reminded, ...rest] = events;
  assert.ok(requested && escalated && reminded);
  const again = { ...reminded, facts: { n: 2 } };
  const twice = [requested, escalated, reminded, again, ...rest];
  assert.match(flawOf({ request, events: twice }) ?? '', /is reminder 2, before its time/);
  const { remindEveryMs: _none, ...verdict } = request.verdict;
  assert.match(flawOf({ request: { ...request, verdict }, events }) ?? '', /asks for no reminder/);
});

test('an escalation that came early after another is found', async () => {
  const { request, events } = await aRecord();
  const [requested, escalated, ...rest] = events;
  assert.ok(requested && escalated);
  const [first] = request.verdict.escalations ?? [];
  assert.ok(first);
  const verdict = { ...request.verdict, escalations: [first, { ...first, afterMs: 2 * TEN }] };
  const early = { ...escalated, facts: { ...escalated.facts, n: 2, because: 'nobody_reached' } };
  const flaw = flawOf({ request: { ...request, verdict }, events: [requested, escalated, early, ...rest] });
  assert.match(flaw ?? '', /is escalation 2, before its time/);
});
