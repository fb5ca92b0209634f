// One queue message on its way to the library: decoding, and the trigger metadata the genuine host sends with it.
import { isUtf8 } from 'node:buffer';
import type { DequeuedMessageItem } from '@azure/storage-queue';
import type { TypedData } from './core-types.ts';

/** The text inside a message, or undefined when it is not what the encoding promises. */
export function decodeMessage(raw: string, encoding: 'base64' | 'none'): string | undefined {
  if (encoding === 'none') return raw;
  // Buffer skips what is not base64; .NET refuses it.
  if (raw.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(raw)) return undefined;
  const bytes = Buffer.from(raw, 'base64');
  return isUtf8(bytes) ? bytes.toString() : undefined;
}

/** The metadata of a message. Top-level members of a JSON message overwrite it, as they do on the genuine host. */
export function metadataOf(message: DequeuedMessageItem, text: string): Record<string, TypedData> {
  const metadata: Record<string, TypedData> = {
    QueueTrigger: { string: text },
    Id: { string: message.messageId },
    PopReceipt: { string: message.popReceipt },
    DequeueCount: { json: String(message.dequeueCount) },
    ExpirationTime: { json: JSON.stringify(message.expiresOn) },
    InsertionTime: { json: JSON.stringify(message.insertedOn) },
    NextVisibleTime: { json: JSON.stringify(message.nextVisibleOn) },
  };
  for (const [name, value] of membersOf(text)) {
    const known = Object.keys(metadata).find((key) => key.toLowerCase() === name.toLowerCase());
    if (known !== undefined) delete metadata[known];
    metadata[name] = typeof value === 'string' ? { string: value } : { json: JSON.stringify(value) };
  }
  return metadata;
}

function membersOf(text: string): [string, unknown][] {
  if (!text.trimStart().startsWith('{')) return [];
  try {
    const content: unknown = JSON.parse(text);
    return typeof content === 'object' && content !== null ? Object.entries(content) : [];
  } catch {
    return [];
  }
}
