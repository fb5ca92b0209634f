// A48 to A58: people who may not decide, and decisions that come too late or twice.
import { GROUPS } from '../../../../local/directory.ts';
import { type Adds, type Attack, NOTHING, ONE_ACCOUNT, ONE_QUESTION, ONE_SHORT_QUESTION } from '../attack.ts';

const CARD = 'card button';
const DECIDE = 'POST /access/v1/requests/{id}/decisions';
const approveByApi = (as: string) => ({ call: DECIDE, as, body: { decision: 'approve' } });

const people: readonly (readonly [string, string, string, string, number, string])[] = [
  ['a colleague in no group', 'olivia', 'Only members of data-owners', 'not_approver', 403, 'A51'],
  ['a member of another group', 'sam', 'Only members of data-owners', 'not_approver', 403, 'A51'],
  [
    'an administrator, who gets no exemption',
    'ada',
    'Only members of data-owners',
    'not_approver',
    403,
    'A51',
  ],
  ['a guest', 'gus', 'Guests cannot decide', 'guest', 403, 'A48'],
  ['a person of another tenant', 'xavier', 'Only people of this organisation', 'unauthenticated', 401, 'A48'],
  [
    "the agent's owner, though in the approvers' group",
    'dana',
    'You own this agent',
    'own_request',
    403,
    'A52',
  ],
];

const verbs = ['approve', 'deny'] as const;
const notEligible = people.flatMap(([who, by, says, problem, status, group], at): readonly Attack[] => [
  ...verbs.map(
    (verb, v): Attack => ({
      id: `${group}.${20 + at * 3 + v}`,
      door: CARD,
      attack: `Presses "${verb}" as ${who}.`,
      against: 'a waiting request',
      send: { press: verb, by },
      expect: { status: 200, says },
      adds: by === 'xavier' ? NOTHING : ONE_QUESTION,
    }),
  ),
  {
    id: `${group}.${60 + at}`,
    door: CARD,
    attack: `Presses "report", to stop the agent, as ${who}.`,
    against: 'a waiting request',
    send: { press: 'report', by },
    expect: { status: 200, says },
    adds: by === 'xavier' ? NOTHING : ONE_QUESTION,
  },
  {
    id: `${group}.${22 + at * 3}`,
    door: DECIDE,
    attack: `Approves by API as ${who}.`,
    against: 'a waiting request',
    send: approveByApi(by),
    expect: { status, says: problem },
    adds: by === 'xavier' ? NOTHING : ONE_QUESTION,
  },
]);

const ENDED: readonly (readonly [string, Attack['against'], string, string])[] = [
  ['A55.1', 'a denied request', 'approve', 'Denied'],
  ['A55.2', 'an approved request', 'deny', 'Approved'],
  ['A55.3', 'a cancelled request', 'approve', 'Withdrawn'],
  ['A55.4', 'a revoked approval', 'approve', 'taken back'],
];
/** Who may not decide it stops no agent by it either, also when it is over. */
const LATE: readonly (readonly [string, string, string, string])[] = [
  ['A55.9', 'olivia', 'a colleague in no group', 'Only members of data-owners'],
  ['A55.10', 'ada', 'an administrator, who gets no exemption', 'Only members of data-owners'],
  ['A55.11', 'gus', 'a guest', 'Guests cannot decide'],
  ['A55.12', 'dana', "the agent's owner, though in the approvers' group", 'You own this agent'],
];
const ONE_DECISION: Adds = { ...NOTHING, events: 2, votes: 1, teams: 1, graph: 'as many as race' };

