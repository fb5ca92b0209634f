// Storage of its own on the emulator, with its tables and queues made.
import { openStorage, type Storage } from '../../store/storage.ts';
import { type Azurite, startAzurite } from './azurite.ts';

/** Close `azurite` when the tests are over. */
export async function aStorage(): Promise<{ readonly azurite: Azurite; readonly storage: Storage }> {
  const azurite = await startAzurite();
  const storage = openStorage(azurite);
  await storage.ensure();
  return { azurite, storage };
}
