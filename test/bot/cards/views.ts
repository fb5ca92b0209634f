// Requests in every state, as plain data: what the card tests, the golden files and the adapter tests are made of.
import type { CardView } from '../../../approvals/prompt/card-ports.ts';
import type { Verdict } from '../../../approvals/verdict.ts';
import type { ApprovalRequest, Grant, Vote } from '../../../approvals/words.ts';
import { reportedBy, toldAlone } from './a-click.ts';
import { APPROVED_BEFORE, DENIED_LAST, EARLIER, historyOf, toBeOpened } from './a-history.ts';
import { changeParameters } from './a-policy-change.ts';
import { digest, TEXTS } from './texts.ts';

export { digest };

const TENANT = '7c0ffee0-0000-4000-8000-000000000001';
const OWNERS = '7c0ffee0-0000-4000-8000-00000000d001';
const REVIEW_APP = '7c0ffee0-0000-4000-8000-0000000000d0';
const person = (oid: string, name: string) => ({
  oid: `7c0ffee0-0000-4000-8000-00000000${oid}`,
  tenant: TENANT,
  name,
});
export const ALICE = person('e001', 'Alice Aho');
const BOB = person('e002', 'Bob Berg');
const SAM = person('e004', 'Sam Sato');

export const at = (clock: string): string => `2026-11-21T${clock}:00.000Z`;

export const vote = (who: Vote['person'], clock: string, more: Partial<Vote> = {}): Vote => ({
  person: who,
  choice: 'approve',
  at: at(clock),
  groups: [OWNERS],
  counted: true,
  seq: 2,
  ...more,
});

const verdict: Verdict = {
  effect: 'review',
  policyVersion: 'a'.repeat(64),
  rules: [{ id: 'prod-export', effect: 'review', description: 'Exports of customer data need data owners' }],
  requirements: [{ groups: [{ name: 'data-owners', id: OWNERS }], people: [], count: 2 }],
  risk: { level: 'high', reasons: ['personal data leaves the database'] },
  display: { listed: true, verb: 'export', button: 'Approve export', reversible: false, redact: [] },
  notify: [{ route: 'data-approvals', timeZone: 'Europe/Paris' }],
  expiresInMs: 1_800_000,
  grantForMs: 300_000,
  outcomeWithinMs: 3_600_000,
};

const pending: ApprovalRequest = {
  v: 1,
  id: 'req_7Q2M4K8Z1T5W9C3X6B0N2V4H8D',
  salt: 's'.repeat(22),
  tenant: TENANT,
  createdAt: at('15:00'),
  expiresAt: at('15:30'),
  status: 'pending',
  revision: 1,
  seq: 1,
  head: 'b'.repeat(64),
  agent: { clientId: '7c0ffee0-0000-4000-8000-00000000c001', name: 'nightly-etl', registered: true },
  bodyHash: 'c'.repeat(64),
  intentHash: 'fzqRwuBLVZX3kZxkM1uWl0C5e4mQZ2bY8T7V6wJ0xQk',
  action: 'data.export',
  resource: { type: 'database', id: 'prod/customers' },
  verdict,
  excluded: ['7c0ffee0-0000-4000-8000-00000000e008'],
  justification: digest('j'),
  votes: [],
  comments: [],
  commentCount: 0,
  prompts: ['prompt-1'],
  todos: [],
};

const grant: Grant = {
  state: 'unused',
  id: 'gr_1',
  token: 'eyJ.secret-grant.sig',
  approvedAt: at('15:06'),
  expiresAt: at('15:11'),
};
const used = { id: 'rd_1', by: '7c0ffee0-0000-4000-8000-00000000c003', requestId: 'x', at: at('15:07') };
const redeemed: Grant = {
  ...grant,
  state: 'redeemed',
  redemption: used,
  outcomeDueAt: at('16:07'),
};
const approvals = [vote(BOB, '15:02'), vote(ALICE, '15:06', { text: digest('v') })];
const warehouse = { clientId: '7c0ffee0-0000-4000-8000-00000000c003', name: 'warehouse' };
const approved: ApprovalRequest = {
  ...pending,
  status: 'approved',
  endedAt: at('15:06'),
  votes: approvals,
  enforcer: warehouse,
  grant,
};
const report = { at: at('15:09'), by: warehouse.name, text: digest('o') };

