// A call at the gateway as it came over the wire: which target, which method, which address, which headers and bytes would be sent.
// Promise: nothing is recorded and nothing sent of a call that could be read in two ways, or is larger than the target's limit.
import type { HttpRequest } from '@azure/functions';
import { readAddress } from '../../approvals/gateway/address.ts';
import { passedHeaders } from '../../approvals/gateway/headers.ts';
import type { TargetCall } from '../../approvals/gateway/wish.ts';
import { METHODS, type Method, type Target } from '../../approvals/policy/member/targets.ts';
import { type Answer, accept, invalid, refuse } from '../../approvals/refusal.ts';
import { isRequestId } from '../../approvals/request-id.ts';
import type { RequestId } from '../../approvals/words.ts';
import { readIdempotencyKey } from '../idempotency-key.ts';

/** A call, and what its caller says beside it. */
export interface GatewayCall extends TargetCall {
  /** The request it repeats, by the header Countersign-Request. */
  readonly request?: RequestId;
  readonly key?: string;
  /** The agent's own words. */
  readonly justification?: string;
  readonly runToken?: string;
}

/** In the order of the methods: may they carry a body? The platform drops that of the first two. */
const BODILESS: readonly Method[] = ['GET', 'HEAD'];
const NEEDS_LENGTH: readonly Method[] = ['POST', 'PUT', 'PATCH'];
/** In these App Service tells a path as it was called. The host and its worker hand over what a parser of URLs made of it. */
const AS_CALLED: readonly string[] = ['x-original-url', 'x-waws-unencoded-url'];
const WORDS = /^[\x20-\x7e]{1,1000}$/;
const TOKEN = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** Reads it. Refusals: `not_permitted` for the method, `invalid`, `too_large`, `length_required`. */
export async function readCall(
  request: HttpRequest,
  target: Target,
): Promise<Answer<GatewayCall> | 'length_required'> {
  const method = METHODS.find((each) => each === request.method);
  if (method === undefined || !target.methods.includes(method)) {
    const needs = `the method ${request.method} under targets.${target.name}.methods in countersign.yaml`;
    return refuse({ reason: 'not_permitted', needs });
  }
  const { pathname, search } = new URL(request.url);
  const { target: name = '', path = '' } = request.params;
  const asCalled = AS_CALLED.flatMap((header) => request.headers.get(header) ?? []);
  const address = readAddress({ pathname, search, routed: { target: name, path }, asCalled });
  if (!address.ok) return address;
  const body = await readBytes(request, method, target);
  if (body === 'length_required' || !body.ok) return body;
  const headers = passedHeaders(request.headers.entries(), target.headers, body.value.length > 0);
  if (!headers.ok) return headers;
  const beside = readBeside(request);
  if (!beside.ok) return beside;
  return accept({
    target,
    method,
    address: address.value,
    headers: headers.value,
    body: body.value,
    ...beside.value,
  });
}

async function readBytes(
  request: HttpRequest,
  method: Method,
  { limits }: Target,
): Promise<Answer<Uint8Array> | 'length_required'> {
  const { headers } = request;
  if (headers.has('transfer-encoding')) return 'length_required';
  const announced = headers.get('content-length') ?? (NEEDS_LENGTH.includes(method) ? '' : '0');
  if (!/^\d{1,15}$/.test(announced)) return 'length_required';
  const length = Number(announced);
  if (length > limits.bodyBytes)
    return refuse({ reason: 'too_large', what: 'The body', limitBytes: limits.bodyBytes });
  if (length === 0) return accept(new Uint8Array());
  if (BODILESS.includes(method))
    return refuse(invalid('body', `${method} takes no body here: send the call without one`));
  const bytes = new Uint8Array(await request.arrayBuffer());
  return bytes.length === length
    ? accept(bytes)
    : refuse(invalid('Content-Length', `says ${length} bytes and ${bytes.length} came`));
}

function readBeside({
  headers,
}: HttpRequest): Answer<Pick<GatewayCall, 'request' | 'key' | 'justification' | 'runToken'>> {
  const key = readIdempotencyKey({ headers });
  if (!key.ok) return key;
  const request = headers.get('countersign-request');
  if (request !== null && !isRequestId(request))
    return refuse(invalid('Countersign-Request', 'is not the id of a request, like req_… in the task'));
  const justification = headers.get('countersign-reason');
  if (justification !== null && !WORDS.test(justification))
    return refuse(invalid('Countersign-Reason', 'may hold up to 1000 ASCII characters'));
  const runToken = headers.get('countersign-run-token');
  if (runToken !== null && (runToken.length > 8192 || !TOKEN.test(runToken)))
    return refuse(invalid('Countersign-Run-Token', 'must be a signed JWT, in its compact form'));
  return accept({
    ...(request === null ? {} : { request }),
    ...(key.value === undefined ? {} : { key: key.value }),
    ...(justification === null ? {} : { justification }),
    ...(runToken === null ? {} : { runToken }),
  });
}
