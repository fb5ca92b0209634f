// Recording by API, as Sam, what was done without an approval.
import assert from 'node:assert/strict';
import { z } from 'zod';
import { instant } from '../../approvals/time.ts';
import type { Stage } from './stage.ts';

/** Records an export of this resource, done by Sam or by `agent`; the record's id. */
export async function recordDeed(
  { world }: Stage,
  resource: string,
  doer: { readonly agent?: string } = {},
  properties: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const response = await fetch(`${world.urls.functions}/access/v1/records`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await world.tokens.person('sam@contoso.example')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({
      action: { name: 'data.export', properties: { format: 'csv', rows: 25, ...properties } },
      resource: { type: 'database', id: resource },
      done_at: instant(Date.now() - 3_600_000),
      reason: 'Teams was away and the restore could not wait.',
      ...doer,
    }),
  });
  const text = await response.text();
  assert.equal(response.status, 201, text);
  return z.object({ task: z.object({ id: z.string() }) }).parse(JSON.parse(text)).task.id;
}
