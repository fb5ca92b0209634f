// What every HTTP door does around its own few lines: catch what breaks, tell it without internals, log it with a reference.
import { randomUUID } from 'node:crypto';
import type { HttpHandler, HttpRequest, HttpResponseInit, InvocationContext } from '@azure/functions';
import { NewerVersionFault, StoreFault } from '../approvals/faults.ts';
import type { Policy } from '../approvals/policy/policy.ts';
import { KeysFault } from '../entra/faults.ts';
import type { VerifyCaller } from '../entra/token-verifier.ts';
import { type Caller, identify } from './caller.ts';
import { broken, replyProblem, replyRefusal, unauthenticated, unavailable } from './http-reply.ts';
import { type Body, readBody } from './read-body.ts';

type Gate = { readonly verifyToken: VerifyCaller; readonly policy: Policy };

/** A call by somebody we know. */
export interface Call {
  readonly request: HttpRequest;
  readonly caller: Caller;
}

/** A door that anyone may use. */
export function openDoor(
  run: (request: HttpRequest) => Promise<HttpResponseInit> | HttpResponseInit,
): HttpHandler {
  return async (request, context) => {
    try {
      return await run(request);
    } catch (error) {
      return told(error, context);
    }
  };
}

/** A door for verified callers. */
export function callerDoor(gate: Gate, run: (call: Call) => Promise<HttpResponseInit>): HttpHandler {
  return openDoor(async (request) => {
    const identified = await identify(gate, request);
    if (identified.ok) return run({ request, caller: identified.caller });
    if ('refusal' in identified) return replyRefusal(identified.refusal);
    return unauthenticated(identified.unauthenticated);
  });
}

/** A door for verified callers who send JSON. An empty body is `{}`. */
export function jsonDoor(
  gate: Gate,
  run: (call: Call & { readonly body: Body }) => Promise<HttpResponseInit>,
): HttpHandler {
  return callerDoor(gate, async (call) => {
    const body = await readBody(call.request);
    if (body === 'length_required') {
      return replyProblem({
        status: 411,
        type: 'urn:countersign:error:length_required',
        title: 'Content-Length is missing',
        detail: 'Send the body with a Content-Length, not in chunks.',
      });
    }
    return body.ok ? run({ ...call, body: body.value }) : replyRefusal(body.refusal);
  });
}

function told(error: unknown, context: InvocationContext): HttpResponseInit {
  if (error instanceof NewerVersionFault) {
    context.warn(error.message);
    return replyRefusal({ reason: 'newer_version', version: error.version });
  }
  const reference = randomUUID();
  context.error(
    `${reference} ${error instanceof Error ? `${error.name}: ${error.message}` : 'unknown fault'}`,
  );
  if (error instanceof StoreFault && error.retry) return unavailable();
  if (error instanceof KeysFault) return unavailable();
  return broken(reference);
}