const { justification: _asked, ...untold } = pending;
const recorded = {
  ...untold,
  agent: { clientId: SAM.oid, name: SAM.name, registered: false },
  status: 'failed',
  endedAt: at('15:00'),
  endReason: 'recorded after the fact',
  record: { by: SAM, doneAt: at('14:20'), text: digest('r'), actor: 'person' },
} satisfies ApprovalRequest;

const policyChange: ApprovalRequest = {
  ...untold,
  agent: { clientId: '7c0ffee0-0000-4000-8000-0000000000a0', name: 'countersign', registered: true },
  action: 'countersign.policy.change',
  resource: { type: 'countersign.policy', id: TENANT },
  verdict: {
    ...verdict,
    rules: [],
    risk: { level: 'high', reasons: ['it changes who may do what, and who must agree'] },
    display: { listed: true, verb: 'change', button: 'Approve change', reversible: true, redact: [] },
  },
};

const ADA = person('e009', 'Ada Alm');
const trial = {
  ...untold,
  agent: { clientId: ADA.oid, name: ADA.name, registered: false },
  action: 'countersign.trial',
  resource: { type: 'route', id: 'data-approvals' },
  expiresAt: at('15:10'),
  verdict: {
    ...verdict,
    rules: [],
    risk: { level: 'low', reasons: [] },
    display: { listed: true, verb: 'test', button: 'Approve', reversible: true, redact: [] },
  },
  trial: { by: ADA },
} satisfies ApprovalRequest;

const leads = { name: 'sre-leads', id: '7c0ffee0-0000-4000-8000-00000000d002' };
const ofLeads = { groups: [leads], people: [], count: 1 };
const escalations = [
  { afterMs: 600_000, notify: [{ route: 'on-call', timeZone: 'UTC' }], groups: [] },
  { afterMs: 900_000, notify: [], groups: [leads], adds: { groups: [leads], people: [SAM.oid] } },
];

const asked: Pick<ApprovalRequest, 'comments' | 'commentCount'> = {
  comments: [
    { by: { kind: 'person', id: ALICE.oid, name: ALICE.name }, at: at('15:02'), seq: 3, text: digest('q') },
    { by: { kind: 'agent', id: 'c001', name: 'nightly-etl' }, at: at('15:03'), seq: 4, text: digest('a') },
  ],
  commentCount: 3,
};
const denial = [vote(ALICE, '15:03', { choice: 'deny', reason: 'too_much', text: digest('d') })];

