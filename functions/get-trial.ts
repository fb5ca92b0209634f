// GET /access/v1/trials/{id}: what has become of a test of the way, for administrators.
import type { HttpHandler, HttpResponseInit } from '@azure/functions';
import { viewTrial } from '../approvals/decision/trial.ts';
import { isRequestId } from '../approvals/request-id.ts';
import type { ApprovalRequest } from '../approvals/words.ts';
import type { Prompt } from '../approvals/work.ts';
import { callerDoor } from './door.ts';
import { replyJson, replyRefusal } from './http-reply.ts';
import type { Parts } from './parts.ts';
import { administratorAtDoor } from './person-door.ts';
import { troubleWords } from './trouble-words.ts';

/** Refusals: those of `administratorAtDoor`, `unknown_request` also for what is no test. */
export const getTrial = (parts: Parts): HttpHandler =>
  callerDoor(parts, async ({ request, caller }) => {
    const admin = await administratorAtDoor(parts, caller);
    if (!admin.ok) return replyRefusal(admin.refusal);
    const id = request.params.id ?? '';
    const found = isRequestId(id) ? (await parts.desk.store.load(id))?.data : undefined;
    if (found?.trial === undefined) return replyRefusal({ reason: 'unknown_request' });
    return await replyTrial(parts, 200, found);
  });

/** The test as it is now. */
export async function replyTrial(
  { desk, baseUrl }: Parts,
  status: 200 | 202,
  request: ApprovalRequest,
): Promise<HttpResponseInit> {
  const rows = await Promise.all(request.prompts.map((key) => desk.store.read<Prompt>(request.id, key)));
  const prompts = rows.flatMap((row) => (row === undefined ? [] : [row.data]));
  const { expiresAt, decided, prompts: shown, ...view } = viewTrial(request, prompts);
  const told = shown.map(({ error, ...each }) => ({
    ...each,
    error: troubleWords(error),
  }));
  return replyJson(
    status,
    { trial: { ...view, prompts: told, created_at: request.createdAt, expires_at: expiresAt, decided } },
    status === 202 ? { location: `${baseUrl}/access/v1/trials/${request.id}` } : {},
  );
}
