// The policies that lives are asked under, and the one that comes later and denies.
import type { Policy } from '../../approvals/policy/policy.ts';
import { GROUPS, PEOPLE } from '../../local/directory.ts';
import { goodPolicy } from '../support/good-policy.ts';

const HEAD = `admins: { entraGroup: ${GROUPS.admins} }
groups:
  data-owners: { entraGroup: ${GROUPS.dataOwners} }
  sre-leads: { entraGroup: ${GROUPS.sreLeads} }
routes: {}
actions: { data.export: { verb: export } }
defaults: { approvers: { group: data-owners }, notify: [], expires: 30m, grant: 5m, outcomeWithin: 15m }
`;

const rule = (members: string): string => `${HEAD}rules:\n  - { id: r, when: 'true', ${members} }\n`;

/** One seat, two seats, seats of two groups, a seat of a named person or a group; reminders, and escalations that let more people in; votes with words. */
const REVIEWS: readonly string[] = [
  'approvers: { group: data-owners }',
  'approvers: { group: data-owners, count: 2 }',
  'approvers: [{ group: data-owners }, { group: sre-leads }]',
  `approvers: [{ people: [${PEOPLE.olivia}], group: sre-leads }, { groups: [data-owners, sre-leads], count: 2 }]`,
  `approvers: { group: data-owners, count: 2 }, remind: 6m, escalate: [{ after: 10m, addApprovers: { group: sre-leads } }, { after: 20m, addApprovers: { people: [${PEOPLE.olivia}] } }]`,
  `approvers: [{ group: data-owners }, { people: [${PEOPLE.olivia}] }], requireReason: both, escalate: { after: 15m, addApprovers: { group: sre-leads } }`,
];

export const ASKED_UNDER: readonly Policy[] = REVIEWS.map((members) =>
  goodPolicy(rule(`effect: review, ${members}`)),
);
export const DENYING: Policy = goodPolicy(rule('effect: deny'));
