// A81: stopping agents and letting them go on. What an administrator may, nobody else may; and nobody undoes a pause of their own.
import { AGENTS, PEOPLE } from '../../../../local/directory.ts';
import { EXPORT } from '../../support/caller.ts';
import { type As, type Attack, NOTHING, type Send } from '../attack.ts';

const PAUSE = 'POST /access/v1/agents/{agent}/pause';
const RESUME = 'POST /access/v1/agents/{agent}/resume';
const notPermitted = { status: 403, says: 'not_permitted' } as const;
/** One person's account and memberships. */
const ONE_PERSON = { ...NOTHING, graph: 2 };

/** Nobody registered these: pausing them stops nobody. */
const stranger = (n: number) => `7c0ffee0-0000-4000-8000-00000000cf0${n}`;
const pause = (as: As, agent = 'nightly-etl'): Send => ({
  call: `POST /access/v1/agents/${agent}/pause`,
  as,
  body: { reason: 'it is in my way' },
});
const adaThrough = (app: string): As => ({
  claims: { idtyp: null, oid: PEOPLE.ada, sub: 'a', roles: null, scp: 'Approvals.Decide', azp: app },
});

const software: readonly (readonly [string, string, As])[] = [
  ['A81.1', 'as the agent itself', 'nightly-etl'],
  ['A81.2', 'as another agent', 'deploy-bot'],
  ['A81.3', 'as the enforcer', 'warehouse'],
  ['A81.4', 'as a workload with the role of administrators', { claims: { roles: ['Approvals.Admin'] } }],
  ['A81.5', "with an administrator's token that the agent obtained", adaThrough(AGENTS.nightlyEtl)],
  ['A81.6', "with an administrator's token that the enforcer obtained", adaThrough(AGENTS.warehouse)],
];
const people: readonly (readonly [string, string, string, string])[] = [
  ['A81.7', 'an approver', 'alice', 'not_permitted'],
  ['A81.8', 'the owner of the agent', 'dana', 'not_permitted'],
  ['A81.9', 'an auditor', 'audrey', 'not_permitted'],
  ['A81.10', 'a guest', 'gus', 'guest'],
];

const AZ = '04b07795-8ddb-461a-bbee-02f9e1bf7b46';

/** The rows. */
export const STOPPING: readonly Attack[] = [
  {
    id: 'A81.30',
    door: RESUME,
    attack: 'Lets an agent go on with the token of an administrator that her command line gets.',
    against: 'a waiting request',
    send: {
      call: 'POST /access/v1/agents/nightly-etl/resume',
      as: {
        claims: { idtyp: null, oid: PEOPLE.ada, sub: 'a', roles: null, scp: 'Approvals.Operate', azp: AZ },
      },
      body: {},
    },
    expect: notPermitted,
    adds: NOTHING,
  },
  ...software.map(
    ([id, what, as]): Attack => ({
      id,
      door: PAUSE,
      attack: `Pauses an agent ${what}.`,
      against: 'a waiting request',
      send: pause(as),
      expect: notPermitted,
      adds: NOTHING,
    }),
  ),
  ...people.map(
    ([id, what, who, says]): Attack => ({
      id,
      door: PAUSE,
      attack: `Pauses an agent as ${what}.`,
      against: 'a waiting request',
      send: pause(who),
      expect: { status: 403, says },
      adds: ONE_PERSON,
    }),
  ),
  {
    id: 'A81.11',
    door: PAUSE,
    attack: 'Pauses an agent as an administrator who left the group a moment ago.',
    against: 'a waiting request',
    meanwhile: { person: { who: 'ada', groups: [] } },
    send: pause('ada'),
    expect: notPermitted,
    adds: ONE_PERSON,
  },
  {
    id: 'A81.12',
    door: PAUSE,
    attack: 'Pauses an agent as an administrator who was disabled a moment ago.',
    against: 'a waiting request',
    meanwhile: { person: { who: 'ada', disabled: true } },
    send: pause(adaThrough('7c0ffee0-0000-4000-8000-0000000000f0')),
    expect: { status: 403, says: 'disabled_person' },
    adds: ONE_PERSON,
  },
  {
    id: 'A81.13',
    door: 'GET /access/v1/agents/{agent}',
    attack: 'Tries out names of agents as an approver: a wrong one is answered like a right one.',
    against: 'none',
    send: { call: 'GET /access/v1/agents/nightly-elt', as: 'alice' },
    expect: notPermitted,
    adds: ONE_PERSON,
  },
  {
    id: 'A81.14',
    door: 'chat',
    attack: 'Pauses an agent in the channel without being an administrator.',
    against: 'a waiting request',
    send: { write: '@Countersign pause nightly-etl it is in my way', by: 'alice' },
    expect: { status: 200, says: 'Only administrators' },
    adds: { ...ONE_PERSON, teams: 1 },
  },
  {
    id: 'A81.15',
    door: RESUME,
    attack: 'Lets an agent go on that the same administrator paused.',
    against: 'none',
    first: [pause('ada', stranger(1))],
    send: { call: `POST /access/v1/agents/${stranger(1)}/resume`, as: 'ada', body: {} },
    expect: { status: 403, says: 'own_pause' },
    adds: ONE_PERSON,
  },
  {
    id: 'A81.16',
    door: 'POST /api/requests',
    attack: 'Asks as an agent that is paused.',
    against: 'none',
    first: [pause('ada', stranger(2))],
    send: { call: 'POST /api/requests', as: { claims: { azp: stranger(2) } }, body: EXPORT },
    expect: { status: 403, says: 'agent_paused' },
    adds: NOTHING,
  },
];
