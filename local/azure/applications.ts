// App registrations of the made-up tenant: what Graph fills in, and what it refuses to change.
import { randomUUID } from 'node:crypto';
import { GraphRefusal } from './graph-refusal.ts';
import { type DemoObject, object } from './tenant.ts';

interface Enabled {
  readonly id: string;
  readonly isEnabled: boolean;
}
interface Api {
  readonly oauth2PermissionScopes: readonly Enabled[];
  readonly preAuthorizedApplications: readonly { readonly delegatedPermissionIds: readonly string[] }[];
}

/** A new registration, with what Graph answers where nothing was said. */
export function createApplication(body: Readonly<Record<string, unknown>>): DemoObject {
  const made = object(randomUUID(), {
    appId: randomUUID(),
    signInAudience: 'AzureADandPersonalMicrosoftAccount',
    identifierUris: [],
    tags: [],
    api: {
      requestedAccessTokenVersion: null,
      acceptMappedClaims: null,
      knownClientApplications: [],
      oauth2PermissionScopes: [],
      preAuthorizedApplications: [],
    },
    appRoles: [],
    optionalClaims: null,
    isFallbackPublicClient: null,
    spa: { redirectUris: [] },
    web: { redirectUris: [] },
    publicClient: { redirectUris: [] },
    passwordCredentials: [],
    keyCredentials: [],
    requiredResourceAccess: [],
  });
  updateApplication(made, body);
  return made;
}

/** A PATCH: members replaced, those of `api` and `spa` one by one. */
export function updateApplication(app: DemoObject, body: Readonly<Record<string, unknown>>): void {
  for (const role of (body.appRoles ?? []) as readonly object[]) {
    if ('origin' in role)
      throw new GraphRefusal(400, 'Request_BadRequest', 'Property origin is read-only and cannot be set.');
  }
  const before = app.shown.api as Api;
  const api = { ...before, ...(body.api as Partial<Api> | undefined) };
  keepEnabled(before.oauth2PermissionScopes, api.oauth2PermissionScopes);
  keepEnabled(
    app.shown.appRoles as readonly Enabled[],
    (body.appRoles ?? app.shown.appRoles) as readonly Enabled[],
  );
  // Looked up among the scopes that are stored already, not among those of the same call.
  const known = before.oauth2PermissionScopes.map(({ id }) => id);
  if (
    body.api !== undefined &&
    api.preAuthorizedApplications.some((each) =>
      each.delegatedPermissionIds.some((id) => !known.includes(id)),
    )
  ) {
    throw new GraphRefusal(
      400,
      'InvalidValue',
      'Property api.preAuthorizedApplications.delegatedPermissionIds has a Permission Id that cannot be found in the AppPermissions sets.',
      ['InvalidValue'],
    );
  }
  const uris = (body.identifierUris ?? []) as readonly string[];
  if (uris.some((uri) => uri !== `api://${String(app.shown.appId)}`)) {
    throw new GraphRefusal(
      400,
      'HostNameNotOnVerifiedDomain',
      'Values of identifierUris property must use a verified domain of the organization or its subdomain.',
    );
  }
  const roles = (body.appRoles ?? app.shown.appRoles) as readonly object[];
  Object.assign(app.shown, body, {
    api,
    appRoles: roles.map((role) => ({ ...role, origin: 'Application' })),
  });
}

function keepEnabled(before: readonly Enabled[], after: readonly Enabled[]): void {
  if (before.every(({ id, isEnabled }) => !isEnabled || after.some((each) => each.id === id))) return;
  throw new GraphRefusal(
    400,
    'CannotDeleteOrUpdateEnabledEntitlement',
    'Permission (scope or role) cannot be deleted or updated unless disabled first.',
  );
}
