// The storage queues of a connection string, and the few errors that only mean "gone". Loaded only when an app has a
// queue trigger, because the SDK takes a tenth of a second.
import type { QueueClient } from '@azure/storage-queue';

/** The queue a function reads and where its poison goes; a poison queue has no poison queue of its own. */
export type Queues = { readonly queue: QueueClient; readonly poison: QueueClient | undefined };

/** Opens the queue and its poison queue; nothing is created. */
export async function openQueues(connection: string, name: string): Promise<Queues> {
  const { QueueServiceClient } = await import('@azure/storage-queue');
  const service = QueueServiceClient.fromConnectionString(connection);
  return {
    queue: service.getQueueClient(name),
    poison: name.endsWith('-poison') ? undefined : service.getQueueClient(`${name}-poison`),
  };
}

/** True for the storage error codes that say the queue or the message (as we hold it) is no longer there. */
export function isGone(error: unknown): boolean {
  const code = errorCode(error);
  return (
    code === 'QueueNotFound' ||
    code === 'MessageNotFound' ||
    code === 'PopReceiptMismatch' ||
    code === 'QueueBeingDeleted'
  );
}

function errorCode(error: unknown): unknown {
  if (typeof error !== 'object' || error === null) return undefined;
  const details: unknown = Reflect.get(error, 'details');
  const code: unknown = Reflect.get(error, 'code');
  if (typeof code === 'string') return code;
  return typeof details === 'object' && details !== null ? Reflect.get(details, 'errorCode') : undefined;
}