/** The rows. */
export const ELIGIBILITY: readonly Attack[] = [
  ...notEligible,
  ...ENDED.map(
    ([id, against, verb, says]): Attack => ({
      id,
      door: CARD,
      attack: `Presses "${verb}" on ${against}, with the button of a card kept open: it shows how it ended.`,
      against,
      send: { press: verb, by: 'carmen' },
      expect: { status: 200, says },
      adds: ONE_ACCOUNT,
    }),
  ),
  {
    id: 'A55.14',
    door: CARD,
    attack:
      'Presses "approve" on a denied request, with the button of a card kept open, as a guest: it names nobody.',
    against: 'a denied request',
    send: { press: 'approve', by: 'gus' },
    expect: { status: 200, says: 'Guests cannot decide' },
    adds: ONE_ACCOUNT,
  },
  ...LATE.map(
    ([id, by, who, says]): Attack => ({
      id,
      door: CARD,
      attack: `Presses "report", to stop the agent, with the button of a card kept open, as ${who}.`,
      against: 'an approved request',
      send: { press: 'report', by },
      expect: { status: 200, says },
      adds: ONE_QUESTION,
    }),
  ),
  {
    id: 'A55.13',
    door: DECIDE,
    attack: 'Reports by API, to stop the agent, what was approved, as a colleague in no group.',
    against: 'an approved request',
    send: { call: DECIDE, as: 'olivia', body: { decision: 'deny', suspicious: true } },
    expect: { status: 403, says: 'not_approver' },
    adds: ONE_QUESTION,
  },
  {
    id: 'A55.5',
    door: DECIDE,
    attack: 'Approves by API what was denied.',
    against: 'a denied request',
    send: approveByApi('alice'),
    expect: { status: 409, says: 'invalid_task_state' },
    adds: NOTHING,
  },
  {
    id: 'A48.40',
    door: CARD,
    attack: 'Presses "approve" as an approver whose account was disabled a moment ago.',
    against: 'a waiting request',
    meanwhile: { person: { who: 'bob', disabled: true } },
    send: { press: 'approve', by: 'bob' },
    expect: { status: 200, says: 'Your account is disabled' },
    adds: ONE_QUESTION,
  },
  {
    id: 'A48.41',
    door: CARD,
    attack: 'Presses "approve" as an approver who was made a guest a moment ago.',
    against: 'a waiting request',
    meanwhile: { person: { who: 'bob', kind: 'guest' } },
    send: { press: 'approve', by: 'bob' },
    expect: { status: 200, says: 'Guests cannot decide' },
    adds: ONE_QUESTION,
  },
  {
    id: 'A49.1',
    door: CARD,
    attack: 'Presses "approve" as a person taken out of the group a moment ago.',
    against: 'a waiting request',
    meanwhile: { person: { who: 'carmen', groups: [] } },
    send: { press: 'approve', by: 'carmen' },
    expect: { status: 200, says: 'Only members of data-owners' },
    adds: ONE_QUESTION,
  },
  {
    id: 'A49.2',
    door: DECIDE,
    attack: 'Approves by API as a person taken out of the group a moment ago.',
    against: 'a waiting request',
    meanwhile: { person: { who: 'carmen', groups: [] } },
    send: approveByApi('carmen'),
    expect: { status: 403, says: 'not_approver' },
    adds: ONE_QUESTION,
  },
  {
    id: 'A49.3',
    door: CARD,
    attack:
      'The second of two approves after the first was taken out of the group: the first no longer counts.',
    against: 'a request for two that has one vote',
    meanwhile: { person: { who: 'alice', groups: [] } },
    send: { press: 'approve', by: 'bob' },
    expect: { status: 200, says: 'Bob Berg' },
    adds: { ...NOTHING, events: 2, votes: 1, teams: 1, graph: 7 },
  },
  {
    id: 'A52.1',
    door: CARD,
    attack: 'Presses "approve" as the person the agent acts for.',
    against: 'a request on behalf of Alice',
    send: { press: 'approve', by: 'alice' },
    expect: { status: 200, says: 'The agent acts for you' },
    adds: ONE_SHORT_QUESTION,
  },
  {
    id: 'A52.2',
    door: DECIDE,
    attack: 'Approves by API as the person the agent acts for.',
    against: 'a request on behalf of Alice',
    send: approveByApi('alice'),
    expect: { status: 403, says: 'own_request' },
    adds: ONE_SHORT_QUESTION,
  },
  {
    id: 'A52.3',
    door: CARD,
    attack: 'Presses "approve" as the owner of the agent that the enforcer asks for.',
    against: "the warehouse's request",
    send: { press: 'approve', by: 'dana' },
    expect: { status: 200, says: 'You own this agent' },
    adds: ONE_SHORT_QUESTION,
  },
  {
    id: 'A52.4',
    door: CARD,
    attack: 'Presses "approve" as the agent\'s owner who has just been made an administrator as well.',
    against: 'a waiting request',
    meanwhile: { person: { who: 'dana', groups: [GROUPS.dataOwners, GROUPS.admins] } },
    send: { press: 'approve', by: 'dana' },
    expect: { status: 200, says: 'You own this agent' },
    adds: ONE_QUESTION,
  },
  {
    id: 'A53.1',
    door: CARD,
    attack: 'One of two approvers approves ten times at once, by card.',
    against: 'a request for two',
    send: { press: 'approve', by: 'alice' },
    atOnce: 10,
    expect: { status: 200 },
    adds: { ...NOTHING, events: 1, votes: 1, teams: 1, graph: 'as many as race' },
  },
  {
    id: 'A53.2',
    door: DECIDE,
    attack: 'The first of two approvers approves again by API, to fill the second seat.',
    against: 'a request for two that has one vote',
    send: approveByApi('alice'),
    expect: { status: 200, says: 'pending' },
    adds: ONE_QUESTION,
  },
  {
    id: 'A56.1',
    door: CARD,
    attack:
      'Two people approve and deny in the same moment: exactly one decides, and both read how it ended.',
    against: 'a waiting request with a callback',
    send: [
      { press: 'approve', by: 'alice' },
      { press: 'deny', by: 'bob' },
    ],
    atOnce: 1,
    expect: { status: 200 },
    adds: { ...ONE_DECISION, todos: 1, callbacks: 1 },
  },
  {
    id: 'A57.1',
    door: CARD,
    attack: 'Presses "approve" at the very end of the time.',
    against: 'a waiting request',
    minutesLater: 30,
    send: { press: 'approve', by: 'alice' },
    expect: { status: 200, says: 'Expired' },
    adds: { ...NOTHING, events: 1, teams: 1 },
  },
  {
    id: 'A57.2',
    door: DECIDE,
    attack: 'Approves by API a minute after the end, before any sweep has come by.',
    against: 'a waiting request',
    minutesLater: 31,
    send: approveByApi('alice'),
    expect: { status: 409, says: 'invalid_task_state' },
    adds: { ...NOTHING, events: 1, teams: 1 },
  },
  {
    id: 'A58.1',
    door: `${CARD}, POST /access/v1/requests/{id}/cancel`,
    attack: 'The agent withdraws in the moment of the approval: one end, which all are told.',
    against: 'a waiting request',
    send: [
      { press: 'approve', by: 'alice' },
      { call: 'POST /access/v1/requests/{id}/cancel', as: 'nightly-etl', body: {} },
    ],
    atOnce: 1,
    expect: { status: [200, 409] },
    adds: ONE_DECISION,
    or: {
      expect: { status: [200, 200] },
      adds: { ...NOTHING, events: 1, teams: 1, graph: 'as many as race' },
    },
  },
];
