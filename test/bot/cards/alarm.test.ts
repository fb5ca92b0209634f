// What people are told of a report of suspicion, and what administrators are.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ADMINISTRATORS } from '../../../approvals/mark.ts';
import type { CardView } from '../../../approvals/prompt/card-ports.ts';
import type { ApprovalRequest } from '../../../approvals/words.ts';
import { buildCard } from '../../../bot/cards/build-card.ts';
import { summarise } from '../../../bot/cards/summary.ts';
import { ALICE, at, viewOf } from './views.ts';

const reported = { by: ALICE.oid, at: at('15:03'), alert: 'invite-1' };
const told = (change: Partial<ApprovalRequest> = {}, more: Partial<CardView> = {}): string => {
  const view = viewOf('denied-by-person', more, { reported, ...change });
  return [...JSON.stringify(buildCard(view)).matchAll(/"text":"((?:[^"\\]|\\.)*)"/g)]
    .map(([, text]) => text)
    .join('');
};
const admins = (people: number) => ({
  invited: [{ group: { name: ADMINISTRATORS, id: 'g' }, people }],
});

test('an administrator’s card is an alarm: who reported which agent, and what to do now', () => {
  const view = { toldAs: { group: ADMINISTRATORS } };
  assert.match(
    told(admins(2), view),
    /^✕ {2}Denied and reported as suspicious.*Reported as suspicious by Alice Aho: the agent nightly-etl was stopped at 16:03\.What now: “history nightly-etl”.*an administrator who did not report it lets it go on with “resume nightly-etl”\./,
  );
  assert.doesNotMatch(told(admins(2)), /What now: “history/, 'others get no orders');
  assert.match(
    summarise(viewOf('denied-by-person', view, { reported })),
    /^Denied and reported as suspicious: /,
  );
});

test('a report after a denial is told once, and not as the denial that it was not', () => {
  const late = { person: ALICE, groups: ['g'] };
  const card = JSON.stringify(buildCard(viewOf('denied-by-person', {}, { reported: { ...reported, late } })));
  assert.equal(card.match(/by .{0,200}Alice Aho.{0,200}after the end: the agent was stopped/g)?.length, 1);
  assert.doesNotMatch(card, /"text":"as suspicious: /);
  assert.doesNotMatch(
    summarise(viewOf('denied-by-person', {}, { reported: { ...reported, late } })),
    /^Denied and reported/,
  );
});

test('of a report after the end every card tells who reported it when, beside what was decided', () => {
  const late = { person: ALICE, groups: ['g'], text: 'words' };
  const view = viewOf(
    'approved-unused',
    { texts: { words: 'Nobody ordered this.' } },
    { reported: { ...reported, late } },
  );
  const card = JSON.stringify(buildCard(view));
  assert.match(card, /Approved, not used yet; reported as suspicious/);
  assert.match(
    card,
    /as suspicious by .*Alice Aho.*, 16:03, after the end: the agent was stopped.*Nobody ordered this\./,
  );
  assert.match(summarise(view), /^Approved, not used yet; reported as suspicious: /);
  const alarm = viewOf(
    'approved-unused',
    { toldAs: { group: ADMINISTRATORS } },
    { reported: { ...reported, late } },
  );
  assert.match(
    JSON.stringify(buildCard(alarm)),
    /Reported as suspicious by .*Alice Aho.*What now: “history /,
  );
});

test('says that administrators are told only of those who can be, and the same whenever it is told', () => {
  assert.match(told(), /the agent is stopped; administrators who have Countersign in Teams are told/);
  assert.equal(
    told(),
    told(admins(0)),
    'who was found to be told raises no revision: no card may depend on it',
  );
});
