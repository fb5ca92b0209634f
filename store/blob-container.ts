// The container of sealed heads, opened with the first use: the library of blobs is large, and most instances never touch one.
import type { ContainerClient } from '@azure/storage-blob';
import { faultOf } from './faults.ts';
import type { StorageAddress } from './storage.ts';

/** In Azure infra/storage.bicep makes it, with the policy that keeps what is in it. */
const CONTAINER = 'sealed-heads';
const NO_RETRIES = { retryOptions: { maxTries: 1 } };

/** Opens it, once. An emulator has none at first: there, and only there, it is made here. */
export function createOpenContainer(address: StorageAddress): () => Promise<ContainerClient> {
  let opened: Promise<ContainerClient> | undefined;
  return () => {
    opened ??= open(address).catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
}

async function open(address: StorageAddress): Promise<ContainerClient> {
  const { ContainerClient: Client } = await import('@azure/storage-blob');
  if (!('connectionString' in address)) {
    return new Client(`${address.blobs.replace(/\/$/, '')}/${CONTAINER}`, address.credential, NO_RETRIES);
  }
  const container = new Client(address.connectionString, CONTAINER, NO_RETRIES);
  try {
    await container.createIfNotExists({ abortSignal: AbortSignal.timeout(10_000) });
  } catch (error) {
    throw faultOf('creating the container of sealed heads', error);
  }
  return container;
}
