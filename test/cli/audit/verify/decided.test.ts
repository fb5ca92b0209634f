// A decision that was not that of enough people who might vote, or of the pinned rules: each line agrees with its events, every hash and
// signature fits, and the evidence in the events does not bear it out.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PEOPLE } from '../../../../local/directory.ts';
import {
  asked,
  type Event,
  type Evidence,
  eventOf,
  evidenceOf,
  type Line,
  type Pick,
} from '../../../support/rewrite-package.ts';
import { type Cases, flawAfter } from './support/good-package.ts';

const STRANGER = '00000000-0000-4000-8000-00000000dead';
type Vote = {
  person: { oid: string; tenant: string };
  seq: number;
  groups: string[];
  signIn: { at: string };
};

const votesOf = (line: Line) => line.votes as Vote[];
const voteOf = (line: Line, oid: string) => votesOf(line).filter(({ person }) => person.oid === oid);
const verdictOf = (line: Line) => line.verdict as { effect: string; rules: object[] };
const recheckedIn = (events: readonly Event[]) =>
  eventOf(events, 'approved').facts.rechecked as Record<string, Evidence>;

const byTwo: Pick = ({ action, grant }) => action === 'iam.role.assign' && grant !== undefined;
const stepUp: Pick = ({ action, grant }) => action === 'secret.reveal' && grant !== undefined;
const byRule: Pick = (line, types) => types.join() === 'requested,denied' && line.evaluated === undefined;
const ofRule: Pick = (line, types) => byRule(line, types) && verdictOf(line).effect === 'deny';
const withdrawn: Pick = ({ status, trial }) => status === 'cancelled' && trial === undefined;
const lateReport: Pick = (_line, types) => types.includes('reported');
const lateOf = (line: Line) =>
  (line.reported as { late: { person: { oid: string }; groups: string[] } }).late;
const trial: Pick = (line) => line.trial !== undefined;

/** Ends it at once, by rules of these names. */
function denyByRule(line: Line, events: Event[], rules: readonly string[]): void {
  const [first] = events;
  const denied = eventOf(events, 'denied');
  assert.ok(first);
  const { policyVersion } = line.verdict as { policyVersion: string };
  events.splice(1, events.length, {
    ...denied,
    at: first.at,
    op: first.op,
    actor: { kind: 'policy', id: policyVersion },
    facts: { rules },
  });
  Object.assign(line, { votes: [], revision: 1, ended_at: first.at });
  line.end_reason = `denied by rule ${rules.join(', ')}`;
}

