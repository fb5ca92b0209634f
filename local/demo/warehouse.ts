// The agent's side of the warehouse: one call, with or without an approval.
// Promises: a call that may have run is repeated only with the same X-Request-ID, which the warehouse answers without running twice.
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

/** What is asked of the warehouse. */
export interface ExportCall {
  readonly table: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly approval?: { readonly id: string; readonly state: string };
}

/** The file, or the warehouse's "no". */
export type ExportAnswer =
  | { readonly ok: true; readonly rows: number; readonly file: string }
  | { readonly ok: false; readonly status: number; readonly detail: string };

/** Calls the warehouse until it answers for certain or the approval is over. */
export async function callWarehouse(
  url: string,
  token: string,
  call: ExportCall,
  use: { readonly requestId: string; readonly until: number },
): Promise<ExportAnswer> {
  for (;;) {
    const response = await fetch(`${url}/exports`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${token}`,
        'x-request-id': use.requestId,
      },
      body: JSON.stringify(call),
    }).catch(() => undefined);
    if (response !== undefined && response.status !== 503) return readAnswer(response);
    if (Date.now() >= use.until) {
      return response === undefined
        ? { ok: false, status: 0, detail: 'The warehouse cannot be reached.' }
        : readAnswer(response);
    }
    await sleep(1000 * Number(response?.headers.get('retry-after') ?? '1'));
  }
}

async function readAnswer(response: Response): Promise<ExportAnswer> {
  const body: unknown = await response.json().catch(() => ({}));
  if (response.status === 200) return { ok: true, ...doneSchema.parse(body) };
  const detail = problemSchema.safeParse(body).data?.detail ?? '';
  return { ok: false, status: response.status, detail };
}

const doneSchema = z.object({ rows: z.number(), file: z.string() });
const problemSchema = z.object({ detail: z.string() });
