// A group that is told one-to-one: its members are looked up in the directory, and each gets a prompt. By the queue, so that no answer
// waits for the directory; by one commit, so that nobody gets two cards or none, whatever breaks in between.
// Promises: whoever may not decide is left out; a silent directory is asked again, ever more slowly, as long as it matters.
import { type DirectoryDesk, orSilent, ownersNow } from '../approvers/ask-directory.ts';
import type { MembersLeft } from '../approvers/directory-ports.ts';
import { barred } from '../approvers/eligibility.ts';
import { newPrompts, type Posting } from '../ask/newborn.ts';
import { type Step, unshown } from '../change/transition.ts';
import type { Desk, Index } from '../ports.ts';
import { later } from '../time.ts';
import type { ApprovalRequest, Instant, RequestId } from '../words.ts';
import type { Invite } from '../work.ts';
import { peopleOf } from './own-prompts.ts';
import { isUnreached } from './reach.ts';
import { trouble } from './trouble.ts';

/** What it takes. */
export type InviteDesk = Desk & DirectoryDesk & { readonly membersLeft: MembersLeft; readonly index: Index };

/** Members of one group that are told one-to-one. A larger group is told by routes alone. */
export const MOST_INVITED = 25;

const FIRST_BACKOFF_MS = 2000;
const LONGEST_BACKOFF_MS = 5 * 60_000;
/** What was recorded afterwards is news, and never ends: past this nobody is looked up for it any more. */
const NEWS_FOR_MS = 24 * 60 * 60_000;

/** Looks one group up and gives each member a prompt. Done already, or not due: nothing happens. Throws `StoreFault`. */
export async function invite(desk: InviteDesk, id: RequestId, key: string): Promise<void> {
  const [row, loaded] = await Promise.all([desk.store.read<Invite>(id, key), desk.store.load(id)]);
  if (row === undefined || loaded === undefined) return;
  const now = desk.clock();
  const due = inviteDue(row.data, loaded.data, now);
  if (due === undefined || due > now) return;

  const people = await orSilent(desk, () => membersOf(desk, loaded.data, row.data.group.id));
  if (people === 'silent') {
    await desk.store.swap<Invite>(id, key, row.etag, afterSilence(row.data, desk.clock()));
    await tellIndex(desk, loaded.data, key);
    return;
  }
  // Minted before the first try, so that every try is the same.
  const group = row.data.group.name;
  const found = people.map((person) => ({ person, group, nonce: desk.mint('n') }));
  const settled = await unshown(desk, id, (request, at) => invited(desk, request, row.data, found, at));
  if (settled.ok) await tellIndex(desk, settled.value.request, key);
}

/** When the sweep must look at it again; `undefined`: never, it is done or nobody needs to hear any more. */
export function inviteDue(row: Invite, request: ApprovalRequest, now: Instant): Instant | undefined {
  if (!isWanted(request, row.key, now)) return undefined;
  return row.nextTry !== undefined && row.nextTry > now ? row.nextTry : now;
}

function isWanted({ status, invites = [], ...request }: ApprovalRequest, key: string, now: Instant): boolean {
  if (!invites.includes(key)) return false;
  // Who is told that an agent was reported is told so after the end, by a card of what was denied.
  if (request.reported?.alert === key) return now < later(request.reported.at, NEWS_FOR_MS);
  if (request.record !== undefined) return now < later(request.createdAt, NEWS_FOR_MS);
  return status === 'pending' && now < request.expiresAt;
}

/** Those of the group who may decide, at most one more than are told. Throws `DirectoryFault`. */
async function membersOf(
  desk: InviteDesk,
  request: ApprovalRequest,
  group: string,
): Promise<readonly string[]> {
  const out = [...barred(request, await ownersNow(desk, request)).keys()];
  return await desk.membersLeft(group, out, MOST_INVITED + 1);
}

/** The rule: a prompt for each who has none, and the event that names them. */
async function invited(
  desk: InviteDesk,
  request: ApprovalRequest,
  { key, group }: Invite,
  found: readonly (Posting & { readonly person: string })[],
  now: Instant,
): Promise<Step> {
  if (!isWanted(request, key, now)) return { do: 'keep' };
  const tooMany = found.length > MOST_INVITED;
  const people = tooMany ? [] : found;
  const told = await peopleOf(desk, request);
  const { change, rows } = newPrompts(
    people.filter(({ person }) => !told.has(person)),
    request,
  );
  const crowd = tooMany ? ({ tooMany } as const) : {};
  return {
    do: 'write',
    change: {
      ...change,
      invites: (request.invites ?? []).filter((each) => each !== key),
      invited: [...(request.invited ?? []), { group, people: people.length, ...crowd }],
    },
    rows,
    removes: [key],
    events: [
      {
        type: 'invited',
        actor: { kind: 'policy', id: request.verdict.policyVersion },
        facts: {
          group,
          people: people.map(({ person }) => person).sort(),
          ...(tooMany ? { too_many: true } : {}),
        },
      },
    ],
  };
}

function afterSilence(row: Invite, now: Instant): Invite {
  const wait = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** Math.min(row.attempts, 10));
  return {
    ...row,
    attempts: row.attempts + 1,
    nextTry: later(now, wait),
    lastError: trouble('group_not_told', row.group.name),
  };
}

/** A request without any prompt is listed by this alone. */
async function tellIndex(desk: InviteDesk, request: ApprovalRequest, key: string): Promise<void> {
  const unreached = request.status === 'pending' && (await isUnreached(desk.store, request));
  await desk.index(request, { key, dead: false, unreached });
}