const CASES: Cases = {
  'a vote that nobody looked at again when the quorum completed': [
    byTwo,
    (_line, events) => {
      delete recheckedIn(events)[PEOPLE.bob];
    },
    /counts \S+ without a second look when the quorum completed/,
  ],
  'a vote that counts although the second look found nobody who may': [
    byTwo,
    (line, events) => {
      const look = recheckedIn(events)[PEOPLE.bob];
      if (look) look.member_of = [];
      for (const vote of voteOf(line, PEOPLE.bob)) vote.groups = [];
    },
    /is by \S+ who was in no group that may decide it/,
  ],
  'one vote where two are asked for': [
    byTwo,
    (line, events) => {
      const isLeft = ({ type, actor }: Event) =>
        type !== 'vote_not_counted' && (type !== 'voted' || actor.id === PEOPLE.carmen);
      events.splice(0, events.length, ...events.filter(isLeft));
      Object.assign(eventOf(events, 'approved').facts, { by: [PEOPLE.carmen], rechecked: {} });
      line.votes = voteOf(line, PEOPLE.carmen).map((vote) => ({ ...vote, seq: 2 }));
      line.revision = 3;
    },
    /is not enough votes for the seats its policy asks/,
  ],
  'a voter who is named and did not vote': [
    byTwo,
    (_line, events) => {
      (eventOf(events, 'approved').facts.by as string[]).push(STRANGER);
    },
    /names \S+ \S+ \S+ \S+ and the votes that count are those of/,
  ],
  'an approval of another intent': [
    asked('approved'),
    (_line, events) => {
      eventOf(events, 'approved').facts.intent_hash = 'A'.repeat(43);
    },
    /approves another intent than was asked/,
  ],
  'an approval by people of what a rule allows': [
    asked('approved'),
    (line, events) => {
      verdictOf(line).effect = 'allow';
      eventOf(events, 'requested').facts.effect = 'allow';
    },
    /is by people, and its policy says allow/,
  ],
  'a vote from another tenant': [
    asked('denied'),
    (line, events) => {
      eventOf(events, 'voted').facts.tenant = STRANGER;
      for (const { person } of votesOf(line)) person.tenant = STRANGER;
    },
    /is by \S+ of another tenant/,
  ],
  'a vote by a group that nobody asked about': [
    asked('denied'),
    (line, events) => {
      evidenceOf(eventOf(events, 'voted')).member_of.push(STRANGER);
      for (const { groups } of votesOf(line)) groups.push(STRANGER);
    },
    /as a member of \S+, which nobody asked about/,
  ],
  'a vote judged by other groups': [
    asked('denied'),
    (_line, events) => {
      evidenceOf(eventOf(events, 'voted')).asked_groups.push(STRANGER);
    },
    /was judged by other groups than its policy names/,
  ],
  'a sign-in that had grown old': [
    stepUp,
    (line, events) => {
      const at = new Date(Date.parse(line.created_at as string) - 86_400_000).toISOString();
      (eventOf(events, 'voted').facts.sign_in as { at: string }).at = at;
      for (const { signIn } of votesOf(line)) signIn.at = at;
    },
    /approves by a sign-in that does not prove what its rule asks/,
  ],
  'a denial by somebody who did not vote': [
    asked('denied'),
    (_line, events) => {
      const denied = eventOf(events, 'denied');
      denied.actor = { ...denied.actor, id: STRANGER };
      denied.facts.by = [STRANGER];
    },
    /is not brought about by a vote/,
  ],
  'a denial by a rule where the policy asks people': [
    asked('denied'),
    (line, events) => denyByRule(line, events, ['made-up']),
    /is by a rule that says deny, and its policy says review/,
  ],
  'a denial by another rule than the verdict names': [
    ofRule,
    (line, events) => denyByRule(line, events, ['made-up']),
    /names other rules \(made-up\) than its verdict/,
  ],
  'a denial by no rule': [
    ofRule,
    (line, events) => {
      verdictOf(line).rules = [];
      eventOf(events, 'requested').facts.rules = [];
      denyByRule(line, events, []);
    },
    /is by a rule, and names none/,
  ],
  'a rule that decides in the name of another policy': [
    ofRule,
    (_line, events) => {
      eventOf(events, 'denied').actor = { kind: 'policy', id: STRANGER };
    },
    /is in the name of policy \S+, and not of its pinned policy/,
  ],
  'a rule that decides later': [
    ofRule,
    (line, events) => {
      const denied = eventOf(events, 'denied');
      denied.at = new Date(Date.parse(denied.at) + 1).toISOString();
      line.ended_at = denied.at;
    },
    /is by a rule, and not of the moment it was asked/,
  ],
  'an end before its time': [
    ({ status }) => status === 'expired',
    (line, events) => {
      eventOf(events, 'expired').at = String(line.created_at);
      line.ended_at = line.created_at;
    },
    /has it expire at \S+ before its end/,
  ],
  'an end that was another': [
    ({ status }) => status === 'expired',
    (line, events) => {
      eventOf(events, 'expired').facts.expires_at = line.created_at;
    },
    /tells \S+ as its end/,
  ],
  'a second look by somebody in no group that may': [
    (_line, types) => types.includes('reviewed'),
    (_line, events) => {
      evidenceOf(eventOf(events, 'reviewed')).member_of = [];
    },
    /who was in no group that may decide it/,
  ],
  'a late report by somebody in no group that may decide': [
    lateReport,
    (line, events) => {
      evidenceOf(eventOf(events, 'reported')).member_of = [];
      lateOf(line).groups = [];
    },
    /who was in no group that may decide it/,
  ],
  'a late report that was by somebody else': [
    lateReport,
    (line) => {
      lateOf(line).person.oid = PEOPLE.carmen;
    },
    /says reported\.late\.person .* and its events say/,
  ],
  'a late report of what Countersign asked itself': [
    lateReport,
    (line, events) => {
      line.action = 'countersign.policy.change';
      eventOf(events, 'requested').facts.action = line.action;
    },
    /reports an agent, and Countersign itself had asked/,
  ],
  'a report of its own of what was still to be decided': [
    lateReport,
    (line, events) => {
      const [asked, voted, approved, reported] = events;
      assert.ok(asked && voted && approved && reported);
      events.splice(0, events.length, asked, reported, voted, approved);
      for (const vote of votesOf(line)) vote.seq = 3;
    },
    /is a report of its own, and it was still to be decided/,
  ],
  'a second report': [
    lateReport,
    (line, events) => {
      events.push({ ...eventOf(events, 'reported'), op: 'op_another' });
      line.revision = Number(line.revision) + 1;
    },
    /is a report, and there was one already/,
  ],
  'a late report in the name of an agent': [
    lateReport,
    (line, events) => {
      eventOf(events, 'reported').actor = { kind: 'agent', id: PEOPLE.bob, name: 'bob' };
      assert.ok(line);
    },
    /is reported in the name of agent/,
  ],
  'a test that its agent withdrew': [
    trial,
    (_line, events) => {
      eventOf(events, 'cancelled').facts = {};
    },
    /withdraws a test/,
  ],
  'a test that ended without a press of its button': [
    trial,
    (_line, events) => {
      eventOf(events, 'cancelled').facts.choice = 'deny';
    },
    /is not brought about by a vote/,
  ],
  'a request that ended as a test': [
    withdrawn,
    (line, events) => {
      eventOf(events, 'cancelled').facts = { because: 'trial_answered', choice: 'approve' };
      delete line.end_reason;
    },
    /ends as a test what was no test/,
  ],
};

for (const [what, [pick, change, words]] of Object.entries(CASES)) {
  test(`${what} is found, although every hash and signature fits`, async () => {
    assert.match(await flawAfter(pick, change), words);
  });
}
