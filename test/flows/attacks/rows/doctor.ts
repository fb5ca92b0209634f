// A80, the doctor: what it tells of groups, owners and links is for administrators, and reading it changes nothing.
import { AGENTS, PEOPLE } from '../../../../local/directory.ts';
import { type As, type Attack, type Expected, NOTHING } from '../attack.ts';

const DOCTOR = 'GET /access/v1/doctor';
const notPermitted: Expected = { status: 403, says: 'not_permitted' };
/** One person's account and memberships. */
const ONE_PERSON = { ...NOTHING, graph: 2 };
const held = (app: string): As => ({
  claims: { idtyp: null, oid: PEOPLE.ada, sub: 'a', roles: null, scp: 'Approvals.Decide', azp: app },
});

const software: readonly (readonly [string, string, As])[] = [
  ['A80.3', 'as an agent', 'nightly-etl'],
  ['A80.4', 'as the enforcer', 'warehouse'],
  ['A80.5', 'as a workload with the role of administrators', { claims: { roles: ['Approvals.Admin'] } }],
  ['A80.6', "with an administrator's token that an agent obtained", held(AGENTS.nightlyEtl)],
];
const people: readonly (readonly [string, string, string, string])[] = [
  ['A80.7', 'an approver', 'alice', 'not_permitted'],
  ['A80.8', 'an auditor', 'audrey', 'not_permitted'],
  ['A80.9', 'a guest', 'gus', 'guest'],
];

/** The rows. */
export const EXAMINING: readonly Attack[] = [
  ...software.map(
    ([id, what, as]): Attack => ({
      id,
      door: DOCTOR,
      attack: `Asks how every link of the deployment is, ${what}.`,
      against: 'none',
      send: { call: DOCTOR, as },
      expect: notPermitted,
      adds: NOTHING,
    }),
  ),
  ...people.map(
    ([id, what, as, says]): Attack => ({
      id,
      door: DOCTOR,
      attack: `Asks how every link of the deployment is, as ${what}.`,
      against: 'none',
      send: { call: DOCTOR, as },
      expect: { status: 403, says },
      adds: ONE_PERSON,
    }),
  ),
  {
    id: 'A80.10',
    door: DOCTOR,
    attack: 'Asks it with the app role of administrators in the token, having left their group a moment ago.',
    against: 'none',
    meanwhile: { person: { who: 'ada', groups: [] } },
    send: { call: DOCTOR, as: 'ada' },
    expect: notPermitted,
    adds: ONE_PERSON,
  },
  {
    id: 'A80.11',
    door: DOCTOR,
    attack: 'Asks it without that role while the directory is silent and nobody can be looked up.',
    against: 'none',
    meanwhile: { graph: { status: 503 } },
    send: { call: DOCTOR, as: 'alice' },
    expect: { status: 503, says: 'could_not_verify' },
    adds: ONE_PERSON,
  },
];
