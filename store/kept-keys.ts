// Every public key that ever signed here: table `book`, partition `key-<thumbprint>`. A key that was taken out of the settings goes on
// proving what it signed.
import { odata } from '@azure/data-tables';
import { decodeShown } from './entity.ts';
import { asFault, callOptions } from './faults.ts';
import { createRows } from './rows.ts';
import type { Storage } from './storage.ts';

/** A public key as it is published; `kid` is its thumbprint (RFC 7638). */
interface PublicKey {
  readonly kid: string;
}

const PREFIX = 'key-';

/** Keeps each of these keys, once. */
export async function keepKeys(storage: Pick<Storage, 'book'>, keys: readonly PublicKey[]): Promise<void> {
  const rows = createRows(storage.book);
  await Promise.all(keys.map((jwk) => rows.insert(PREFIX + jwk.kid, { key: 'jwk', data: { jwk } })));
}

/** All that was ever kept as a key, unread. Throws `StoreFault`. */
export function listKeys(storage: Pick<Storage, 'book'>): Promise<readonly unknown[]> {
  const filter = odata`PartitionKey ge ${PREFIX} and PartitionKey lt ${`${PREFIX}~`}`;
  return asFault('listing the keys that ever signed', async () => {
    const keys: unknown[] = [];
    const listed = storage.book.listEntities<Record<string, unknown>>({
      queryOptions: { filter },
      ...callOptions(),
    });
    for await (const entity of listed) keys.push(decodeShown<{ jwk?: unknown }>(entity).data.jwk);
    return keys;
  });
}
