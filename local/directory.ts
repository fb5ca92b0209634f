// The people, groups and agents of the local world, with fixed ids so that the shipped policy and every script can name them.
// Plain data: the local Entra ID holds a copy and lets scripts change that copy. Nothing here is a secret of any real tenant.

/** The one tenant this deployment serves. */
export const TENANT = '7c0ffee0-0000-4000-8000-000000000001';
/** Somebody else's tenant: Xavier's home. */
export const OTHER_TENANT = '7c0ffee0-0000-4000-8000-000000000002';
/** The app id of our API, the audience of every token we accept. */
export const AUDIENCE = '7c0ffee0-0000-4000-8000-0000000000a0';
/** The bot's registration, used by nothing else. */
export const BOT_APP_ID = '7c0ffee0-0000-4000-8000-0000000000b0';
/** The identity of the gateway, which targets are shown. */
export const GATEWAY_ID = '7c0ffee0-0000-4000-8000-0000000000c0';
/** The app registration of the review page. */
export const REVIEW_APP_ID = '7c0ffee0-0000-4000-8000-0000000000d0';
/** The public client through which people sign in locally: `azp` of their tokens. */
export const SIGN_IN_CLIENT_ID = '7c0ffee0-0000-4000-8000-0000000000f0';

/** The groups of the local directory, by the name the policy uses. */
export const GROUPS = {
  dataOwners: '7c0ffee0-0000-4000-8000-00000000d001',
  sreLeads: '7c0ffee0-0000-4000-8000-00000000d002',
  admins: '7c0ffee0-0000-4000-8000-00000000d003',
} as const;

/** The people of the local directory. */
export const PEOPLE = {
  alice: '7c0ffee0-0000-4000-8000-00000000e001',
  bob: '7c0ffee0-0000-4000-8000-00000000e002',
  carmen: '7c0ffee0-0000-4000-8000-00000000e003',
  sam: '7c0ffee0-0000-4000-8000-00000000e004',
  olivia: '7c0ffee0-0000-4000-8000-00000000e005',
  gus: '7c0ffee0-0000-4000-8000-00000000e006',
  xavier: '7c0ffee0-0000-4000-8000-00000000e007',
  dana: '7c0ffee0-0000-4000-8000-00000000e008',
  ada: '7c0ffee0-0000-4000-8000-00000000e009',
  noor: '7c0ffee0-0000-4000-8000-00000000e00a',
  audrey: '7c0ffee0-0000-4000-8000-00000000e00b',
} as const;

/** The client ids of the local agents. */
export const AGENTS = {
  nightlyEtl: '7c0ffee0-0000-4000-8000-00000000c001',
  deployBot: '7c0ffee0-0000-4000-8000-00000000c002',
  warehouse: '7c0ffee0-0000-4000-8000-00000000c003',
  auditExport: '7c0ffee0-0000-4000-8000-00000000c004',
  reportWriter: '7c0ffee0-0000-4000-8000-00000000c005',
} as const;

/** The blueprint that the agent identity report-writer was made from. */
export const BLUEPRINT_ID = '7c0ffee0-0000-4000-8000-00000000ba01';

/** How a person stands to our tenant; an external person is not in our directory at all. */
export type PersonKind = 'member' | 'guest' | 'external';

/** A person. `groups` are direct memberships; `tenant` is their home when it is not ours. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly upn: string;
  readonly kind: PersonKind;
  readonly groups: readonly string[];
  readonly roles: readonly string[];
  readonly disabled?: boolean;
  /** Software signs in with this account: an agent user of Entra Agent ID. */
  readonly agentUser?: boolean;
  readonly tenant?: string;
}

/** A security group. `groups` are the groups it is itself a member of. */
export interface Group {
  readonly id: string;
  readonly name: string;
  readonly groups?: readonly string[];
}

/** Who else may prove to be an app: whoever holds a token of this issuer for this subject, e.g. a pipeline or a Kubernetes workload. */
export interface FederatedCredential {
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
}

/**
 * An app registration with its service principal (`objectId`); `applicationId` is the object id of the registration. An agent identity of
 * Entra Agent ID has a blueprint instead of a registration, and an empty secret: its blueprint proves it.
 */