export const REQUESTS = {
  'waiting-new': pending,
  'waiting-one-vote': {
    ...pending,
    ...asked,
    votes: [vote(BOB, '15:02')],
    claims: { model: 'churn-2', run: 'run-4711', source: 'https://ci.example/4711' },
  },
  'waiting-vote-counted': {
    ...pending,
    votes: [vote(BOB, '15:02')],
    verdict: { ...verdict, requirements: [...verdict.requirements, ofLeads] },
  },
  'waiting-unlisted': {
    ...pending,
    action: 'cluster.drain',
    resource: { type: 'kubernetes', id: 'prod/blue' },
    agent: { ...pending.agent, name: '7c0ffee0-0000-4000-8000-00000000c009', registered: false },
    verdict: {
      ...verdict,
      rules: [],
      display: { listed: false, verb: 'cluster.drain', button: 'Approve', reversible: true, redact: [] },
      risk: { level: 'critical', reasons: ['the action is not listed in the policy'] },
    },
  },
  'waiting-denied-before': {
    ...pending,
    deniedBefore: { request: 'req_1', at: at('14:48'), by: ALICE.oid, same: 'target', changes: digest('z') },
  },
  'waiting-denied-meanwhile': {
    ...pending,
    deniedBefore: { request: 'req_1', at: at('15:01'), by: ALICE.oid, same: 'target', changes: digest('z') },
  },
  'waiting-denied-action': {
    ...pending,
    deniedBefore: { request: 'req_1', at: at('12:30'), by: ALICE.oid, same: 'action' },
  },
  'waiting-history': { ...pending, history: { approved: APPROVED_BEFORE, denied: DENIED_LAST } },
  ...toBeOpened(pending),
  'waiting-changed-config': {
    ...pending,
    history: { approved: { ...APPROVED_BEFORE, times: 200, atLeast: true } },
  },
  'denied-by-cool-down': {
    ...pending,
    status: 'denied',
    endedAt: at('15:00'),
    endReason: 'a person denied the same as req_1; it may be asked again from 2026-11-21T15:48:00.000Z',
    coolDown: { request: 'req_1', deniedAt: at('14:48'), until: at('15:48') },
  },
  'waiting-reason-required': { ...pending, verdict: { ...verdict, requireReason: 'both' } },
  'waiting-reason-missing': { ...pending, verdict: { ...verdict, requireReason: 'both' } },
  'waiting-escalated': {
    ...pending,
    verdict: { ...verdict, remindEveryMs: 600_000, escalations },
    reminded: { times: 2, at: at('15:20') },
    escalated: [{ at: at('15:03'), because: 'nobody_reached' }, { at: at('15:15') }],
  },
  'waiting-reminded': {
    ...pending,
    verdict: { ...verdict, remindEveryMs: 600_000 },
    reminded: { times: 1, at: at('15:10') },
  },
  'waiting-first-escalation': {
    ...pending,
    verdict: { ...verdict, escalations: escalations.slice(1) },
    escalated: [{ at: at('15:15') }],
  },
  'waiting-one-to-one': pending,
  'owner-waiting': pending,
  'small-waiting': { ...pending, ...asked, opened: [{ by: BOB, at: at('15:04'), seq: 2 }] },
  'small-approved': approved,
  'small-used': { ...approved, grant: { ...redeemed, outcome: { result: 'unknown', at: at('16:07') } } },
  'small-denied': { ...pending, ...asked, status: 'denied', endedAt: at('15:03'), votes: denial },
  'waiting-beyond-limit': {
    ...pending,
    verdict: {
      ...verdict,
      rules: [{ id: 'small-reads', effect: 'allow' }],
      risk: { level: 'high', reasons: ['limit of rule small-reads reached: 20 in 1 h'] },
      counted: {
        at: at('15:00'),
        limits: [{ rule: 'small-reads', count: 20, per: 'agent', windowMs: 3_600_000, found: 21 }],
      },
    },
  },
  'waiting-policy-change': policyChange,
  'approved-policy-change': {
    ...policyChange,
    status: 'approved',
    endedAt: at('15:06'),
    votes: approvals,
    grant: { ...redeemed, outcome: { result: 'succeeded', at: at('15:07'), by: 'countersign' } },
  },
  'waiting-agent-identity': {
    ...pending,
    agent: {
      ...pending.agent,
      blueprint: '7c0ffee0-0000-4000-8000-00000000ba01',
      onBehalfOf: '7c0ffee0-0000-4000-8000-00000000e005',
    },
    starter: { oid: BOB.oid, via: 'github', run: '4711', token: digest('t') },
    claims: { run: 'run-1', actor: 'octocat [**approve**](https://evil.example)' },
  },
  'approved-unused': approved,
  'approved-late-deny': approved,
  'approved-paused': approved,
  'approved-running': { ...approved, grant: redeemed },
  'approved-succeeded': { ...approved, grant: { ...redeemed, outcome: { result: 'succeeded', ...report } } },
  'approved-sent': {
    ...approved,
    enforcer: { ...warehouse, name: 'gateway' },
    grant: {
      ...redeemed,
      redemption: { ...used, starts: { target: 'cluster', method: 'PATCH' } },
      outcome: { result: 'succeeded', ...report, by: 'gateway', text: digest('g') },
    },
  },
  'approved-step-up': {
    ...approved,
    verdict: { ...verdict, stepUp: { acrs: ['c1'], withinMs: 300_000 } },
    votes: approvals.map((each) => ({ ...each, signIn: { app: REVIEW_APP, at: each.at, acrs: ['c1'] } })),
    grant: { ...redeemed, outcome: { result: 'succeeded', ...report } },
  },
  'approved-failed': {
    ...approved,
    grant: { ...redeemed, outcome: { result: 'failed', ...report, text: digest('f') } },
  },
  'approved-unknown': {
    ...approved,
    grant: { ...redeemed, outcome: { result: 'unknown', at: at('16:07') } },
  },
  'approved-lapsed': { ...approved, grant: { ...grant, state: 'lapsed', endedAt: at('15:11') } },
  'taken-back': { ...approved, grant: { ...grant, state: 'revoked', endedAt: at('15:08'), endedBy: BOB } },
  'denied-by-person': {
    ...pending,
    status: 'denied',
    endedAt: at('15:03'),
    votes: denial,
  },
  ...reportedBy(vote(ALICE, '15:03', { choice: 'deny', text: digest('s') }), pending, approved),
  'denied-by-policy': {
    ...pending,
    status: 'denied',
    endedAt: at('15:00'),
    endReason: 'Deleting production infrastructure is never allowed.',
    verdict: { ...verdict, effect: 'deny', rules: [{ id: 'no-prod-delete', effect: 'deny' }] },
  },
  'denied-by-pause': {
    ...pending,
    status: 'denied',
    endedAt: at('15:04'),
    endReason: 'the agent was paused',
    endedBy: ADA,
    votes: [vote(BOB, '15:02')],
  },
  expired: { ...pending, status: 'expired', endedAt: at('15:30'), votes: [vote(BOB, '15:02')] },
  cancelled: {
    ...pending,
    status: 'cancelled',
    endedAt: at('15:10'),
    endReason: digest('w'),
  },
  failed: {
    ...pending,
    status: 'failed',
    endedAt: at('15:12'),
    endReason: 'Nobody is left in data-owners who may decide this.',
  },
  recorded,
  'recorded-of-agent': {
    ...recorded,
    agent: pending.agent,
    record: { ...recorded.record, actor: 'agent', doneAt: '2026-11-20T22:40:00.000Z' },
  },
  'recorded-looks-right': {
    ...recorded,
    revision: 2,
    record: {
      ...recorded.record,
      look: { by: ALICE, at: at('16:20'), finding: 'looks_right', text: digest('l') },
    },
  },
  'recorded-follow-up': {
    ...recorded,
    revision: 2,
    record: { ...recorded.record, look: { by: ALICE, at: at('16:20'), finding: 'needs_follow_up' } },
  },
  'trial-waiting': trial,
  'trial-answered': {
    ...trial,
    status: 'cancelled',
    endedAt: at('15:01'),
    revision: 2,
    votes: [vote(ALICE, '15:01')],
  },
  'trial-expired': { ...trial, status: 'expired', endedAt: at('15:10'), revision: 2 },
  'trial-failed': {
    ...trial,
    status: 'failed',
    endedAt: at('15:02'),
    revision: 2,
    endReason: 'nobody is left who may approve this: data-owners',
  },
} satisfies Record<string, ApprovalRequest>;

