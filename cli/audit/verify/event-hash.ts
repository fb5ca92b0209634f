// The hash an event must have, out of the line it stands on: that is its canonical form already, and only the member `hash` is taken out of it.
import { hash } from 'node:crypto';
import type { ChainEvent } from '../../../approvals/words.ts';

const FRONT = ',"hash":"';
/** The member whole: the front, 64 digits, the closing mark. */
const LENGTH = FRONT.length + 64 + 1;

/** Hashes of events whose lines were read; they are forgotten with their events. */
export interface EventHashes {
  readonly add: (event: object, text: string) => void;
  readonly of: (event: ChainEvent) => string;
}

/**
 * None yet. Whatever else an event holds: what is taken out has the length of a hash and stands where the last `hash` of the line stands; were it
 * another one, the event's own would be part of what is hashed, and no event holds its own hash.
 */
export function createEventHashes(): EventHashes {
  const hashes = new WeakMap<object, string>();
  return {
    add: (event, text) => {
      const at = text.lastIndexOf(FRONT);
      const bytes = at < 0 ? text : text.slice(0, at) + text.slice(at + LENGTH);
      hashes.set(event, hash('sha256', bytes, 'hex'));
    },
    of: (event) => hashes.get(event) ?? '',
  };
}
