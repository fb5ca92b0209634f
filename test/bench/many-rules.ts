// A policy as a large house writes one, and one wish judged by it: for measuring what reading and asking it takes.
import type { Question } from '../../approvals/policy/judgement/matching.ts';
import { AGENTS, GROUPS, PEOPLE, TENANT } from '../../local/directory.ts';
import { NOW } from '../support/builders.ts';

/** What a team asks of its own environment: twenty kinds of rules, as the worked policies have them. `{n}` is the team's number. */
const RULES: readonly string[] = [
  `{ id: read-{n}, when: 'action.name == "data.read" && resource.id.startsWith("team{n}/")', effect: allow }`,
  `{ id: small-{n}, when: 'action.name == "data.export" && resource.id.startsWith("team{n}/") && action.properties.rows < 100', effect: allow }`,
  `{ id: export-{n}, when: 'action.name == "data.export" && resource.properties.environment == "prod" && resource.properties.team == "t{n}"', effect: review, approvers: { group: data-owners, count: 2 } }`,
  `{ id: personal-{n}, when: 'action.name == "data.export" && resource.properties.team == "t{n}" && resource.properties.sensitivity == "personal"', effect: review, stepUp: true }`,
  `{ id: format-{n}, when: 'action.name == "data.export" && !(action.properties.format in ["csv", "parquet"])', effect: deny }`,
  `{ id: columns-{n}, when: 'action.name == "data.export" && action.properties.columns.exists(c, c.matches("^(ssn|iban|pin){n}$"))', effect: deny }`,
  `{ id: scale-{n}, when: 'action.name == "infra.scale" && resource.id.startsWith("team{n}/") && action.properties.replicas > 50', effect: review, approvers: { group: sre-leads } }`,
  `{ id: delete-{n}, when: 'action.name == "infra.delete" && resource.properties.environment == "prod"', effect: deny }`,
  `{ id: apply-{n}, when: 'action.name == "k8s.apply" && resource.properties.team == "t{n}" && action.properties.kind in ["Deployment", "Service"]', effect: review, expires: 20m }`,
  `{ id: secrets-{n}, when: 'action.name == "k8s.apply" && action.properties.kind == "Secret"', effect: review, approvers: { group: sre-leads, count: 2 }, risk: critical }`,
  `{ id: role-{n}, when: 'action.name == "iam.assign" && action.properties.role.matches("(?i)owner|admin")', effect: review, approvers: [{ group: data-owners }, { group: sre-leads }], stepUp: { acrs: c1 } }`,
  `{ id: foreign-{n}, when: 'action.name == "iam.assign" && !action.properties.principal.endsWith("@team{n}.example")', effect: deny }`,
  `{ id: deploy-{n}, when: 'action.name == "deploy.push" && resource.id == "team{n}/shop"', effect: review, grant: 2m }`,
  `{ id: hours-{n}, when: 'action.name == "deploy.push" && resource.properties.team == "t{n}" && (now.getHours("Europe/Paris") < 8 || now.getHours("Europe/Paris") >= 18)', effect: review, approvers: { group: sre-leads } }`,
  `{ id: freeze-{n}, when: 'now >= timestamp("2026-12-{d}T00:00:00Z") && now < timestamp("2026-12-{d}T12:00:00Z") && action.name != "data.read"', effect: deny }`,
  `{ id: weekend-{n}, when: 'action.name == "infra.scale" && now.getDayOfWeek("Europe/Paris") in [0, 6]', effect: review }`,
  `{ id: canary-{n}, when: 'action.name == "deploy.push" && has(action.properties.canary) && action.properties.canary == false', effect: review, risk: high, riskReason: no canary }`,
  `{ id: stranger-{n}, when: '!agent.registered && resource.id.startsWith("team{n}/")', effect: review, approvers: { people: [${PEOPLE.sam}] } }`,
  `{ id: claim-{n}, when: 'has(claimed.context.incident) && claimed.context.incident.startsWith("INC{n}-")', effect: review, notify: [on-call] }`,
  `{ id: pair-{n}, when: 'agent.name == "deploy-bot" && resource.properties.team == "t{n}"', effect: review, approvers: { group: sre-leads, count: 2 } }`,
];

const ACTIONS = [
  'data.read',
  'data.export',
  'infra.scale',
  'infra.delete',
  'k8s.apply',
  'iam.assign',
  'deploy.push',
];

/** The text of a policy with `count` rules. */
export function manyRules(count: number): string {
  const teams = Math.ceil(count / RULES.length);
  const rules = Array.from({ length: teams }, (_, n) =>
    RULES.map((rule) => rule.replaceAll('{n}', String(n)).replaceAll('{d}', String(n + 10))),
  );
  const facts = Array.from(
    { length: teams },
    (_, n) =>
      `  - { type: database, id: "team${n}/*", set: { environment: prod, team: t${n}, sensitivity: personal } }`,
  );
  return `admins: { entraGroup: ${GROUPS.admins} }
agents:
  nightly-etl: { clientId: ${AGENTS.nightlyEtl}, owners: [${PEOPLE.dana}] }
  deploy-bot: { clientId: ${AGENTS.deployBot}, owners: [${PEOPLE.sam}] }
groups:
  data-owners: { entraGroup: ${GROUPS.dataOwners} }
  sre-leads: { entraGroup: ${GROUPS.sreLeads} }
routes: { data-approvals: { timeZone: Europe/Paris }, on-call: {} }
resources:
${facts.join('\n')}
actions:
${ACTIONS.map((name) => `  ${name}: { verb: run, risk: medium }`).join('\n')}
defaults: { approvers: { group: data-owners }, notify: [data-approvals] }
rules:
${rules
  .flat()
  .slice(0, count)
  .map((rule) => `  - ${rule}`)
  .join('\n')}
`;
}

/** An export of a personal table: a wish that many of those rules look at closely. */
export function aWish(): Question {
  return {
    agent: { clientId: AGENTS.nightlyEtl, name: 'nightly-etl', registered: true },
    viaEnforcer: false,
    now: NOW,
    intent: {
      subject: { type: 'agent', id: AGENTS.nightlyEtl, tenant: TENANT },
      action: {
        name: 'data.export',
        properties: {
          format: 'csv',
          rows: 5000,
          columns: ['id', 'email', 'city', 'born'],
          target: 'sftp://partner',
        },
      },
      resource: { type: 'database', id: 'team3/customers', properties: { size: 'large' } },
      context: { incident: 'INC3-77', run: { id: 'r-1', step: 4 } },
    },
  };
}
