// One export with an approval: redeem it over exactly what was sent, start it once, write the file, tell what came of it.
// Promises: runs only on a `true` of Countersign, only if the journal's "started" is its own, only before `run_before`;
// whoever repeats the call gets the stored outcome; the file is never written twice.
import { setTimeout as sleep } from 'node:timers/promises';
import { decodeJwt } from 'jose';
import { BadRequest, type Reply } from '../support/local-door.ts';
import { type Countersign, CountersignFault, type Decision } from './countersign.ts';
import type { Ended, Entry, Journal } from './journal.ts';
import { notNow, problem } from './problem.ts';
import { type ExportCall, type ExportOrder, readExportOrder } from './read-export.ts';
import type { Tables } from './tables.ts';
import { isRequestId, writeCsv } from './write-csv.ts';

/** What an export works with. `now` is the clock, in milliseconds. */
export interface RunParts {
  readonly countersign: Countersign;
  readonly journal: Journal;
  readonly tables: Tables;
  readonly exportsFolder: string;
  readonly report: (entry: Entry) => Promise<void>;
  readonly now: () => number;
}

type Approved = Required<ExportCall>;
type Finished = Entry & { readonly ended: Ended };

const REPORT_WITHIN_MS = 2000;

/** Runs an approved export. `requestId` is the caller's X-Request-ID: the same one again repeats the same use. */
export async function runApproved(
  parts: RunParts,
  call: Approved,
  { agent, requestId }: { readonly agent: string; readonly requestId: string },
): Promise<Reply> {
  // Before the approval is used up: what cannot run shall not cost one.
  const order = readExportOrder(call);
  try {
    const decision = await parts.countersign.evaluate(
      {
        subject: { type: 'agent', id: agent },
        action: { name: 'data.export', properties: call.parameters },
        resource: { type: 'database', id: call.table },
        context: { ...call.context, approval: call.approval },
      },
      requestId,
    );
    if (decision.decision !== true) return refuse(decision);
    const request = requestOf(call.approval.state);
    const { redemption, runBefore } = decision;
    const run = { redemption: redemption.id, request, agent, startedAt: isoOf(parts.now()) };
    const { isOwn, entry } = await parts.journal.start(run);
    if (isOwn) return tell(await runOnce(parts, entry, order, runBefore), redemption.replayed);
    const ended = await waitForEnd(parts.journal, entry);
    return ended === undefined ? endUnknown(entry) : tell(ended, redemption.replayed);
  } catch (error) {
    if (error instanceof CountersignFault) return notNow(error.message, error.retryAfterSeconds);
    if (error instanceof BadRequest) throw error;
    console.error(error);
    return notNow('The journal did not answer.');
  }
}

function refuse(decision: Exclude<Decision, { decision: true }>): Reply {
  if (decision.decision === 'invalid') return problem(400, 'not-evaluable', decision.detail);
  const { reason, nextAction, retryAfter } = decision;
  if (nextAction === 'retry') return notNow('Countersign cannot tell yet.', retryAfter);
  const detail = REFUSALS[reason] ?? `Countersign refused this approval: ${reason}.`;
  return problem(403, 'approval-refused', `${detail} Nothing was exported.`, {
    reason,
    next_action: nextAction,
  });
}

const REFUSALS: Readonly<Record<string, string>> = {
  approval_expired: 'The approval is used up, taken back or past its time.',
  out_of_scope: 'This is not what was approved: table and parameters must be exactly those of the request.',
  grant_pending: 'The request is not decided yet.',
  policy_denied: 'The policy in force now denies this.',
  approval_unverifiable: 'The approval is not genuine, or not for this agent.',
};

// Countersign has just vouched for these very bytes, so they are read, not verified again.
function requestOf(state: string): string {
  let request: unknown;
  try {
    request = decodeJwt(state).request;
  } catch (error) {
    throw new CountersignFault('The approval cannot be read.', 2, error);
  }
  if (!isRequestId(request)) throw new CountersignFault('The approval names no request.');
  return request;
}

async function runOnce(
  parts: RunParts,
  entry: Entry,
  order: ExportOrder,
  runBefore: number,
): Promise<Finished> {
  const ended = await attempt(parts, entry.request, order, runBefore);
  const done = { ...entry, ended };
  try {
    await parts.journal.finish(entry.redemption, ended);
  } catch (error) {
    // The file stands or does not, and that is what is told; only a repeat of the call will not know it.
    console.error(error);
  }
  // The agent's answer waits a moment, so that the card tells the outcome too, but not for ever.
  await Promise.race([parts.report(done), sleep(REPORT_WITHIN_MS, undefined, { ref: false })]);
  return done;
}

async function attempt(
  { tables, exportsFolder, now }: RunParts,
  request: string,
  { rows: limit, columns }: ExportOrder,
  runBefore: number,
): Promise<Ended> {
  try {
    const rows = await tables.readCustomers(limit);
    // Asked last, after everything that takes time.
    if (now() >= runBefore)
      return { result: 'failed', detail: 'the approval ran out before the export began' };
    const file = await writeCsv(exportsFolder, request, { columns, rows });
    const detail = `exported ${rows.length.toLocaleString('en-US')} rows`;
    return { result: 'succeeded', detail, rows: rows.length, file };
  } catch (error) {
    console.error(error);
    return { result: 'failed', detail: 'the export could not be written' };
  }
}

const END_WITHIN_MS = 2000;
const LOOK_AGAIN_MS = 100;

// Somebody else's run may be under way, here or in another instance.
async function waitForEnd(journal: Journal, found: Entry): Promise<Finished | undefined> {
  const until = Date.now() + END_WITHIN_MS;
  for (let entry: Entry | undefined = found; entry !== undefined; ) {
    const { ended } = entry;
    if (ended !== undefined) return { ...entry, ended };
    if (Date.now() >= until) return undefined;
    await sleep(LOOK_AGAIN_MS);
    entry = await journal.find(found.redemption);
  }
  return undefined;
}

function tell({ ended, request, redemption }: Finished, replayed: boolean): Reply {
  const use = { request, redemption: { id: redemption, replayed } };
  if (ended.result === 'failed') {
    return problem(500, 'export-failed', `The approval was used, but ${ended.detail}.`, use);
  }
  return { status: 200, body: { rows: ended.rows, file: ended.file, ...use } };
}

function endUnknown({ startedAt, request }: Entry): Reply {
  const detail = `This approval was used at ${startedAt} and how that run ended is not known yet. It is not run again.`;
  return problem(409, 'started-already', `${detail} Ask again later, or for a new approval.`, {
    request,
    headers: { 'retry-after': '5' },
  });
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}
