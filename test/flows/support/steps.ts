// What most flows begin with: a request that waits, or one that Alice has approved.
import assert from 'node:assert/strict';
import { EXPORT } from './caller.ts';
import type { Flow } from './flow.ts';
import type { Approval } from './told.ts';

/** Asks as nightly-etl and gives the id; the request waits and its card stands. */
export async function asked(flow: Flow, body: object = EXPORT): Promise<string> {
  const reply = await flow.agent('nightly-etl').ask(body);
  assert.equal(reply.status, 202, reply.text);
  const id = reply.body.task?.id ?? '';
  await flow.teams.card(id);
  return id;
}

/** Asks, lets Alice approve, and gives the approval as nightly-etl reads it. */
export async function approved(
  flow: Flow,
  body: object = EXPORT,
): Promise<{ readonly id: string; readonly approval: Approval }> {
  const id = await asked(flow, body);
  const answer = await flow.teams.click(id, 'alice', 'approve');
  assert.equal(answer.kind, 'card', answer.text);
  const { body: told } = await flow.agent('nightly-etl').read(id);
  assert.ok(told.result, 'an approved request has a result');
  const { id: grant, state } = told.result.approval;
  return { id, approval: { id: grant, state } };
}
