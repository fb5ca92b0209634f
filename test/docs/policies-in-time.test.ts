// What the worked policies promise beyond the moment of asking: who is demanded at an hour is asked also of what was asked before it and
// runs in it, and nobody whom an escalation adds can take the place of somebody who was asked for.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parsePolicy } from '../../approvals/policy/file/file.ts';
import type { Policy } from '../../approvals/policy/policy.ts';
import type { Verdict } from '../../approvals/verdict.ts';
import { type PlacedCase, readCases } from '../../cli/policy/cases/case-file.ts';
import { judgeCase } from '../../cli/policy/cases/judge-case.ts';

const FOLDER = 'docs/policies';
const HOUR = 3_600_000;
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const paris = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Paris',
  weekday: 'short',
  day: 'numeric',
  hour: 'numeric',
  hourCycle: 'h23',
});

interface Clock {
  readonly day: number;
  readonly date: number;
  readonly hour: number;
}

/** Policy, a word of the case that asks, when somebody is demanded, and whether they are asked. */
const DEMANDS: readonly (readonly [
  file: string,
  asking: string,
  when: (clock: Clock) => boolean,
  isAsked: (verdict: Verdict, policy: Policy) => boolean,
])[] = [
  [
    'deploy.yaml',
    'a release in working hours takes a release manager',
    ({ day, hour }) => hour < 8 || hour >= 18 || day === 0 || day === 6,
    (verdict, policy) => seatsOf(verdict, policy, 'sre-leads') > 0,
  ],
  [
    'freeze.yaml',
    'on a Tuesday a release takes a release manager',
    ({ day, hour }) => (day === 5 && hour >= 14) || day === 6 || day === 0,
    (verdict, policy) => seatsOf(verdict, policy, 'sre-leads') > 0,
  ],
  [
    'freeze.yaml',
    'the ledger takes two while the books are closed',
    ({ date }) => date >= 28 || date <= 3,
    (verdict, policy) => seatsOf(verdict, policy, 'release-managers') > 1,
  ],
];

for (const [file, name, when, isAsked] of DEMANDS)
  test(`${file}, "${name}": nothing that is asked before an hour runs in it without whom it demands`, () => {
    const { policy, cases } = load(`${FOLDER}/${file}`);
    const asked = cases.find((each) => each.name === name);
    assert.ok(asked !== undefined, name);
    // Each hour of two weeks, in its last second; the month ends and begins.
    for (let at = Date.parse('2027-02-22T00:59:59Z'); at < Date.parse('2027-03-08T00:00:00Z'); at += HOUR) {
      const now = new Date(at).toISOString();
      const { verdict } = judgeCase(policy, { ...asked, now });
      assert.ok(verdict !== undefined, now);
      if (verdict.effect === 'deny' || isAsked(verdict, policy)) continue;
      const last = at + verdict.expiresInMs + verdict.grantForMs;
      const late = [at, last].find((each) => when(clockAt(each)));
      assert.equal(late, undefined, `asked ${now}, it may run until ${new Date(last).toISOString()}`);
    }
  });

for (const file of ['countersign.yaml', ...readdirSync(FOLDER).map((name) => `${FOLDER}/${name}`)])
  if (!file.includes('.test.'))
    test(`${file}: whoever an escalation adds fills the only seat, never one of several`, () => {
      const { policy, cases } = load(file);
      for (const each of cases) {
        const verdict = judgeCase(policy, each).verdict;
        if (verdict?.escalations?.some(({ adds }) => adds !== undefined) !== true) continue;
        const seats = verdict.requirements.reduce((sum, { count }) => sum + count, 0);
        assert.equal(seats, 1, each.name);
      }
    });

function load(file: string): { readonly policy: Policy; readonly cases: readonly PlacedCase[] } {
  const parsed = parsePolicy(readFileSync(file, 'utf8'));
  assert.ok(parsed.ok, JSON.stringify(parsed));
  const read = readCases(readFileSync(file.replace('.yaml', '.test.yaml'), 'utf8'), parsed.policy);
  assert.ok(read.ok, JSON.stringify(read));
  return { policy: parsed.policy, cases: read.cases };
}

/** How many seats are this group's alone. */
const seatsOf = ({ requirements }: Verdict, policy: Policy, group: string): number =>
  requirements
    .filter(({ groups }) => groups.every(({ id }) => id === policy.groups.get(group)))
    .reduce((sum, { count }) => sum + count, 0);

function clockAt(at: number): Clock {
  const parts = new Map(paris.formatToParts(at).map(({ type, value }) => [type, value]));
  const number = (part: Intl.DateTimeFormatPartTypes) => Number(parts.get(part));
  return { day: DAYS.indexOf(parts.get('weekday') ?? ''), date: number('day'), hour: number('hour') };
}
