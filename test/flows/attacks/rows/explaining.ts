// A80, why the policy answers as it does: for auditors and administrators. Whoever asks for approvals could look here for what is let
// through, unseen and uncounted; so it has no door to it, and no dry run leaves anything behind.
import { AGENTS, PEOPLE } from '../../../../local/directory.ts';
import { EXPORT } from '../../support/caller.ts';
import { type As, type Attack, NOTHING } from '../attack.ts';

const EXPLAIN = 'POST /api/policy/explain';
const CHECK = 'POST /api/policy/check';
/** One person's account and memberships. */
const ONE_PERSON = { ...NOTHING, graph: 2 };
const ofNightlyEtl = { ...EXPORT, subject: { type: 'agent', id: AGENTS.nightlyEtl } };
const held = (app: string): As => ({
  claims: {
    idtyp: null,
    oid: PEOPLE.audrey,
    sub: 'a',
    roles: ['Approvals.Audit'],
    scp: 'Approvals.Decide',
    azp: app,
  },
});

const software: readonly (readonly [string, string, As])[] = [
  ['A80.20', 'as the agent that would ask', 'nightly-etl'],
  ['A80.21', 'as another agent', 'deploy-bot'],
  ['A80.22', 'as the enforcer', 'warehouse'],
  [
    'A80.23',
    'as an agent that was given the roles of auditors and administrators beside its own',
    { claims: { roles: ['Requests.Create', 'Approvals.Audit', 'Approvals.Admin'] } },
  ],
  ['A80.24', "with an auditor's token that an agent obtained", held(AGENTS.nightlyEtl)],
];

/** The rows. */
export const EXPLAINING: readonly Attack[] = [
  ...software.map(
    ([id, what, as]): Attack => ({
      id,
      door: EXPLAIN,
      attack: `Asks why an export would be let through or not, ${what}.`,
      against: 'none',
      send: { call: EXPLAIN, as, body: ofNightlyEtl },
      expect: { status: 403, says: 'not_permitted' },
      adds: NOTHING,
    }),
  ),
  {
    id: 'A80.25',
    door: EXPLAIN,
    attack: 'Asks why an export would be let through or not, as an approver.',
    against: 'none',
    send: { call: EXPLAIN, as: 'alice', body: ofNightlyEtl },
    expect: { status: 403, says: 'not_permitted' },
    adds: ONE_PERSON,
  },
  {
    id: 'A80.26',
    door: EXPLAIN,
    attack: 'Has the deployment load a policy of its own, as a workload whose only role is to audit.',
    against: 'none',
    send: { call: EXPLAIN, as: 'audit-export', body: { ...ofNightlyEtl, policy: 'rules: []' } },
    expect: { status: 403, says: 'not_permitted' },
    adds: NOTHING,
  },
  {
    id: 'A80.27',
    door: EXPLAIN,
    attack: 'Asks, as an auditor may, and looks whether that left a trace, a vote or a card.',
    against: 'none',
    send: { call: EXPLAIN, as: 'audit-export', body: ofNightlyEtl },
    expect: { status: 200 },
    adds: NOTHING,
  },
  ...[...software.map(([, what, as]) => [what, as] as const), ['as an auditor', 'audit-export'] as const].map(
    ([what, as], at): Attack => ({
      id: `A80.${30 + at}`,
      door: CHECK,
      attack: `Asks how many people stand behind groups of its own choice, ${what}.`,
      against: 'none',
      send: { call: CHECK, as, body: { policy: 'rules: []' } },
      expect: { status: 403, says: 'not_permitted' },
      adds: NOTHING,
    }),
  ),
  {
    id: 'A80.36',
    door: CHECK,
    attack: 'Asks how many people stand behind groups of its own choice, as an approver.',
    against: 'none',
    send: { call: CHECK, as: 'alice', body: { policy: 'rules: []' } },
    expect: { status: 403, says: 'not_permitted' },
    adds: ONE_PERSON,
  },
];
