// The policies that lives are asked under, and the one that comes later and denies.
import assert from 'node:assert/strict';
import type { Policy } from '../../approvals/policy/policy.ts';
import { GROUPS, PEOPLE } from '../../local/directory.ts';
import { goodPolicy } from '../support/good-policy.ts';
import type { Terms } from './plain-state.ts';

const HEAD = `admins: { entraGroup: ${GROUPS.admins} }
groups:
  data-owners: { entraGroup: ${GROUPS.dataOwners} }
  sre-leads: { entraGroup: ${GROUPS.sreLeads} }
routes: {}
actions: { data.export: { verb: export } }
defaults: { approvers: { group: data-owners }, notify: [], expires: 30m, grant: 5m, outcomeWithin: 15m }
`;

const rule = (members: string): string => `${HEAD}rules:\n  - { id: r, when: 'true', ${members} }\n`;

/** One seat, two seats, seats of two groups, a seat of a named person or a group; reminders, and escalations that let more people in, also to a seat that is left of two; votes with words. */
const REVIEWS: readonly string[] = [
  'approvers: { group: data-owners }',
  'approvers: { group: data-owners, count: 2 }',
  'approvers: [{ group: data-owners }, { group: sre-leads }]',
  `approvers: [{ people: [${PEOPLE.olivia}], group: sre-leads }, { groups: [data-owners, sre-leads], count: 2 }]`,
  `approvers: { group: data-owners, count: 2 }, remind: 6m, escalate: [{ after: 10m, addApprovers: { group: sre-leads } }, { after: 20m, addApprovers: { people: [${PEOPLE.olivia}] } }]`,
  `approvers: [{ group: data-owners }, { people: [${PEOPLE.olivia}] }], requireReason: both, escalate: { after: 15m, addApprovers: { group: sre-leads } }`,
  'approvers: [{ group: data-owners }, { group: sre-leads }], escalate: { after: 10m, addApprovers: { group: data-owners } }',
];

const COOL_DOWN = ['coolDown: 10m', 'coolDown: 20m'] as const;
const STEP_UP = 'stepUp: { acrs: c1, within: 10m }';
/** So many yeses of a rule in ten minutes; what goes beyond is a person's. */
const LIMITS: readonly string[] = [
  'count: 1, per: agent',
  'count: 1, per: resource',
  'count: 2, per: action',
];

/** A policy, and what the life of a request under it is bound to. */
export interface AskedUnder {
  readonly policy: Policy;
  readonly terms: Terms;
}

const under = (members: string): AskedUnder => {
  const policy = goodPolicy(rule(members));
  const [only] = policy.rules;
  assert.ok(only);
  // What a limit stops is decided by the default approvers.
  const requirements = only.effect === 'allow' ? policy.defaults.requirements : only.requirements;
  return { policy, terms: { ...only, requirements } };
};
const review = (...members: readonly string[]) => under(`effect: review, ${members.join(', ')}`);

export const ASKED_UNDER: readonly AskedUnder[] = [
  ...REVIEWS.map((members) => review(members)),
  ...REVIEWS.slice(0, 3).map((members) => review(members, COOL_DOWN[0])),
  ...REVIEWS.slice(3).map((members) => review(members, COOL_DOWN[1], STEP_UP)),
  ...REVIEWS.slice(0, 3).map((members) => review(members, STEP_UP)),
  ...LIMITS.map((limit) => under(`effect: allow, limit: { ${limit}, window: 10m }`)),
];
export const DENYING: Policy = goodPolicy(rule('effect: deny'));
