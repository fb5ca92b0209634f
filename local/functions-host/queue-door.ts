// Feeds one queue function: polls with a growing pause, runs messages side by side, deletes what succeeded, shows again
// what failed, moves to the poison queue what failed too often. A message stays hidden while its handler runs.
import type { DequeuedMessageItem } from '@azure/storage-queue';
import type { Log } from './core-types.ts';
import type { QueueSettings } from './host-json.ts';
import type { InFlight } from './in-flight.ts';
import type { Invoke } from './invoke.ts';
import { messageOf, traceOf } from './message-of.ts';
import { isGone, type Queues } from './queue-client.ts';
import { decodeMessage, metadataOf } from './queue-message.ts';
import type { QueueFunction } from './triggers.ts';

/** What a queue listener needs of the host. */
export type QueueParts = {
  readonly queues: Queues;
  readonly settings: QueueSettings;
  /** How long a received message is hidden; renewed at half time. */
  readonly lockSeconds: number;
  readonly invoke: Invoke;
  readonly inFlight: InFlight;
  readonly log: Log;
};

/** Starts polling; the returned function ends it and resolves when no receive is under way. */
export function startQueue(one: QueueFunction, parts: QueueParts): () => Promise<void> {
  const { queues, settings, inFlight, log } = parts;
  let running = 0;
  let isStopped = false;
  let endPause = () => {};
  let onSettled = () => {};

  async function poll(): Promise<void> {
    let pause = SHORTEST_PAUSE_MS;
    while (!isStopped) {
      const messages = await receive();
      for (const message of messages) void run(message);
      while (running > settings.newBatchThreshold && !isStopped) await settled();
      if (isStopped) return;
      pause = messages.length > 0 ? SHORTEST_PAUSE_MS : Math.min(pause * 2, settings.maxPollingIntervalMs);
      await sleep(pause);
    }
  }

  async function run(message: DequeuedMessageItem): Promise<void> {
    running++;
    await inFlight.run(() => settle(one, message, parts));
    running--;
    onSettled();
  }

  function settled(): Promise<void> {
    return new Promise((resolve) => {
      onSettled = resolve;
    });
  }

  async function receive(): Promise<DequeuedMessageItem[]> {
    try {
      const reply = await inFlight.run(() =>
        queues.queue.receiveMessages({
          numberOfMessages: settings.batchSize,
          visibilityTimeout: parts.lockSeconds,
        }),
      );
      if (!isStopped) return reply.receivedMessageItems;
      // Received while the host was stopping: give them back, or they stay hidden for the whole lock.
      await Promise.all(
        reply.receivedMessageItems.map((message) => show(message, message.popReceipt, 0, parts)),
      );
    } catch (error) {
      if (!isGone(error))
        log('warning', 'host', `The queue ${one.queueName} could not be read: ${messageOf(error)}`);
    }
    return [];
  }

  function sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const handle = setTimeout(resolve, ms);
      endPause = () => {
        clearTimeout(handle);
        resolve();
      };
    });
  }

  const polling = poll();
  return () => {
    isStopped = true;
    endPause();
    onSettled();
    return polling;
  };
}

const SHORTEST_PAUSE_MS = 100;

async function settle(one: QueueFunction, message: DequeuedMessageItem, parts: QueueParts): Promise<void> {
  const { settings, log } = parts;
  const text = decodeMessage(message.messageText, settings.messageEncoding);
  const lock = holdLock(message, parts);
  try {
    if (text === undefined || message.dequeueCount > settings.maxDequeueCount) {
      if (text === undefined)
        log(
          'error',
          'host',
          `A message of ${one.queueName} is not ${settings.messageEncoding} of UTF-8 text.`,
        );
      return await moveToPoison(message, await lock.release(), parts);
    }
    try {
      await parts.invoke(one, { data: { string: text }, triggerMetadata: metadataOf(message, text) });
    } catch (error) {
      log('error', `Function.${one.name}`, traceOf(error));
      const receipt = await lock.release();
      if (message.dequeueCount >= settings.maxDequeueCount)
        return await moveToPoison(message, receipt, parts);
      return await show(message, receipt, settings.visibilityTimeoutSeconds, parts);
    }
    await remove(message, await lock.release(), parts);
  } catch (error) {
    // The lock runs out and the message comes again: at least once is all a queue promises.
    log('warning', 'host', `A message of ${one.queueName} could not be settled: ${messageOf(error)}`);
  } finally {
    await lock.release();
  }
}

// Renews at half time; `release` ends that and gives the newest receipt, the only one storage accepts.
function holdLock(message: DequeuedMessageItem, parts: QueueParts): { release(): Promise<string> } {
  let receipt = message.popReceipt;
  let renewal: Promise<void> = Promise.resolve();
  const handle = setInterval(() => {
    renewal = renewal.then(async () => {
      try {
        const reply = await parts.queues.queue.updateMessage(
          message.messageId,
          receipt,
          undefined,
          parts.lockSeconds,
        );
        receipt = reply.popReceipt ?? receipt;
      } catch (error) {
        parts.log(
          'warning',
          'host',
          `The lock of message ${message.messageId} was not renewed: ${messageOf(error)}`,
        );
      }
    });
  }, parts.lockSeconds * 500);
  return {
    async release() {
      clearInterval(handle);
      await renewal;
      return receipt;
    },
  };
}

async function moveToPoison(message: DequeuedMessageItem, receipt: string, parts: QueueParts): Promise<void> {
  const { poison } = parts.queues;
  // Without a poison queue the message stays hidden for the lock time, then comes again.
  if (poison === undefined) return;
  await poison.createIfNotExists();
  await poison.sendMessage(message.messageText);
  parts.log('warning', 'host', `Message ${message.messageId} was moved to ${poison.name}.`);
  await remove(message, receipt, parts);
}

async function remove(message: DequeuedMessageItem, receipt: string, parts: QueueParts): Promise<void> {
  await unlessGone(() => parts.queues.queue.deleteMessage(message.messageId, receipt), message, parts.log);
}

async function show(
  message: DequeuedMessageItem,
  receipt: string,
  seconds: number,
  parts: QueueParts,
): Promise<void> {
  await unlessGone(
    () => parts.queues.queue.updateMessage(message.messageId, receipt, undefined, seconds),
    message,
    parts.log,
  );
}

async function unlessGone(
  work: () => Promise<unknown>,
  message: DequeuedMessageItem,
  log: Log,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isGone(error)) throw error;
    log('debug', 'host', `Message ${message.messageId} was changed or removed by someone else.`);
  }
}
