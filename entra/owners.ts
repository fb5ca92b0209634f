// Who owns an app: those people may not approve what it asks.
// Promises: answers are at most a minute old, at most a thousand are kept, faults are not kept; owners of the registration
// and of the service principal count alike, and an app of another tenant has only the latter.
import { z } from 'zod';
import { DirectoryFault } from './faults.ts';
import type { Ask } from './graph.ts';
import { isGuid } from './guid.ts';
import { readPages } from './pages.ts';

const MAX_AGE_MS = 60_000;
const MAX_KEPT = 1000;
const ownerSchema = z.object({ id: z.string() });

/** Makes the question. `clock` tells milliseconds. */
export function createOwnersOf(
  begin: () => Ask,
  clock: () => number = () => performance.now(),
): (clientId: string) => Promise<readonly string[]> {
  const kept = new Map<string, { readonly until: number; readonly owners: Promise<readonly string[]> }>();

  return (clientId) => {
    const id = clientId.toLowerCase();
    const known = kept.get(id);
    if (known !== undefined && clock() < known.until) return known.owners;
    const owners = readOwners(begin(), id);
    // Callers that come meanwhile share the question.
    const entry = { until: clock() + MAX_AGE_MS, owners };
    kept.delete(id);
    kept.set(id, entry);
    owners.catch(() => {
      if (kept.get(id) === entry) kept.delete(id);
    });
    const [oldest] = kept.keys();
    if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest);
    return owners;
  };
}

async function readOwners(ask: Ask, clientId: string): Promise<readonly string[]> {
  // "No owners" would let anybody approve.
  if (!isGuid(clientId)) throw new DirectoryFault(`Not an application id: "${clientId}".`);
  const lists = await Promise.all(
    ['applications', 'servicePrincipals'].map((set) =>
      readIds(ask, `/${set}(appId='${clientId}')/owners?$select=id`),
    ),
  );
  return [...new Set(lists.flat())];
}

async function readIds(ask: Ask, path: string): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const owners of readPages(ask, path, ownerSchema)) {
    if (owners === 'more') throw new DirectoryFault('An application has too many owners to read.', 200);
    ids.push(...owners.map((owner) => owner.id.toLowerCase()));
  }
  return ids;
}
