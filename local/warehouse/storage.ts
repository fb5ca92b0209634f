// The warehouse's own storage account: nobody else is given its key, so what is not asked of the warehouse is not to be had.
import { AzureNamedKeyCredential, TableClient } from '@azure/data-tables';
import { BlobServiceClient, type ContainerClient, StorageSharedKeyCredential } from '@azure/storage-blob';

/** A storage account as the warehouse is given it. */
export interface StorageAccount {
  readonly name: string;
  readonly key: string;
  readonly blobUrl: string;
  readonly tableUrl: string;
}

// A repeat that finds its own first write is recognised by the journal, so the SDK may retry.
const RETRIES = { maxRetries: 2, retryDelayInMs: 200, maxRetryDelayInMs: 1000 };

/** A table of the account. */
export function openTable({ name, key, tableUrl }: StorageAccount, table: string): TableClient {
  return new TableClient(tableUrl, table, new AzureNamedKeyCredential(name, key), {
    allowInsecureConnection: true,
    retryOptions: RETRIES,
  });
}

/** A container of the account. */
export function openContainer({ name, key, blobUrl }: StorageAccount, container: string): ContainerClient {
  return new BlobServiceClient(blobUrl, new StorageSharedKeyCredential(name, key), {
    retryOptions: { maxTries: 3, retryDelayInMs: 200, maxRetryDelayInMs: 1000 },
  }).getContainerClient(container);
}

/** The HTTP status a storage error carries; undefined when the service did not answer. */
export function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return undefined;
  return typeof error.statusCode === 'number' ? error.statusCode : undefined;
}
