// App registrations: found by uniqueName, compared with what is wanted, made or mended.
// Promises: a registration of our display name that setup did not make is refused, never adopted; what people added is kept.
import { z } from 'zod';
import type { Deployment } from '../deployment.ts';
import type { StepState } from '../step.ts';
import { GRAPH, type Graph } from '../tools/graph.ts';
import type { Registered } from '../world.ts';

const redirectsSchema = z
  .looseObject({ redirectUris: z.array(z.string()) })
  .partial()
  .nullish();

/** What of a registration setup reads. */
const registrationSchema = z.object({
  id: z.string(),
  appId: z.string(),
  displayName: z.string(),
  uniqueName: z.string().nullish(),
  signInAudience: z.string().nullish(),
  identifierUris: z.array(z.string()).default([]),
  tags: z.array(z.string()).default([]),
  api: z
    .looseObject({
      requestedAccessTokenVersion: z.number().nullish(),
      acceptMappedClaims: z.boolean().nullish(),
      oauth2PermissionScopes: z.array(
        z.looseObject({
          id: z.string(),
          value: z.string(),
          isEnabled: z.boolean(),
          type: z.string().nullish(),
        }),
      ),
      preAuthorizedApplications: z.array(
        z.looseObject({ appId: z.string(), delegatedPermissionIds: z.array(z.string()) }),
      ),
    })
    .partial()
    .default({}),
  appRoles: z
    .array(
      z.looseObject({
        id: z.string(),
        value: z.string().nullish(),
        isEnabled: z.boolean(),
        allowedMemberTypes: z.array(z.string()).nullish(),
      }),
    )
    .default([]),
  optionalClaims: z
    .looseObject({ accessToken: z.array(z.looseObject({ name: z.string() })) })
    .partial()
    .nullish(),
  isFallbackPublicClient: z.boolean().nullish(),
  spa: redirectsSchema,
  web: redirectsSchema,
  publicClient: redirectsSchema,
  passwordCredentials: z.array(z.object({})).default([]),
  keyCredentials: z.array(z.object({})).default([]),
  requiredResourceAccess: z
    .array(
      z.looseObject({
        resourceAppId: z.string(),
        resourceAccess: z.array(z.looseObject({ id: z.string() })),
      }),
    )
    .default([]),
});

/** A registration as Graph tells it. */
export type Registration = z.infer<typeof registrationSchema>;

const SELECT = {
  $select:
    'id,appId,displayName,uniqueName,signInAudience,identifierUris,tags,api,appRoles,optionalClaims,isFallbackPublicClient,spa,web,publicClient,passwordCredentials,keyCredentials,requiredResourceAccess',
};

/** By the mark it was made with. */
export async function findRegistration(graph: Graph, mark: string): Promise<Registration | undefined> {
  return await graph.get(`/applications(uniqueName='${mark}')`, registrationSchema, SELECT);
}

const deletedSchema = z.object({ id: z.string(), uniqueName: z.string().nullish() });

/** A refusal when the name that a registration of ours would get is taken: by our own, deleted, or by somebody else's. */
export async function refuseTaken(graph: Graph, mark: string, title: string): Promise<StepState | undefined> {
  const named = await graph.list(
    '/applications',
    z.object({ appId: z.string(), uniqueName: z.string().nullish() }),
    { $filter: `displayName eq '${title}'`, $select: 'appId,uniqueName' },
  );
  const [other] = named;
  if (other !== undefined) {
    return {
      is: 'refused',
      says: `There is a registration called "${title}" (application id ${other.appId}) that setup did not make. It is not taken over: who made it may hold keys to it.`,
      cure: 'Rename or delete it in the Entra admin center, or use another azd environment name.',
    };
  }
  // A deleted one keeps its uniqueName for 30 days; Graph would answer that another object has the same value.
  const bin = '/directory/deletedItems/microsoft.graph.application';
  const deleted = await graph.list(bin, deletedSchema, { $select: 'id,uniqueName' });
  const own = deleted.find(({ uniqueName }) => uniqueName === mark);
  if (own === undefined) return undefined;
  const address = `${GRAPH}/directory/deletedItems/${own.id}`;
  return {
    is: 'refused',
    says: `"${title}" was deleted in the last 30 days, and until it is gone for good its name is taken.`,
    cure: `Bring it back: az rest --method POST --url ${address}/restore or let it go for good: az rest --method DELETE --url ${address} Then run the same command again.`,
  };
}

/** What every registration of a deployment has. */
export const commonMembers = (deployment: Deployment, title: string) => ({
  displayName: title,
  signInAudience: 'AzureADMyOrg',
  tags: ['countersign', deployment.tag],
  // With a public client anybody could ask people for a sign-in in its name, by a code they type in elsewhere.
  isFallbackPublicClient: false,
});

/** Names what differs from the common members. */
export function commonDrift(
  found: Registration,
  wanted: ReturnType<typeof commonMembers>,
): readonly string[] {
  return [
    ...(found.signInAudience === wanted.signInAudience ? [] : ['keep sign-in to this tenant (AzureADMyOrg)']),
    ...(found.isFallbackPublicClient === true ? ['be no public client'] : []),
    ...(wanted.tags.every((tag) => found.tags.includes(tag)) ? [] : ['put its tags back']),
  ];
}

/** Makes or mends a registration by its mark, and answers it. */
export async function putRegistration(graph: Graph, mark: string, members: object): Promise<Registration> {
  await graph.upsert(`/applications(uniqueName='${mark}')`, members);
  return await graph.getNew(`/applications(uniqueName='${mark}')`, registrationSchema, SELECT);
}

/** The two ids of it. */
export const registered = ({ id, appId }: Registration): Registered => ({ id, appId });
