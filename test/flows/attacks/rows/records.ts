// R9: the door for what was done in an emergency. Elsewhere such a door became the way in; here it grants nothing and is watched.
import { AGENTS, PEOPLE } from '../../../../local/directory.ts';
import { EXPORT } from '../../support/caller.ts';
import { type Adds, type As, type Attack, NOTHING, ONE_ACCOUNT, ONE_SHORT_QUESTION } from '../attack.ts';

const RECORD = 'POST /access/v1/records';
const FINDINGS = 'POST /access/v1/requests/{id}/findings';
const SAMS = "Sam's record of nightly-etl" as const;
const DEED = { ...EXPORT, done_at: '2026-01-02T03:04:05Z', reason: 'It burned.' };

const heldByAgent: As = {
  claims: { idtyp: null, oid: PEOPLE.alice, roles: null, scp: 'Approvals.Decide', azp: AGENTS.nightlyEtl },
};

const tellers: readonly (readonly [string, As, string, number, Adds])[] = [
  ['an agent, to excuse itself', 'nightly-etl', 'not_permitted', 403, NOTHING],
  ['an enforcer', 'warehouse', 'not_permitted', 403, NOTHING],
  ["an auditor's workload", 'audit-export', 'not_permitted', 403, NOTHING],
  ["an agent that holds a person's token", heldByAgent, 'not_permitted', 403, NOTHING],
  ['a guest', 'gus', 'guest', 403, ONE_ACCOUNT],
];
const wrongTellers = tellers.map(
  ([who, as, says, status, adds], at): Attack => ({
    id: `R9.${at + 1}`,
    door: RECORD,
    attack: `Records an action afterwards as ${who}.`,
    against: 'none',
    send: { call: RECORD, as, body: DEED },
    expect: { status, says },
    adds,
  }),
);

const bodies: readonly (readonly [string, object])[] = [
  ['that is still to be done', { ...DEED, done_at: '2999-01-01T00:00:00Z' }],
  ['without a reason', { ...DEED, reason: ' ' }],
  ['as approved', { ...DEED, status: 'approved' }],
  ['with an approval by somebody else', { ...DEED, approved_by: PEOPLE.alice }],
  ['for an agent nobody registered', { ...DEED, agent: 'somebody' }],
];
const wrongBodies = bodies.map(
  ([what, body], at): Attack => ({
    id: `R9.${at + 11}`,
    door: RECORD,
    attack: `Records an action ${what}.`,
    against: 'none',
    send: { call: RECORD, as: 'sam', body },
    expect: { status: 400, says: 'invalid' },
    adds: NOTHING,
  }),
);

const lookers: readonly (readonly [string, string, string, string, number])[] = [
  ['the one who recorded it', 'sam', 'You recorded this', 'own_request', 403],
  ["the agent's owner", 'dana', 'You own this agent', 'own_request', 403],
  ['an administrator', 'ada', 'Only members of data-owners', 'not_approver', 403],
  ['a guest', 'gus', 'Guests cannot decide', 'guest', 403],
];
const wrongLookers = lookers.flatMap(([who, by, says, problem, status], at): readonly Attack[] => [
  {
    id: `R9.${21 + 2 * at}`,
    door: 'card button',
    attack: `Looks again at a record in Teams as ${who}.`,
    against: SAMS,
    send: { press: 'looks_right', by },
    expect: { status: 200, says },
    adds: ONE_SHORT_QUESTION,
  },
  {
    id: `R9.${22 + 2 * at}`,
    door: FINDINGS,
    attack: `Looks again at a record by API as ${who}.`,
    against: SAMS,
    send: { call: FINDINGS, as: by, body: { finding: 'looks_right' } },
    expect: { status, says: problem },
    adds: ONE_SHORT_QUESTION,
  },
]);

const asWay: readonly (readonly [string, string, Attack['against'], Attack['send'], Attack['expect']])[] = [
  [
    'POST /access/v1/evaluation',
    'Redeems a record as if it had been approved.',
    SAMS,
    {
      call: 'POST /access/v1/evaluation',
      as: 'nightly-etl',
      headers: { 'x-request-id': 'emergency' },
      body: { ...EXPORT, context: { approval: { id: 'apr_of_{id}', state: 'e30.e30.e30' } } },
    },
    { status: 200, says: 'approval_unverifiable' },
  ],
  [
    'POST /access/v1/requests/{id}/decisions',
    'Approves a record, to get a grant out of it.',
    SAMS,
    { call: 'POST /access/v1/requests/{id}/decisions', as: 'alice', body: { decision: 'approve' } },
    { status: 409, says: 'invalid_task_state' },
  ],
  [
    'card button',
    'Presses "approve" on the card of a record.',
    SAMS,
    { press: 'approve', by: 'alice' },
    { status: 200, says: 'Nothing may run from this record' },
  ],
  [
    'GET /access/v1/requests/{id}',
    'Reads the record that names it, as that agent.',
    SAMS,
    { call: 'GET /access/v1/requests/{id}', as: 'nightly-etl' },
    { status: 404, says: 'unknown_task' },
  ],
  [
    'POST /access/v1/requests/{id}/cancel',
    'Withdraws the record that names it, as that agent.',
    SAMS,
    { call: 'POST /access/v1/requests/{id}/cancel', as: 'nightly-etl', body: {} },
    { status: 404, says: 'unknown_task' },
  ],
  [
    FINDINGS,
    'Ends a waiting request by a finding instead of a decision.',
    'a waiting request',
    { call: FINDINGS, as: 'alice', body: { finding: 'looks_right' } },
    { status: 409, says: 'invalid_task_state' },
  ],
];
const noWay = asWay.map(
  ([door, attack, against, send, expect], at): Attack => ({
    id: `R9.${31 + at}`,
    door,
    attack,
    against,
    send,
    expect,
    adds: door === 'card button' ? ONE_ACCOUNT : NOTHING,
  }),
);

/** In the order of their ids. */
export const RECORDS: readonly Attack[] = [...wrongTellers, ...wrongBodies, ...wrongLookers, ...noWay];
