// What people made of the same before, looked up when it is asked again: the last they approved and what is different now, the last they
// denied. The index only says where to look: a stored request alone is believed.
import { denialOf } from '../denial/earlier-denial.ts';
import { type ChangedParts, changedParts, redactingBoth } from '../intent/changed-parts.ts';
import { readIntent } from '../intent/intent.ts';
import type { ApprovedBefore, History } from '../mark.ts';
import type { RequestStore } from '../ports.ts';
import { REQUEST_KEY } from '../row-keys.ts';
import { DAY_MS, later } from '../time.ts';
import type { Verdict } from '../verdict.ts';
import type { ApprovalRequest, Instant } from '../words.ts';
import type { ListedRequest, ListKind } from './history-book.ts';

/** What looking it up needs. */
export interface HistoryDesk {
  readonly store: Pick<RequestStore, 'peek' | 'peekIntent'>;
  readonly listKind: ListKind;
}

/** What is asked now. */
type Asked = Pick<ApprovalRequest, 'agent' | 'intentHash' | 'salt' | 'action' | 'resource'> & {
  readonly intent: Uint8Array;
  readonly verdict: Verdict;
};

/** It as it is found, before what changed has its text. */
export interface FoundHistory {
  readonly approved?: Omit<ApprovedBefore, 'changes'> & { readonly changed?: ChangedParts };
  readonly denied?: History['denied'];
}

/** People are told of what was asked in so many days. */
export const HISTORY_DAYS = 30;
/** Rows that are read; more of a kind in so many days are told as at least so many. */
const ROWS_READ = 200;
/** Requests that are looked at for the last of an end: the index may be behind. */
const LOOKS = 3;

/** What people made of it in the last thirty days; nothing when they were never asked. Throws `StoreFault` when storage does not answer. */
export async function findHistory(
  { store, listKind }: HistoryDesk,
  asked: Asked,
  now: Instant,
): Promise<FoundHistory | undefined> {
  const { agent, action, resource } = asked;
  const since = later(now, -HISTORY_DAYS * DAY_MS);
  const rows = await listKind({ agent: agent.clientId, action, resource }, since, ROWS_READ);
  const [approved, denied] = await Promise.all([
    lastOf(store, rows, 'approved', (each) => (isOfKind(each, asked) ? approvedAt(each) : undefined)),
    lastOf(store, rows, 'denied', (each) => (isOfKind(each, asked) ? denialOf(each)?.at : undefined)),
  ]);
  if (approved === undefined && denied === undefined) return undefined;
  return {
    ...(approved === undefined
      ? {}
      : {
          approved: {
            request: approved.request.id,
            at: approved.at,
            times: rows.filter(({ status }) => status === 'approved').length,
            ...(rows.length < ROWS_READ ? {} : { atLeast: true as const }),
            ...(await compared(store, approved.request, asked)),
          },
        }),
    ...(denied === undefined
      ? {}
      : {
          denied: {
            request: denied.request.id,
            at: denied.at,
            by: denialOf(denied.request)?.by.oid ?? '',
          },
        }),
  };
}

/** When people approved it; what they took back is no example. */
const approvedAt = ({ grant }: ApprovalRequest): Instant | undefined =>
  grant?.state === 'revoked' ? undefined : grant?.approvedAt;

/** Of the same agent, action and resource; a rule alone decided nothing of it. */
function isOfKind({ agent, action, resource, verdict }: ApprovalRequest, asked: Asked): boolean {
  return (
    agent.clientId.toLowerCase() === asked.agent.clientId.toLowerCase() &&
    action === asked.action &&
    resource.type === asked.resource.type &&
    resource.id === asked.resource.id &&
    verdict.effect === 'review'
  );
}

/** The newest with this end at which `endOf` finds one. */
async function lastOf(
  store: HistoryDesk['store'],
  rows: readonly ListedRequest[],
  status: ApprovalRequest['status'],
  endOf: (request: ApprovalRequest) => Instant | undefined,
): Promise<{ readonly request: ApprovalRequest; readonly at: Instant } | undefined> {
  const ended = rows.filter((row) => row.status === status && row.byPeople);
  for (const { request: id } of ended.slice(0, LOOKS)) {
    const row = await store.peek<ApprovalRequest>(id, REQUEST_KEY);
    // What a newer version wrote may mean something else.
    if (row === undefined || row.newer !== undefined || row.data.status !== status) continue;
    const at = endOf(row.data);
    if (at !== undefined) return { request: row.data, at };
  }
  return undefined;
}

/** What both have in common, and what is different now. */
async function compared(
  store: HistoryDesk['store'],
  before: ApprovalRequest,
  asked: Asked,
): Promise<{ readonly same: 'intent' | 'target'; readonly changed?: ChangedParts }> {
  if (before.intentHash === asked.intentHash) return { same: 'intent' };
  const was = await store.peekIntent(before.id);
  if (was === undefined) return { same: 'target' };
  const changed = changedParts(readIntent(was), readIntent(asked.intent), redactingBoth(before, asked));
  return { same: 'target', changed };
}
