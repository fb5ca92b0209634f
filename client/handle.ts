// What lets another process go on where one stopped: the request and the very wish it was asked for. Holds no token and no grant.
import { InvalidCall } from './errors.ts';
import type { Wish } from './wire.ts';

/** A request and what was asked with it. */
export interface Held {
  readonly request: string;
  readonly wish: Wish;
}

/** As text, to be stored beside the job. Whoever has it still needs the agent's own token. */
export const handleOf = (held: Held): string => JSON.stringify({ v: 1, ...held });

/** Reads a handle. Throws `InvalidCall` for what is none. */
export function readHandle(handle: string): Held {
  try {
    const { v, request, wish } = JSON.parse(handle);
    if (v === 1 && typeof request === 'string' && typeof wish?.action?.name === 'string' && wish.resource) {
      // What else stands there was never asked for.
      const { action, resource, context, subject } = wish as Wish;
      const rest = {
        ...(context === undefined ? {} : { context }),
        ...(subject === undefined ? {} : { subject }),
      };
      return { request, wish: { action, resource, ...rest } };
    }
  } catch {
    // Said below.
  }
  throw new InvalidCall(
    'This is no handle of a Countersign request. Give the text that `asked.handle` held.',
  );
}