export interface Agent {
  readonly clientId: string;
  readonly secret: string;
  readonly name: string;
  readonly objectId: string;
  readonly applicationId?: string;
  readonly owners: readonly string[];
  readonly roles: readonly string[];
  readonly blueprint?: string;
  readonly federated?: readonly FederatedCredential[];
}

/** What `GET /_local/directory` answers. */
export interface Directory {
  readonly tenant: string;
  readonly audience: string;
  readonly people: readonly Person[];
  readonly groups: readonly Group[];
  readonly agents: readonly Agent[];
  /** Agent identity blueprints: apps that hold no role, and whose owners can be every agent made from them. */
  readonly blueprints?: readonly Agent[];
}

/** A fresh copy of the demo world. */
export function seedDirectory(): Directory {
  return {
    tenant: TENANT,
    audience: AUDIENCE,
    people: [
      person(PEOPLE.alice, 'Alice Aho', { groups: [GROUPS.dataOwners] }),
      person(PEOPLE.bob, 'Bob Berg', { groups: [GROUPS.dataOwners] }),
      person(PEOPLE.carmen, 'Carmen Cruz', { groups: [GROUPS.dataOwners] }),
      person(PEOPLE.sam, 'Sam Sato', { groups: [GROUPS.sreLeads] }),
      person(PEOPLE.olivia, 'Olivia Oduya'),
      person(PEOPLE.gus, 'Gus Garcia', { kind: 'guest' }),
      person(PEOPLE.xavier, 'Xavier Xu', { kind: 'external', tenant: OTHER_TENANT }),
      // Owns the demo agent and belongs to its approvers: the group alone must not let her decide.
      person(PEOPLE.dana, 'Dana Ortiz', { groups: [GROUPS.dataOwners] }),
      person(PEOPLE.ada, 'Ada Alm', { groups: [GROUPS.admins], roles: ['Approvals.Admin'] }),
      person(PEOPLE.noor, 'Noor Nasser', { groups: [GROUPS.admins], roles: ['Approvals.Admin'] }),
      person(PEOPLE.audrey, 'Audrey Adler', { roles: ['Approvals.Audit'] }),
    ],
    groups: [
      { id: GROUPS.dataOwners, name: 'data-owners' },
      { id: GROUPS.sreLeads, name: 'sre-leads' },
      { id: GROUPS.admins, name: 'countersign-admins' },
    ],
    agents: [
      agent(1, 'nightly-etl', 'Requests.Create', [PEOPLE.dana]),
      agent(2, 'deploy-bot', 'Requests.Create', [PEOPLE.sam]),
      agent(3, 'warehouse', 'Requests.Enforce', []),
      agent(4, 'audit-export', 'Approvals.Audit', []),
      {
        clientId: AGENTS.reportWriter,
        secret: '',
        name: 'report-writer',
        objectId: '7c0ffee0-0000-4000-8000-000000005005',
        owners: [],
        roles: ['Requests.Create'],
        blueprint: BLUEPRINT_ID,
      },
    ],
    // Owned by an approver: who owns the blueprint can be the agent.
    blueprints: [
      {
        clientId: BLUEPRINT_ID,
        secret: 'local-secret-of-report-agents',
        name: 'report-agents',
        objectId: '7c0ffee0-0000-4000-8000-000000005ba1',
        applicationId: '7c0ffee0-0000-4000-8000-000000006ba1',
        owners: [PEOPLE.carmen],
        roles: [],
      },
    ],
  };
}

function person(id: string, name: string, rest: Partial<Person> = {}): Person {
  const upn = `${name.split(' ', 1)[0]?.toLowerCase()}@contoso.example`;
  return { id, name, upn, kind: 'member', groups: [], roles: [], disabled: false, ...rest };
}

function agent(number: number, name: string, role: string, owners: readonly string[]): Agent {
  const id = (letter: string) => `7c0ffee0-0000-4000-8000-00000000${letter}00${number}`;
  return {
    clientId: id('c'),
    secret: `local-secret-of-${name}`,
    name,
    objectId: id('5'),
    applicationId: id('6'),
    owners,
    roles: [role],
  };
}
