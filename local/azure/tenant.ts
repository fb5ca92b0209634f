// A made-up tenant with a subscription, as data: what `az` and `azd` of this folder answer from, and change. Ids are made up too.

/** A user of the tenant. */
export interface DemoUser {
  readonly id: string;
  readonly displayName: string;
  readonly userPrincipalName: string;
  readonly accountEnabled: boolean;
  readonly userType: 'Member' | 'Guest';
}

/** Any object of the directory; `owners` and `members` are ids, kept beside what Graph shows. */
export interface DemoObject {
  readonly id: string;
  owners: string[];
  members: string[];
  /** How many more looks do not find it: it is not known everywhere yet. */
  unknownFor: number;
  shown: Record<string, unknown>;
}

/** An app role given to a principal. */
export interface DemoAssignment {
  readonly id: string;
  readonly principalId: string;
  readonly resourceId: string;
  readonly appRoleId: string;
}

/** What goes wrong, for the next calls that fit. */
export interface DemoFault {
  /** A regular expression over `GET /me`, `PATCH /groups(…)`, `az keyvault secret set`, `azd env set`. */
  readonly on: string;
  times: number;
  readonly phrase: string;
  readonly code: string;
  readonly message: string;
  readonly details?: readonly string[];
  /** The call is carried out, but its answer is lost. */
  readonly late?: boolean;
}

/** Everything. */
export interface DemoTenant {
  tenantId: string;
  tenantName: string;
  cloud: string;
  signedIn: boolean;
  /** Whose sign-in az has. */
  me: string;
  subscriptions: { id: string; name: string; tenantId: string }[];
  /** Roles of the signed-in person on the subscription. */
  subscriptionRoles: string[];
  /** Template ids of the directory roles of the signed-in person. */
  directoryRoles: string[];
  /** What the signed-in person may write. */
  may: { applications: boolean; grants: boolean; groups: boolean; vault: boolean };
  /** Whether who makes an object becomes its owner, as Entra does for people without an administrator's role. */
  makersOwn: boolean;
  /** How many looks do not find a new object. */
  lag: number;
  users: DemoUser[];
  applications: DemoObject[];
  servicePrincipals: DemoObject[];
  groups: DemoObject[];
  /** Deleted registrations, which keep their names. */
  deleted: DemoObject[];
  assignments: DemoAssignment[];
  vaults: Record<string, Record<string, string>>;
  azd: { default: string; environments: Record<string, Record<string, string>> };
  faults: DemoFault[];
  /** The write with this number (from 1) fails, before it is done or, with `late`, after. */
  failWrite: { number: number; late: boolean } | undefined;
  /** Every write so far, in words. */
  writes: string[];
}

/** Microsoft Graph's own service principal, with the real ids of the roles Countersign asks for (and one more). */
const GRAPH_ROLES = [
  { id: '98830695-27a2-44f7-8c18-0c3ebc9698f6', value: 'GroupMember.Read.All' },
  { id: 'df021288-bdef-4463-88db-98f22de89214', value: 'User.Read.All' },
  { id: '9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30', value: 'Application.Read.All' },
  { id: '06b708a9-e830-4db3-a914-8e69da51d44f', value: 'AppRoleAssignment.ReadWrite.All' },
];

const id = (kind: string, number: number): string =>
  `de300000-0000-4000-8000-${kind}${String(number).padStart(12 - kind.length, '0')}`;

/** The tenant of this demo. */
const DEMO_TENANT_ID = id('1', 1);
/** Its one subscription. */
const DEMO_SUBSCRIPTION = id('2', 1);
/** The app's identity, which a provisioned environment names. */
const DEMO_IDENTITY = { principal: id('3', 1), client: id('3', 2) };

/** A fresh one: two approvers and two administrators could be found in it, nothing of Countersign is there. */
export function seedTenant(): DemoTenant {
  const user = (number: number, name: string, rest: Partial<DemoUser> = {}): DemoUser => ({
    id: id('4', number),
    displayName: name,
    userPrincipalName: `${name.split(' ', 1)[0]?.toLowerCase()}@contoso.example`,
    accountEnabled: true,
    userType: 'Member',
    ...rest,
  });
  return {
    tenantId: DEMO_TENANT_ID,
    tenantName: 'Contoso (made up)',
    cloud: 'AzureCloud',
    signedIn: true,
    me: id('4', 1),
    subscriptions: [{ id: DEMO_SUBSCRIPTION, name: 'Contoso Production', tenantId: DEMO_TENANT_ID }],
    subscriptionRoles: ['Owner'],
    directoryRoles: ['9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3', 'fdd7a751-b60b-444a-984c-02652fe8fa1c'],
    may: { applications: true, grants: true, groups: true, vault: true },
    makersOwn: true,
    lag: 0,
    users: [
      user(1, 'Ada Alm'),
      user(2, 'Noor Nasser'),
      user(3, 'Alice Aho'),
      user(4, 'Bob Berg'),
      user(5, 'Dana Ortiz'),
      user(6, 'Gus Garcia', { userType: 'Guest' }),
      user(7, 'Dora Duarte', { accountEnabled: false }),
    ],
    applications: [],
    servicePrincipals: [
      object(id('5', 1), {
        appId: '00000003-0000-0000-c000-000000000000',
        displayName: 'Microsoft Graph',
        servicePrincipalType: 'Application',
        appRoles: GRAPH_ROLES,
      }),
      object(DEMO_IDENTITY.principal, {
        appId: DEMO_IDENTITY.client,
        displayName: 'id-countersign-demo',
        servicePrincipalType: 'ManagedIdentity',
        appRoles: [],
      }),
    ],
    groups: [],
    deleted: [],
    assignments: [],
    vaults: { 'kv-countersign-demo': {} },
    azd: {
      default: 'demo',
      environments: {
        demo: {
          AZURE_ENV_NAME: 'demo',
          AZURE_LOCATION: 'westeurope',
          AZURE_SUBSCRIPTION_ID: DEMO_SUBSCRIPTION,
          // As after azd provision, which nothing here can do.
          COUNTERSIGN_URL: 'https://func-countersign-demo.azurewebsites.net',
          COUNTERSIGN_APP_PRINCIPAL_ID: DEMO_IDENTITY.principal,
          COUNTERSIGN_BOT_APP_ID: DEMO_IDENTITY.client,
          COUNTERSIGN_KEY_VAULT: 'kv-countersign-demo',
        },
      },
    },
    faults: [],
    failWrite: undefined,
    writes: [],
  };
}

/** An object of the directory that everybody knows already. */
export function object(objectId: string, shown: Record<string, unknown>): DemoObject {
  return { id: objectId, owners: [], members: [], unknownFor: 0, shown: { id: objectId, ...shown } };
}
