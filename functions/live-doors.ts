// Doors of the policy in force: whatever call comes is answered by the door that is made with the parts of this moment.
import type { HttpHandler, InvocationContext } from '@azure/functions';
import { openDoor } from './door.ts';
import type { LiveParts } from './live-parts.ts';
import type { Parts } from './parts.ts';

type Handler<In, Out> = (input: In, context: InvocationContext) => Promise<Out> | Out;

/** A trigger that is no call by HTTP. While no policy is known it throws, and comes again. */
export function liveTrigger<In, Out>(
  parts: LiveParts,
  make: (parts: Parts) => Handler<In, Out>,
): (input: In, context: InvocationContext) => Promise<Out> {
  // A door may remember something: it is made once for each policy.
  const made = new WeakMap<Parts, Handler<In, Out>>();
  return async (input, context) => {
    const now = await parts.now();
    const handler = made.get(now) ?? make(now);
    made.set(now, handler);
    return await handler(input, context);
  };
}

/** A call by HTTP. While no policy is known it is answered as when storage is silent: 503. */
export function liveDoor(parts: LiveParts, make: (parts: Parts) => HttpHandler): HttpHandler {
  const trigger = liveTrigger(parts, make);
  return (request, context) => openDoor(() => trigger(request, context))(request, context);
}
