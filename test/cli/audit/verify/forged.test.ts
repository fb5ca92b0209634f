// What a storage administrator may try who rewrites a request, makes every hash fit and lets Countersign export it: an excuse for what is not
// there, a use that is hidden, an end out of nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nobodyLeft } from '../../../../approvals/end-reason.ts';
import { rowsOf } from '../../../support/a-package.ts';
import { asked, type Event, type Evidence, eventOf, type Line } from '../../../support/rewrite-package.ts';
import { type Cases, flawAfter, GOOD } from './support/good-package.ts';

const STRANGER = '00000000-0000-4000-8000-00000000dead';
const OTHER_AGENT = { kind: 'agent', id: STRANGER, name: 'stranger' } as const;

const verdictOf = (line: Line) =>
  line.verdict as { policyVersion: string; requirements: unknown; display: { redact: string[] } };

/** A quorum of people whom no policy names. */
function weaken(line: Line, events: readonly Event[]): void {
  const friends = [{ groups: [{ name: 'friends', id: STRANGER }], people: [], count: 1 }];
  eventOf(events, 'requested').facts.requirements = friends;
  verdictOf(line).requirements = friends;
  for (const { facts } of events) {
    const looks = [facts.checked, ...Object.values(facts.rechecked ?? {})] as (Evidence | undefined)[];
    for (const look of looks)
      if (look) Object.assign(look, { asked_groups: [STRANGER], member_of: [STRANGER] });
  }
  for (const vote of line.votes as { groups: string[] }[]) vote.groups = [STRANGER];
}

/** Says of the intent that it was left out as redacted. */
function redacted(line: Line, intent: unknown = line.intent): void {
  line.intent_left_out = { because: 'redacted', intent };
  delete line.intent;
}

const forgetting = rowsOf(GOOD['policies.ndjson']).find(({ text }) => /^retain: /m.test(String(text)));
const FORGETTING = String(forgetting?.version);
const DAY_MS = 86_400_000;

/** An event that says it was removed by retention, and a line that agrees. */
function purged(
  line: Line,
  events: Event[],
  more: { actor?: object; facts?: object; at?: string } = {},
): void {
  const last = events.at(-1);
  assert.ok(last);
  const at = more.at ?? last.at;
  const version = FORGETTING;
  const facts = {
    what: 'parameters',
    retain: '1d',
    policy_version: version,
    rows: 1,
    left: 0,
    ...more.facts,
  };
  const actor = { kind: 'policy', id: version, ...more.actor };
  events.push({ ...last, type: 'purged', op: 'op_purged', at, actor, facts } as Event);
  line.purged = { parameters: { at, policyVersion: facts.policy_version } };
  line.intent_left_out = { because: 'purged' };
  delete line.intent;
  delete line.claims;
}
const days = (line: Line, count: number): string =>
  new Date(Date.parse(`${line.day}T00:00:00.000Z`) + count * DAY_MS).toISOString();

const USES = ['redeemed', 'started', 'outcome', 'outcome_corrected'];
type Used = { state: string; redemption?: { by: string }; outcome?: object; id: string };
const grantOf = (line: Line) => line.grant as Used | undefined;
const removable = asked('denied');