export type State = keyof typeof REQUESTS;
export const STATES = Object.keys(REQUESTS) as readonly State[];

/** A view of a request in that state. */
export function viewOf(
  state: State,
  more: Partial<CardView> = {},
  change: Partial<ApprovalRequest> = {},
): CardView {
  return {
    request: { ...REQUESTS[state], ...change },
    parameters: state.endsWith('policy-change')
      ? changeParameters()
      : {
          format: 'csv',
          rows: 4812,
          columns: ['id', 'email', 'plan'],
          target: 's3://churn-model/in/customers.csv',
        },
    circumstances: {},
    texts: TEXTS,
    prompt: { key: 'prompt-1', nonce: 'n_91ab', ...(state.startsWith('small-') ? { small: true } : {}) },
    timeZone: 'Europe/Paris',
    reviewLink: 'https://countersign.example.com/review/req_7Q2M4K8Z1T5W9C3X6B0N2V4H8D',
    ...(state === 'waiting-denied-before' || state === 'waiting-denied-meanwhile'
      ? { earlier: EARLIER }
      : {}),
    ...historyOf(state),
    ...(state === 'waiting-denied-action'
      ? { earlier: { by: ALICE.name, hasText: false, resource: { type: 'database', id: 'prod/orders' } } }
      : {}),
    ...(state === 'denied-by-cool-down' ? { earlier: { by: ALICE.name, hasText: false } } : {}),
    ...(state === 'approved-paused' ? { paused: { by: ADA, at: at('15:07') } } : {}),
    ...(state === 'owner-waiting' ? { toldAs: 'owner' } : {}),
    ...(state === 'waiting-one-to-one' ? { toldAs: { group: 'data-owners' } } : {}),
    ...toldAlone(state),
    ...more,
  };
}
