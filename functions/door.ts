// What every HTTP door does around its own few lines: catch what breaks, tell it without internals and with a reference. The error goes
// with the answer to the log.
import { randomUUID } from 'node:crypto';
import type { HttpHandler, HttpRequest, HttpResponseInit } from '@azure/functions';
import { NewerVersionFault, StoreFault } from '../approvals/faults.ts';
import type { Policy } from '../approvals/policy/policy.ts';
import { KeysFault } from '../entra/faults.ts';
import type { VerifyCaller } from '../entra/token-verifier.ts';
import { type Caller, identify } from './caller.ts';
import { problemOf, replyProblem, replyRefusal, unauthenticated } from './http-reply.ts';
import { brokenProblem, ours, type ProblemBody, UNAVAILABLE } from './problem.ts';
import { type Body, readBody } from './read-body.ts';
import { type Meaning, meaning } from './reply-meaning.ts';

interface Gate {
  readonly verifyToken: VerifyCaller;
  readonly policy: Policy;
  /** What a 401 of this door says in `WWW-Authenticate`; `Bearer` when left out. */
  readonly challenge?: string;
}

/** A call by somebody we know. */
export interface Call {
  readonly request: HttpRequest;
  readonly caller: Caller;
}

/** A door that anyone may use. */
export function openDoor(
  run: (request: HttpRequest) => Promise<HttpResponseInit> | HttpResponseInit,
): HttpHandler {
  return async (request) => {
    try {
      return await run(request);
    } catch (error) {
      return told(error);
    }
  };
}

/** A door for verified callers. */
export function callerDoor(gate: Gate, run: (call: Call) => Promise<HttpResponseInit>): HttpHandler {
  return openDoor(async (request) => {
    const identified = await identify(gate, request);
    if (identified.ok) return run({ request, caller: identified.caller });
    if ('refusal' in identified) return replyRefusal(identified.refusal);
    return unauthenticated(identified.unauthenticated, gate.challenge);
  });
}

/** A door for verified callers who send JSON. An empty body is `{}`. */
export function jsonDoor(
  gate: Gate,
  run: (call: Call & { readonly body: Body }) => Promise<HttpResponseInit>,
): HttpHandler {
  return callerDoor(gate, async (call) => {
    const body = await readBody(call.request);
    if (body === 'length_required') return lengthRequired();
    return body.ok ? run({ ...call, body: body.value }) : replyRefusal(body.refusal);
  });
}

/** 411: the platform drops a body that comes in chunks, and the call would look empty. */
export function lengthRequired(): HttpResponseInit {
  const detail = 'Send the body with a Content-Length, not in chunks.';
  const problem = replyProblem(ours(411, 'length_required', 'Content-Length is missing', detail));
  return meaning(problem, { refused: 'length_required' });
}

/** What broke, as its caller is told of it, and what the log is told. */
export function problemOfFault(error: unknown): { readonly problem: ProblemBody; readonly means: Meaning } {
  if (error instanceof NewerVersionFault) {
    const refusal = { reason: 'newer_version', version: error.version } as const;
    return { problem: problemOf(refusal), means: { refused: refusal.reason } };
  }
  const reference = randomUUID();
  const passing = (error instanceof StoreFault && error.retry) || error instanceof KeysFault;
  return { problem: passing ? UNAVAILABLE : brokenProblem(reference), means: { fault: error, reference } };
}

function told(error: unknown): HttpResponseInit {
  const { problem, means } = problemOfFault(error);
  return meaning(replyProblem(problem), means);
}
