// `POST /exports`: the one way to the data.
// Promises: no agent without a token, no data without an approval; every "no" says how to get to a "yes".
import type { IncomingMessage } from 'node:http';
import { BadRequest, type Reply, readJson } from '../support/local-door.ts';
import { notNow, problem } from './problem.ts';
import { readExportCall, readExportOrder } from './read-export.ts';
import { type RunParts, runApproved } from './run-approved.ts';
import type { VerifyAgent } from './verify-agent.ts';

/** What the door works with. */
export interface ExportsDoor extends RunParts {
  readonly verifyAgent: VerifyAgent;
  readonly countersignUrl: string;
}

const MAX_BODY_BYTES = 64 * 1024;

/** Answers one call. */
export async function answerExport(door: ExportsDoor, req: IncomingMessage): Promise<Reply> {
  const agent = await door.verifyAgent(req.headers.authorization);
  if (!agent.ok) {
    if (agent.status === 503) return notNow(agent.message);
    const headers = agent.status === 401 ? { 'www-authenticate': 'Bearer' } : {};
    return problem(agent.status, 'not-an-agent', agent.message, { headers });
  }
  try {
    const call = readExportCall(await readJson(req, MAX_BODY_BYTES));
    const { approval } = call;
    if (approval === undefined) {
      readExportOrder(call);
      return noApproval(door.countersignUrl);
    }
    // Without an id of the caller's own the approval stands in: a repeat is then a repeat all the same.
    const requestId = readRequestId(req) ?? `export-${approval.id}`;
    const reply = await runApproved(door, { ...call, approval }, { agent: agent.clientId, requestId });
    return { ...reply, headers: { ...reply.headers, 'x-request-id': requestId } };
  } catch (error) {
    if (error instanceof BadRequest) return problem(error.status, 'bad-request', error.message);
    throw error;
  }
}

function noApproval(countersignUrl: string): Reply {
  const ask = `${countersignUrl}/api/requests`;
  return problem(
    403,
    'approval-required',
    `The warehouse gives nothing without an approval. Ask for one: POST ${ask} with this table and these parameters, ` +
      'wait for the decision, then repeat this call with "approval": {"id", "state"} as received.',
    { ask },
  );
}

function readRequestId(req: IncomingMessage): string | undefined {
  const given = req.headers['x-request-id'];
  if (given === undefined) return undefined;
  if (typeof given === 'string' && /^[\x21-\x7e]{1,128}$/.test(given)) return given;
  throw new BadRequest('X-Request-ID must be 1 to 128 visible ASCII characters.');
}
