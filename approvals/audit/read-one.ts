// One request as an export would give it, for an auditor who asks about that one. The log tells of it before anything is given.
import { type Answer, accept, refuse } from '../refusal.ts';
import { isRequestId } from '../request-id.ts';
import { REQUEST_KEY, readKey } from '../row-keys.ts';
import { dayOf, later } from '../time.ts';
import type { ApprovalRequest, ChainEvent } from '../words.ts';
import type { ExportDesk } from './export.ts';
import { type Auditor, noteOnce } from './log.ts';
import type { PolicyLine, RequestLine, TextLine } from './package.ts';
import { requestLine, textLine } from './record-lines.ts';

/** Its lines, and what they are checked by. */
export interface OneRecord {
  readonly request: RequestLine;
  readonly events: readonly ChainEvent[];
  readonly texts: readonly TextLine[];
  /** The pinned one; absent when it is not kept. */
  readonly policy?: PolicyLine;
  /** The one in force as it was read: it says whether a legal hold keeps the request. Absent when it is not kept. */
  readonly in_force?: PolicyLine;
  readonly keys: object;
}

/** Reads it, with the policy of the version `inForce`. Refusals: `unknown_request`, and those of the log. Throws `StoreFault`. */
export async function readOne(
  desk: Pick<ExportDesk, 'reads' | 'keys' | 'log' | 'tenant' | 'watch' | 'clock' | 'mint' | 'waitBeforeTry'>,
  id: string,
  by: Auditor,
  inForce: string,
): Promise<Answer<OneRecord>> {
  const read = isRequestId(id) ? await desk.reads.whole<ApprovalRequest>(id, REQUEST_KEY) : undefined;
  const head = read?.head;
  if (read === undefined || head === undefined) return refuse({ reason: 'unknown_request' });
  const noted = await noteOnce(desk, readKey(desk.mint('read')), () => ({
    note: { request: id },
    event: { type: 'request_read', by, facts: { request: id } },
  }));
  if (!noted.ok) return noted;
  const [policy, current] = await Promise.all([
    policyOf(desk, head.verdict.policyVersion),
    policyOf(desk, inForce),
  ]);
  return accept({
    request: requestLine({ ...read, head }, dayOf(head.createdAt)),
    events: read.events,
    texts: read.texts.map((text) => textLine(id, text, head)),
    ...(policy === undefined ? {} : { policy }),
    ...(current === undefined ? {} : { in_force: current }),
    keys: await desk.keys(),
  });
}

const MINUTE_MS = 60_000;

/** Versions come in their order, so it is among the first behind the front of its own. */
async function policyOf(
  { reads, clock }: Pick<ExportDesk, 'reads' | 'clock'>,
  version: string,
): Promise<PolicyLine | undefined> {
  const { rows } = await reads.policies(version.slice(0, -1), later(clock(), MINUTE_MS));
  const found = rows.find(({ at }) => at === version);
  return found && { version, text: found.data.text };
}
