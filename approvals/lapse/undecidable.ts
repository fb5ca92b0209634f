// A request that nobody is left to decide ends as `failed`, so that its agent need not wait for nothing. Looked at by the sweep.
// Ended only when two looks a minute apart agree: a group that a sync job empties and fills again must not end what people could still decide.
import { type DirectoryDesk, orSilent, ownersNow } from '../approvers/ask-directory.ts';
import type { MembersLeft } from '../approvers/directory-ports.ts';
import { barred, isOrdinary } from '../approvers/eligibility.ts';
import { comeOf, seatsNow, toCome } from '../approvers/escalation.ts';
import { openSeats } from '../approvers/quorum.ts';
import { end } from '../change/end.ts';
import { type Step, transition } from '../change/transition.ts';
import { nobodyLeft } from '../end-reason.ts';
import type { Desk } from '../ports.ts';
import { UNDECIDABLE_KEY } from '../row-keys.ts';
import { earliest, later } from '../time.ts';
import type { Requirement } from '../verdict.ts';
import type { ApprovalRequest, Instant, Vote } from '../words.ts';

/** What finding out takes. */
export type UndecidableDesk = Desk & DirectoryDesk & { readonly membersLeft: MembersLeft };

/** What a look came to. `again`: when to look next. `silent`: the directory did not answer, so nothing is known. */
export interface Looked {
  readonly request: ApprovalRequest;
  readonly again: Instant;
  readonly silent?: true;
}

/** Withdraws a request of our own that nothing waits for any more; nothing for any other. `again`: when to look next, while it waits. */
export type EndUnnamed = (request: ApprovalRequest) => Promise<Partial<Looked> | undefined>;

const ASK_AGAIN_MS = 10 * 60_000;
const CONFIRM_AFTER_MS = 60_000;
/** A finding this old says nothing about the time between. */
const FORGET_AFTER_MS = 150_000;

/** The row that remembers the first finding. */
interface Doubt {
  readonly since: Instant;
  readonly seen: Instant;
}

/** Ends a pending request whose open seats nobody can fill any more. Throws `StoreFault`; a silent directory changes nothing. */
export async function endIfUndecidable(desk: UndecidableDesk, request: ApprovalRequest): Promise<Looked> {
  const now = desk.clock();
  // Whom an escalation adds may still decide it.
  const adding = toCome(request).find(({ escalation }) => escalation.adds !== undefined);
  if (adding !== undefined) return { request, again: earliest([adding.at, later(now, ASK_AGAIN_MS)]) ?? now };
  const open = await orSilent(desk, () => unfillable(desk, request));
  if (open === 'silent') return { request, again: later(now, ASK_AGAIN_MS), silent: true };
  if (open.length === 0) return { request, again: later(now, ASK_AGAIN_MS) };
  if (!(await confirmed(desk, request, now))) return { request, again: later(now, CONFIRM_AFTER_MS) };
  const settled = await transition(desk, request.id, (fresh, at) => {
    // Whoever was added since may be the one who can.
    const isSame = comeOf(fresh).length === comeOf(request).length;
    return isSame ? fail(desk, fresh, open, at) : { do: 'keep' };
  });
  return { request: settled.ok ? settled.value.request : request, again: later(now, CONFIRM_AFTER_MS) };
}

/** The requirements with seats that cannot all be filled, however people vote. */
async function unfillable(desk: UndecidableDesk, request: ApprovalRequest): Promise<readonly Requirement[]> {
  const requirements = seatsNow(request);
  const out = [...barred(request, await ownersNow(desk, request)).keys()];
  // More than all seats together are never needed of one group: whoever is left over fits somewhere.
  const most = requirements.reduce((sum, each) => sum + each.count, 0);
  const groups = [...new Set(requirements.flatMap((each) => each.groups.map(({ id }) => id)))];
  const people = [...new Set(requirements.flatMap((each) => each.people))].filter(
    (oid) => !out.includes(oid),
  );
  const [members, named] = await Promise.all([
    Promise.all(groups.map(async (group) => [group, await desk.membersLeft(group, out, most)] as const)),
    Promise.all(people.map((oid) => desk.lookUp(oid, []))),
  ]);
  const able = named.filter(isOrdinary).map(({ oid }) => oid);
  const everyone = new Set([...able, ...members.flatMap(([, oids]) => oids)]);
  const open = openSeats(
    requirements,
    [...everyone].map((oid) => ballotOf(request, oid, members)),
  );
  return requirements.filter((_, index) => open[index] !== 0);
}

/** Somebody who could vote, as if they had said yes. */
function ballotOf(
  { tenant, createdAt }: ApprovalRequest,
  oid: string,
  members: readonly (readonly [string, readonly string[]])[],
): Vote {
  const groups = members.flatMap(([group, oids]) => (oids.includes(oid) ? [group] : []));
  return {
    person: { oid, tenant, name: '' },
    choice: 'approve',
    at: createdAt,
    seq: 0,
    groups,
    counted: true,
  };
}

/** Was it found before, at least a minute ago, and at every look since? Remembers this finding. */
async function confirmed(desk: Desk, { id }: ApprovalRequest, now: Instant): Promise<boolean> {
  const row = await desk.store.read<Doubt>(id, UNDECIDABLE_KEY);
  if (row === undefined) {
    await desk.store.insert(id, { key: UNDECIDABLE_KEY, data: { since: now, seen: now } });
    return false;
  }
  const current = now <= later(row.data.seen, FORGET_AFTER_MS);
  const since = current ? row.data.since : now;
  await desk.store.swap(id, UNDECIDABLE_KEY, row.etag, { since, seen: now });
  return now >= later(since, CONFIRM_AFTER_MS);
}

function fail(desk: Desk, request: ApprovalRequest, open: readonly Requirement[], now: Instant): Step {
  if (request.status !== 'pending' || now >= request.expiresAt) return { do: 'keep' };
  const ending = end(request, 'failed', now, desk.baseUrl, { endReason: nobodyLeft(open) });
  return {
    do: 'write',
    ...ending,
    before: request.expiresAt,
    events: [
      {
        type: 'failed',
        actor: { kind: 'policy', id: request.verdict.policyVersion },
        facts: { because: 'no_eligible_approver', requirements: open },
      },
    ],
  };
}