const CASES: Cases = {
  'a quorum that no policy asks for, with the intent removed under one that keeps it': [
    removable,
    (line, events) => {
      weaken(line, events);
      purged(line, events, { at: days(line, 3) });
    },
    /a verdict that its policy does not give: requirements/,
  ],
  'a removal at the moment of the last event': [
    removable,
    (line, events) => purged(line, events),
    /before 1d had passed/,
  ],
  'a removal on the last day that is kept': [
    removable,
    (line, events) => purged(line, events, { at: days(line, 1) }),
    /before 1d had passed/,
  ],
  'a removal by a person': [
    removable,
    (line, events) => purged(line, events, { at: days(line, 3), actor: { kind: 'person', id: STRANGER } }),
    /in the name of person/,
  ],
  'a removal after a time that its policy does not name': [
    removable,
    (line, events) => purged(line, events, { at: days(line, 3), facts: { retain: 'soon' } }),
    /removes parameters after soon, and its policy says 1d/,
  ],
  'a removal under a policy that is not there': [
    removable,
    (line, events) => purged(line, events, { at: days(line, 3), facts: { policy_version: 'none' } }),
    /names the policy none, which is not in the package/,
  ],
  'a removal under a policy that keeps for good': [
    removable,
    (line, events) => {
      const { policyVersion } = verdictOf(line);
      const by = { actor: { id: policyVersion }, facts: { policy_version: policyVersion } };
      purged(line, events, { at: days(line, 3), ...by });
    },
    /its policy says never/,
  ],
  'a removal of more rows than go at once': [
    removable,
    (line, events) => purged(line, events, { at: days(line, 3), facts: { rows: 99 } }),
    /which no batch does/,
  ],
  'a removal from a request that still waits': [
    ({ status }) => status === 'pending',
    (line, events) => purged(line, events),
    /removes content of a request that was still open/,
  ],
  'a removal while the approval may be used': [
    (line) => grantOf(line)?.state === 'unused',
    (line, events) => purged(line, events),
    /removes content of a request that was still open/,
  ],
  'a removal while nobody has told what came of it': [
    (line) => grantOf(line)?.outcome !== undefined,
    (line, events) => {
      events.splice(events.findIndex(({ type }) => type === 'outcome'));
      purged(line, events);
    },
    /removes content of a request that was still open/,
  ],
  'a removal of what was removed': [
    removable,
    (line, events) => {
      purged(line, events, { at: days(line, 3) });
      purged(line, events, { at: days(line, 3) });
    },
    /removes parameters that had been removed already/,
  ],
  'words that came after the removal': [
    removable,
    (line, events) => {
      const voted = eventOf(events, 'voted');
      purged(line, events, { at: days(line, 3) });
      events.push({ ...voted, at: days(line, 3) });
    },
    /is voted, and its content had been removed already/,
  ],
  'a quorum that no policy asks for, with an intent said to be redacted': [
    asked('approved'),
    (line, events) => {
      weaken(line, events);
      const shown = line.intent as { action: { properties: object } };
      Object.assign(shown.action.properties, {
        target: '⟨redacted: by the policy, 22 characters, digest 01234567⟩',
      });
      verdictOf(line).display.redact = ['/target'];
      redacted(line);
    },
    /a verdict that its policy does not give: (requirements|display)/,
  ],
  'an intent said to be redacted where the policy redacts nothing': [
    asked('approved'),
    (line) => {
      const intent = structuredClone(line.intent) as { action: object };
      Object.assign(intent.action, { properties: { harmless: true } });
      redacted(line, intent);
    },
    /its policy redacts nothing of it/,
  ],
  'a redacted value that is told': [
    (line) => (line.intent_left_out as { because?: string } | undefined)?.because === 'redacted',
    (line) => {
      const { intent } = line.intent_left_out as { intent: { action: { properties: object } } };
      Object.assign(intent.action.properties, { target: 'sftp://friend.example' });
    },
    /shows \/target, which its policy redacts/,
  ],
  'a use that is hidden: the approval looks as if it could still be used': [
    (line) => grantOf(line)?.state === 'redeemed' && grantOf(line)?.outcome !== undefined,
    (line, events) => {
      for (let nth = events.length - 1; nth >= 0; nth--)
        if (USES.includes(events[nth]?.type ?? '')) events.splice(nth, 1);
      const { id, approvedAt, expiresAt } = line.grant as Record<string, unknown>;
      line.grant = { state: 'unused', id, approvedAt, expiresAt, token_left_out: 'usable' };
      line.revision = new Set(events.map(({ op }) => op)).size;
    },
    /an approval that is unused, and ended at/,
  ],
  'a use by an agent whose approval it is not': [
    (line, types) => grantOf(line)?.outcome !== undefined && !types.includes('outcome_corrected'),
    (line, events) => {
      for (const event of events.filter(({ type }) => USES.includes(type))) event.actor = OTHER_AGENT;
      Object.assign(grantOf(line)?.redemption ?? {}, { by: STRANGER });
      Object.assign(grantOf(line)?.outcome ?? {}, { by: OTHER_AGENT.name });
    },
    /uses the approval in the name of agent \S+dead, whose it is not/,
  ],
  'a withdrawal by another agent': [
    (line, types) => line.status === 'cancelled' && !types.includes('voted'),
    (_, events) => Object.assign(eventOf(events, 'cancelled').actor, { id: STRANGER }),
    /is cancelled in the name of agent \S+dead, whose request it is not/,
  ],
  'an end by a person, told as one of the clock': [
    ({ status }) => status === 'expired',
    (_, events) => Object.assign(eventOf(events, 'expired'), { actor: { kind: 'person', id: STRANGER } }),
    /is expired in the name of person/,
  ],
  'an end for want of people where every seat could be filled': [
    ({ status }) => status === 'failed',
    (line, events) => {
      Object.assign(eventOf(events, 'failed').facts, { requirements: [] });
      line.end_reason = nobodyLeft([]);
    },
    /is failed, and every seat could be filled/,
  ],
  'a denial by a pause that never was': [
    (line, types) => line.ended_by !== undefined && types.length === 2,
    (_, events) => Object.assign(eventOf(events, 'denied').facts, { paused: 7 }),
    /is denied by pause 7, which is not in its agent's standing/,
  ],
  'time that runs backward': [
    asked('denied'),
    (line, events) => {
      const at = '2001-01-01T00:00:00.000Z';
      for (const event of events.slice(1)) event.at = at;
      line.ended_at = at;
      for (const vote of line.votes as { at: string }[]) vote.at = at;
    },
    /^events.ndjson \S+ is of 2001-01-01T00:00:00.000Z, and an event before it of/,
  ],
};

for (const [what, [pick, change, words]] of Object.entries(CASES)) {
  test(`${what} is found`, async () => {
    assert.match(await flawAfter(pick, change), words);
  });
}

test('what is rewritten as it was is good', async () => {
  assert.equal(await flawAfter(asked('approved'), () => undefined), '');
});
