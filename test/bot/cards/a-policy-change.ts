// A change of the policy that leans every way, as the deployment asks for it.
import { createHash } from 'node:crypto';
import { changeWish, deploymentAs } from '../../../approvals/proposal/wish.ts';

const TENANT = '7c0ffee0-0000-4000-8000-000000000001';
const APP = '7c0ffee0-0000-4000-8000-0000000000a0';

const BEFORE = `# Asked for by the auditors
reviewPolicyChanges: true
groups:
  data-owners: { entraGroup: 7c0ffee0-0000-4000-8000-00000000d001 }
resources:
  - { type: database, id: "*", set: { environment: prod } }
  - { type: database, id: "dev/*", set: { environment: dev } }
defaults: { approvers: { group: data-owners }, expires: 30m }
rules:
  - id: prod-writes
    description: Writes to production
    when: |-
      action.name == "data.write"
        && resource.properties.environment == "prod"
        && !(resource.id in ["prod/scratch"])
    effect: review
    approvers: { group: data-owners, count: 2 }
    expires: 30m
  - id: no-drops
    when: action.name == "data.drop"
    effect: deny
  - id: small-reads
    when: action.name == "data.read"
    effect: allow
    limit: { count: 20, per: agent, window: 1h }
`;
const AFTER = `# Asked for by the data team
reviewPolicyChanges: true
groups:
  data-owners: { entraGroup: 7c0ffee0-0000-4000-8000-00000000d001 }
  interns: { entraGroup: 7c0ffee0-0000-4000-8000-00000000d009 }
resources:
  - { type: database, id: "*", set: { environment: prod } }
  - { type: database, id: "dev/customers*", set: { environment: prod } }
  - { type: database, id: "dev/*", set: { environment: dev } }
defaults: { approvers: { group: data-owners }, expires: 20m }
rules:
  - id: prod-writes
    description: Most writes to production
    when: |-
      action.name == "data.write"
        && resource.properties.environment == "prod"
        && !(resource.id in ["prod/scratch", "prod/customers"])
    effect: review
    approvers: { group: data-owners, count: 1 }
    expires: 10m
  - id: small-reads
    when: action.name == "data.read"
    effect: allow
    limit: { count: 200, per: agent, window: 1h }
  - id: intern-reads
    when: action.name == "data.read" && agent.name == "intern-notebook"
    effect: allow
  - id: night
    when: now.getHours("Europe/Paris") < 6 && action.name == "data.export"
    effect: deny
`;

const file = (text: string) => ({ text, version: createHash('sha256').update(text).digest('hex') });

/** The parameters of the request that asks for `after` where `before` is in force. */
export function changeParameters(before = BEFORE, after = AFTER): Readonly<Record<string, unknown>> {
  const wish = changeWish(file(before), file(after), deploymentAs(APP), TENANT);
  return wish?.intent.action.properties ?? {};
}
