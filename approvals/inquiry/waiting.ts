// What waits for one person: requests they may decide and have not, the gravest in front, and of those the one that ends first.
import { seatsNow } from '../approvers/escalation.ts';
import { isQuorum } from '../approvers/quorum.ts';
import { StoreFault } from '../faults.ts';
import type { Clock, ListPending, ListsLag } from '../ports.ts';
import { type Answer, accept } from '../refusal.ts';
import { RISKS } from '../verdict.ts';
import type { ApprovalRequest, Person } from '../words.ts';
import { type SightDesk, sightsOf } from './sight.ts';

/** What it takes. */
export type WaitingDesk = SightDesk & {
  readonly clock: Clock;
  readonly listPending: ListPending;
  readonly listsLag: ListsLag;
};

/** What waits. */
export interface Waiting {
  readonly requests: readonly ApprovalRequest[];
  /** Open ones that they voted on already: those wait for others. */
  readonly voted: number;
  /** More was open than is looked through: there may be more. */
  readonly isCut: boolean;
  /** So much is on its way that some may not be listed yet. */
  readonly lags?: true;
}

/** So many open requests are looked through, the gravest first: a question costs that many reads at most. */
const LOOKED_THROUGH = 200;

/** Refusals and faults are those of `sightsOf`. */
export async function waitingFor(desk: WaitingDesk, person: Person): Promise<Answer<Waiting>> {
  const [ids, lags] = await Promise.all([desk.listPending(LOOKED_THROUGH + 1, 'gravest'), lagging(desk)]);
  const sights = await sightsOf(desk, person, ids.slice(0, LOOKED_THROUGH));
  if (!sights.ok) return sights;
  const now = desk.clock();
  const theirs = sights.value
    .filter(({ request, decides }) => decides && request.status === 'pending' && now < request.expiresAt)
    .map(({ request }) => request);
  const requests = theirs.filter((each) => !isLeftToOthers(each, person));
  return accept({
    requests: requests.toSorted(
      (a, b) => gravity(b) - gravity(a) || a.expiresAt.localeCompare(b.expiresAt) || a.id.localeCompare(b.id),
    ),
    voted: theirs.length - requests.length,
    isCut: ids.length > LOOKED_THROUGH,
    ...(lags ? { lags } : {}),
  });
}

/** A hint is worth no answer: where the queue says nothing, some may not be listed. */
const lagging = ({ listsLag }: WaitingDesk): Promise<boolean> =>
  listsLag().catch((error: unknown) => {
    if (error instanceof StoreFault) return true;
    throw error;
  });

const gravity = ({ verdict }: ApprovalRequest): number => RISKS.indexOf(verdict.risk.level);

/** Where their approval is enough by now with those of others, one of them gives it once more. */
const isLeftToOthers = (request: ApprovalRequest, person: Person): boolean =>
  hasVoted(request, person) && !isQuorum(seatsNow(request), request.votes);

const hasVoted = ({ votes }: ApprovalRequest, { oid }: Person): boolean =>
  votes.some(({ person, counted }) => person.oid === oid && counted);
