// Who owns an app: those people may not approve what it asks.
// Promises: never cached; owners of the registration and of the service principal count alike, and so do those of the blueprint of
// an agent identity, who can be the agent whenever they want. What is found nowhere is a fault: "no owners" would let anybody approve.
import { z } from 'zod';
import { DirectoryFault } from '../approvals/faults.ts';
import type { Ask } from './graph.ts';
import { isGuid } from './guid.ts';
import { readPages } from './pages.ts';

/** A workload as its token named it. */
export interface AppIdentity {
  readonly clientId: string;
  /** Of its service principal, where a token told it. */
  readonly objectId?: string;
  /** App id of the agent identity blueprint it was made from. */
  readonly blueprint?: string;
}

/**
 * Object ids of all owners of a workload and of its blueprint, each once. Throws `DirectoryFault` when one of the two
 * is neither registered nor a service principal here, and when Graph does not answer in full.
 */
export type AppOwnersOf = (app: AppIdentity) => Promise<readonly string[]>;

const ownerSchema = z.object({ id: z.string() });

/** Makes the question. */
export function createOwnersOf(begin: () => Ask): AppOwnersOf {
  return async ({ clientId, objectId, blueprint }) => {
    const ask = begin();
    const lists = await Promise.all([
      readOwners(ask, clientId, objectId),
      ...(blueprint === undefined ? [] : [readOwners(ask, blueprint)]),
    ]);
    return [...new Set(lists.flat())];
  };
}

async function readOwners(ask: Ask, appId: string, objectId?: string): Promise<readonly string[]> {
  for (const id of [appId, objectId ?? appId]) {
    if (!isGuid(id)) throw new DirectoryFault(`Not an id of an application: "${id}".`);
  }
  const lists = await Promise.all(
    [
      `/applications(appId='${appId}')`,
      `/servicePrincipals(appId='${appId}')`,
      // A principal made anew has another object id than the token that asked: both are looked at.
      ...(objectId === undefined ? [] : [`/servicePrincipals/${objectId}`]),
    ].map((address) => readIds(ask, `${address}/owners?$select=id`)),
  );
  const found = lists.filter((ids) => ids !== undefined);
  // A managed identity has no registration, an app of another tenant neither: one of the places is enough, none is not.
  if (found.length === 0) {
    throw new DirectoryFault(`The app ${appId} is not in the directory: who owns it cannot be told.`, 404);
  }
  return found.flat();
}

// `undefined` = there is no such object, which is not the same as an object that nobody owns.
async function readIds(ask: Ask, path: string): Promise<readonly string[] | undefined> {
  let ids: string[] | undefined;
  for await (const owners of readPages(ask, path, ownerSchema)) {
    if (owners === 'more') throw new DirectoryFault('An application has too many owners to read.', 200);
    ids = [...(ids ?? []), ...owners.map((owner) => owner.id.toLowerCase())];
  }
  return ids;
}
