// Who else could act through a registration of ours. Anybody of a tenant may register an app, as a rule, also one with our unique name and
// our tags, and wait for setup to take it for its own: so one that somebody else owns or holds a key to is refused, unless taken by its id.
import { z } from 'zod';
import type { StepState } from '../step.ts';
import type { World } from '../world.ts';
import { nameOf, ownersOf } from './owners.ts';
import type { Registration } from './registration.ts';

/** What became of the question. */
export type Judged =
  | { readonly refused: Extract<StepState, { readonly is: 'refused' }> }
  /** Nobody, or told with `--take` to go on: then each of them is named. */
  | { readonly refused: undefined; readonly alarms: readonly string[] };

/** Refuses a registration that somebody else could act through. */
export async function judgeHolders(world: World, registration: Registration): Promise<Judged> {
  const signs = await holdersOf(world, registration);
  const { appId, displayName } = registration;
  if (signs.length === 0) return { refused: undefined, alarms: [] };
  if (world.wishes.take.includes(appId.toLowerCase())) {
    return { refused: undefined, alarms: signs.map((each) => `Taken with --take, though ${each}.`) };
  }
  return {
    refused: {
      is: 'refused',
      says: `The registration "${displayName}" (application id ${appId}) has our unique name, but ${signs.join('; ')}. Anybody may have made it so, and could act through it.`,
      cure: `Look at it in Entra ("App registrations", "All applications"): take off what is not yours, or delete it for good. If all of it is yours, the same command with --take ${appId}`,
    },
  };
}

const keySchema = z.object({ displayName: z.string().nullish(), keyId: z.string().nullish() });
const principalSchema = z.object({
  id: z.string(),
  passwordCredentials: z.array(keySchema).default([]),
  keyCredentials: z.array(keySchema).default([]),
});
const federatedSchema = z.object({ name: z.string(), issuer: z.string(), subject: z.string() });

/** One sentence's end for each way in which it is not ours alone; none where it is. */
async function holdersOf(
  { graph, me, deployment }: World,
  registration: Registration,
): Promise<readonly string[]> {
  const app = `/applications/${registration.id}`;
  const principal = await graph.get(`/servicePrincipals(appId='${registration.appId}')`, principalSchema, {
    $select: 'id,passwordCredentials,keyCredentials',
  });
  const owners = [
    ...(await ownersOf(graph, app)),
    ...(principal === undefined ? [] : await ownersOf(graph, `/servicePrincipals/${principal.id}`)),
  ];
  const others = new Set(owners.filter(({ id }) => id !== me.id).map(nameOf));
  const federated = await graph.list(`${app}/federatedIdentityCredentials`, federatedSchema);
  const passwords = [...registration.passwordCredentials, ...(principal?.passwordCredentials ?? [])].length;
  const keys = [...registration.keyCredentials, ...(principal?.keyCredentials ?? [])].length;
  return [
    ...(['countersign', deployment.tag].every((tag) => registration.tags.includes(tag))
      ? []
      : ['it does not have our tags']),
    ...(others.size === 0 ? [] : [`${[...others].join(', ')} ${others.size === 1 ? 'owns' : 'own'} it`]),
    ...(passwords === 0 ? [] : [`it has ${passwords === 1 ? 'a secret' : `${passwords} secrets`}`]),
    ...(keys === 0 ? [] : [`it has ${keys === 1 ? 'a certificate' : `${keys} certificates`}`]),
    ...federated.map(({ issuer, subject }) => `${subject} of ${issuer} may prove to be it`),
  ];
}

/** Addresses to which Entra would send people's sign-ins, beside `own`. Each is named, none is taken off: it may be somebody's. */
export function otherDoors(registration: Registration, own: string | undefined): readonly string[] {
  const addresses = [
    ...(registration.spa?.redirectUris ?? []).filter((each) => each !== own),
    ...(registration.web?.redirectUris ?? []).map((each) => `${each} (web)`),
    ...(registration.publicClient?.redirectUris ?? []).map((each) => `${each} (public client)`),
  ];
  if (addresses.length === 0) return [];
  // An address that is given up can be taken by somebody else.
  return [
    `Also registered: ${addresses.join(', ')}. Whoever holds such an address can get people's sign-ins. Take off in Entra what is not yours, or is no longer.`,
  ];
}
