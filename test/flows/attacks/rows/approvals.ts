// A62 to A66: approvals used twice, over other bytes, late, or by others.
import { AGENTS } from '../../../../local/directory.ts';
import { EXPORT } from '../../support/caller.ts';
import { type Attack, NOTHING } from '../attack.ts';

const DOOR = 'POST /access/v1/evaluation';
const approval = { id: '{grant}', state: '{signed}' };
const use = (as: string, requestId: string, wish: object = EXPORT, given: object = approval) => ({
  call: DOOR,
  as,
  body: { ...wish, context: { approval: given } },
  headers: { 'x-request-id': requestId },
});
const rows = (count: number, more: object = {}) => ({
  ...EXPORT,
  action: { name: 'data.export', properties: { format: 'csv', rows: count, ...more } },
});
const no = (says: string) => ({ status: 200, says }) as const;

const changed: readonly (readonly [string, string, object])[] = [
  ['A64.1', 'one row more', rows(26)],
  ['A64.2', 'a parameter more', rows(25, { note: 'x' })],
  ['A64.3', 'another database', { ...EXPORT, resource: { type: 'database', id: 'prod/salaries' } }],
  ['A64.4', 'another action', { ...EXPORT, action: { ...EXPORT.action, name: 'data.read' } }],
  [
    'A64.5',
    'claims about the database beside it',
    { ...EXPORT, resource: { ...EXPORT.resource, properties: {} } },
  ],
];

/** The rows. */
export const APPROVALS: readonly Attack[] = [
  ...changed.map(
    ([id, what, wish]): Attack => ({
      id,
      door: DOOR,
      attack: `Uses an approval for ${what}.`,
      against: 'an approved request',
      send: use('nightly-etl', id, wish),
      expect: id === 'A64.2' ? { status: 200 } : no('out_of_scope'),
      adds: NOTHING,
    }),
  ),
  {
    id: 'A62.1',
    door: DOOR,
    attack: 'Uses one approval thirty times at once under one id: one use, and all are told of the same one.',
    against: 'an approved request',
    send: use('nightly-etl', 'a62'),
    atOnce: 30,
    expect: { status: 200 },
    adds: { ...NOTHING, events: 1, teams: 1 },
  },
  {
    id: 'A62.2',
    door: DOOR,
    attack: 'Uses a used approval again under another id.',
    against: 'a used approval',
    send: use('nightly-etl', 'once-more'),
    expect: no('approval_expired'),
    adds: NOTHING,
  },
  {
    id: 'A65.1',
    door: DOOR,
    attack: 'Uses an approval that was taken back.',
    against: 'a revoked approval',
    send: use('nightly-etl', 'a65'),
    expect: no('approval_expired'),
    adds: NOTHING,
  },
  {
    id: 'A65.2',
    door: DOOR,
    attack: 'Uses an approval after its time.',
    against: 'an approved request',
    minutesLater: 6,
    send: use('nightly-etl', 'a65-late'),
    expect: no('approval_expired'),
    adds: NOTHING,
  },
  {
    id: 'A66.1',
    door: DOOR,
    attack: "Presents the request's id as the approval.",
    against: 'an approved request',
    send: use('nightly-etl', 'a66', EXPORT, { id: '{id}', state: '{id}' }),
    expect: no('approval_unverifiable'),
    adds: NOTHING,
  },
  {
    id: 'A66.2',
    door: DOOR,
    attack: 'Presents an approval without its signature.',
    against: 'an approved request',
    send: use('nightly-etl', 'a66', EXPORT, { id: '{grant}', state: 'e30.e30.' }),
    expect: no('approval_unverifiable'),
    adds: NOTHING,
  },
  {
    id: 'A66.3',
    door: DOOR,
    attack: 'Presents a good signature under the id of another approval.',
    against: 'an approved request',
    send: use('nightly-etl', 'a66', EXPORT, { id: 'apr_00000000000000000000000000', state: '{signed}' }),
    expect: no('approval_unverifiable'),
    adds: NOTHING,
  },
  {
    id: 'A66.4',
    door: DOOR,
    attack: "Uses another agent's approval.",
    against: 'an approved request',
    send: use('deploy-bot', 'a66'),
    expect: no('approval_unverifiable'),
    adds: NOTHING,
  },
  {
    id: 'A66.5',
    door: DOOR,
    attack: 'Uses an approval without an X-Request-ID, so that a repeat could not be told from a second use.',
    against: 'an approved request',
    send: { call: DOOR, as: 'nightly-etl', body: { ...EXPORT, context: { approval } } },
    expect: { status: 400, says: 'invalid' },
    adds: NOTHING,
  },
  {
    id: 'A66.6',
    door: DOOR,
    attack: 'Says in its context that it was approved, without an approval.',
    against: 'none',
    send: { call: DOOR, as: 'nightly-etl', body: { ...EXPORT, context: { approved: true } } },
    expect: no('approval_required'),
    // The answer itself, as a request born closed: asked, and denied.
    adds: { ...NOTHING, requests: 1, events: 2 },
  },
  {
    id: 'A66.7',
    door: 'POST /access/v1/requests/{id}/outcome',
    attack: 'Reports success of what was never used.',
    against: 'an approved request',
    send: {
      call: 'POST /access/v1/requests/{id}/outcome',
      as: 'nightly-etl',
      body: { result: 'succeeded' },
    },
    expect: { status: 409, says: 'invalid_task_state' },
    adds: NOTHING,
  },
  {
    id: 'A65.3',
    door: 'POST /access/v1/requests/{id}/revoke',
    attack: 'Takes back an approval as somebody who neither gave it nor administers.',
    against: 'an approved request',
    send: { call: 'POST /access/v1/requests/{id}/revoke', as: 'olivia', body: {} },
    expect: { status: 403, says: 'not_approver' },
    adds: { ...NOTHING, graph: 2 },
  },
  {
    id: 'A65.4',
    door: 'POST /access/v1/requests/{id}/revoke',
    attack: 'Takes back an approval as the agent itself.',
    against: 'an approved request',
    send: { call: 'POST /access/v1/requests/{id}/revoke', as: 'nightly-etl', body: {} },
    expect: { status: 403, says: 'not_permitted' },
    adds: NOTHING,
  },
  {
    id: 'A66.8',
    door: DOOR,
    attack: 'Uses, as the enforcer, an approval with an agent named who did not ask.',
    against: 'an approved request',
    send: use('warehouse', 'a66', { ...EXPORT, subject: { type: 'agent', id: AGENTS.deployBot } }),
    expect: no('approval_unverifiable'),
    adds: NOTHING,
  },
];
