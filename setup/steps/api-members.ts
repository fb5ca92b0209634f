// What the registration of the API consists of: who may be given which role, what people may sign in for, which claims its tokens carry.
// The code reads these: roles and scopes in functions/, optional claims in entra/token-claims.ts.
import type { Deployment } from '../deployment.ts';
import type { Registration } from './registration.ts';

/** The client of the Azure CLI, the same in every tenant: `az account get-access-token` is how people get a token for the command line. */
export const AZURE_CLI = '04b07795-8ddb-461a-bbee-02f9e1bf7b46';
/** The scope of a person's token that decides: of the review page alone, and of no other app without an administrator's word. */
export const DECIDE = 'Approvals.Decide';
/** That of the command line: it decides nothing, since whatever runs where somebody is signed in to `az` could get such a token. */
export const OPERATE = 'Approvals.Operate';

const BOTH = ['Application', 'User'];
const ROLES = [
  { value: 'Requests.Create', description: 'May ask for approvals (agents)', members: ['Application'] },
  {
    value: 'Requests.Enforce',
    description: 'May ask for registered agents (enforcers)',
    members: ['Application'],
  },
  { value: 'Approvals.Audit', description: 'May read the record', members: BOTH },
  {
    value: 'Approvals.Admin',
    description: 'Operates Countersign: reads its state, decides nothing',
    members: BOTH,
  },
] as const;
const SCOPES = [
  {
    value: DECIDE,
    type: 'Admin',
    adminConsentDisplayName: 'Decide approvals',
    adminConsentDescription: "Present a person's decision to Countersign",
    userConsentDisplayName: 'Decide approvals',
    userConsentDescription: 'Present your decision to Countersign',
  },
  {
    value: OPERATE,
    type: 'User',
    adminConsentDisplayName: 'Operate Countersign',
    adminConsentDescription:
      'Look after Countersign, and record what was done, for the person; decides nothing',
    userConsentDisplayName: 'Operate Countersign',
    userConsentDescription: 'Look after Countersign, and record what was done, for you; decides nothing',
  },
  {
    value: 'Requests.Create',
    type: 'Admin',
    adminConsentDisplayName: 'Ask for a person',
    adminConsentDescription: 'Ask for approvals on behalf of the person, who may then not approve',
    userConsentDisplayName: 'Ask for you',
    userConsentDescription: 'Ask for approvals on your behalf; you may then not approve',
  },
] as const;
/** idtyp says whether a token is an app's; the others are needed where a rule asks for a fresh sign-in. */
const CLAIMS = ['idtyp', 'auth_time', 'acrs'] as const;

/** A part of the registration that must be written: in words, and as members of a PATCH. */
export interface Mending {
  readonly says: string;
  readonly members: Readonly<Record<string, unknown>>;
}

/** What of the API's own members is missing. What people added beside them stays. */
export function missingOfApi(found: Registration | undefined, deployment: Deployment): readonly Mending[] {
  return [rolesOf(found, deployment), apiOf(found, deployment), claimsOf(found)].flatMap(
    (each) => each ?? [],
  );
}

function rolesOf(found: Registration | undefined, { idOf }: Deployment): Mending | undefined {
  const kept = found?.appRoles ?? [];
  const missing = ROLES.filter(
    ({ value, members }) =>
      !kept.some(
        (role) => role.value === value && role.isEnabled && sameSet(role.allowedMemberTypes ?? [], members),
      ),
  );
  if (missing.length === 0) return undefined;
  const wanted = missing.map(({ value, description, members }) => ({
    id: kept.find((role) => role.value === value)?.id ?? idOf(`role-${value}`),
    value,
    displayName: value,
    description,
    allowedMemberTypes: members,
    isEnabled: true,
  }));
  const others = kept.filter((role) => !missing.some(({ value }) => value === role.value));
  return {
    says: `app roles ${missing.map(({ value, members }) => `${value} (${members.join(', ')})`).join(', ')}`,
    members: { appRoles: [...others.map(writable), ...wanted] },
  };
}

function apiOf(found: Registration | undefined, { idOf }: Deployment): Mending | undefined {
  const api = found?.api ?? {};
  const kept = api.oauth2PermissionScopes ?? [];
  const missing = SCOPES.filter(
    ({ value, type }) =>
      !kept.some((scope) => scope.value === value && scope.isEnabled && scope.type === type),
  );
  const isVersion2 = api.requestedAccessTokenVersion === 2;
  const isMapped = api.acceptMappedClaims === true;
  if (missing.length === 0 && isVersion2 && !isMapped) return undefined;
  const wanted = missing.map((scope) => ({
    ...scope,
    id: kept.find(({ value }) => value === scope.value)?.id ?? idOf(`scope-${scope.value}`),
    isEnabled: true,
  }));
  const others = kept.filter((scope) => !missing.some(({ value }) => value === scope.value));
  const says = [
    ...(missing.length === 0 ? [] : [`scopes ${missing.map(({ value }) => value).join(', ')}`]),
    ...(isVersion2 ? [] : ['tokens of version 2']),
    ...(isMapped ? ['no claims out of mapping policies'] : []),
  ].join(', ');
  return {
    says,
    members: {
      api: {
        ...api,
        ...(isMapped ? { acceptMappedClaims: false } : {}),
        requestedAccessTokenVersion: 2,
        oauth2PermissionScopes: [...others.map(writable), ...wanted],
      },
    },
  };
}

function claimsOf(found: Registration | undefined): Mending | undefined {
  const kept = found?.optionalClaims?.accessToken ?? [];
  const missing = CLAIMS.filter((name) => !kept.some((claim) => claim.name === name));
  if (missing.length === 0) return undefined;
  return {
    says: `claims ${missing.join(', ')} in its access tokens`,
    members: {
      optionalClaims: {
        ...found?.optionalClaims,
        accessToken: [...kept, ...missing.map((name) => ({ name }))],
      },
    },
  };
}

const sameSet = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && others.every((each) => some.includes(each));

/** Graph tells where a role comes from, and takes no write that says so. */
function writable<T extends object>(entry: T): Omit<T, 'origin'> {
  const { origin: _, ...rest } = entry as T & { readonly origin?: unknown };
  return rest;
}
