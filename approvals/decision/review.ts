// What a person sees on the review page: the whole of a request, and what they may do with it now. Reads only.
// Promise: nobody sees a parameter who could neither decide, comment nor take back, has not voted and did not record it; the directory is
// asked at that moment.
import { askDirectory, type DirectoryDesk } from '../approvers/ask-directory.ts';
import { barred, judge, judgeMember } from '../approvers/eligibility.ts';
import { maySee } from '../approvers/may-see.ts';
import type { Desk } from '../ports.ts';
import type { CardView } from '../prompt/card-ports.ts';
import { shownBy, viewOf } from '../prompt/view.ts';
import { type Answer, accept, type Refusal, refuse } from '../refusal.ts';
import { REQUEST_KEY } from '../row-keys.ts';
import type { StepUp } from '../verdict.ts';
import type { ApprovalRequest, Instant, Person, RequestId, SignIn } from '../words.ts';
import { mayBeEnough } from './again.ts';
import { isOnCard, type OnCardDesk, openedBy } from './opening.ts';
import { provesStepUp } from './step-up.ts';
import { isReportable } from './suspicion.ts';

/** What reviewing needs. */
export type ReviewDesk = Pick<Desk, 'store' | 'standings' | 'clock' | 'baseUrl'> &
  DirectoryDesk &
  OnCardDesk & { readonly adminsGroup: string; readonly reviewApp: string };

/** What the person could do now. Advice for the page: each call is judged anew. */
export interface May {
  readonly approve: boolean;
  readonly deny: boolean;
  readonly comment: boolean;
  /** While it waits: deny it and stop its agent. A report that comes later is taken all the same (`reportEnded`). */
  readonly report: boolean;
  readonly revoke: boolean;
  /** Say what they find at a record that nobody else has looked at. */
  readonly look: boolean;
}

/** A request as one person sees it. */
export interface Review {
  readonly view: CardView;
  /** The person's name as the directory has it. */
  readonly name: string;
  readonly may: May;
  /** Why this person can see it and not decide it. */
  readonly whyNot?: Refusal;
  /** What an approval needs beyond a click, and whether this sign-in proves it. */
  readonly stepUp?: StepUp & { readonly satisfied: boolean };
  /** While it waits and its card does not hold all: whether this person has opened it, and everybody who has. */
  readonly opening?: {
    readonly done: boolean;
    readonly by: readonly { readonly name: string; readonly at: Instant }[];
  };
}

/**
 * Refusals: `unknown_request`, `could_not_verify`, and those of `judge` for whoever may neither decide nor comment, has not voted,
 * did not record it and does not administer.
 */
export async function review(
  desk: ReviewDesk,
  id: RequestId,
  person: Person,
  signIn: SignIn,
): Promise<Answer<Review>> {
  const row = await desk.store.peek<ApprovalRequest>(id, REQUEST_KEY);
  if (row === undefined) return refuse({ reason: 'unknown_request' });
  const { data: request, newer } = row;
  const word = await askDirectory(desk, request, person.oid, [desk.adminsGroup]);
  if (word === 'silent') return refuse({ reason: 'could_not_verify' });

  const member = judgeMember(request, person, word.person);
  if (!member.ok) return member;
  const judged = judge(request, person, word);
  const isInterested = barred(request, word.owners).has(person.oid);
  const isAdmin = member.groups.includes(desk.adminsGroup);
  const mine = request.votes.find((vote) => vote.person.oid === person.oid);
  if (!judged.ok && !maySee(request, person, word, desk.adminsGroup)) return judged;

  const now = desk.clock();
  const isOpen = request.status === 'pending' && now < request.expiresAt;
  const hasApproved = mine?.choice === 'approve' && mine.counted;
  const { stepUp } = request.verdict;
  return accept({
    view: await viewOf({ ...desk, store: shownBy(desk.store) }, request, pagePrompt(request)),
    name: member.name,
    may:
      newer !== undefined
        ? NOTHING
        : {
            approve:
              isOpen && judged.ok && (!hasApproved || mayBeEnough(request, person, judged.groups, now)),
            deny: isOpen && judged.ok,
            comment: isOpen && (judged.ok || isInterested),
            report: isOpen && judged.ok && isReportable(request),
            revoke: isRevocable(request, now) && (hasApproved || isAdmin),
            look: isToLookAt(request) && judged.ok,
          },
    ...whyNot(judged, newer),
    ...(isOpen && newer === undefined && !(await isOnCard(desk, request))
      ? { opening: openingFor(request, person) }
      : {}),
    ...(stepUp === undefined
      ? {}
      : { stepUp: { ...stepUp, satisfied: provesStepUp(stepUp, signIn, desk.reviewApp, now) } }),
  });
}

const openingFor = (request: ApprovalRequest, person: Person): NonNullable<Review['opening']> => ({
  done: openedBy(request, person) !== undefined,
  by: (request.opened ?? []).map(({ by, at }) => ({ name: by.name, at })),
});

const NOTHING: May = {
  approve: false,
  deny: false,
  comment: false,
  report: false,
  revoke: false,
  look: false,
};

function whyNot(judged: ReturnType<typeof judge>, newer: number | undefined): Pick<Review, 'whyNot'> {
  if (newer !== undefined) return { whyNot: { reason: 'newer_version', version: newer } };
  return judged.ok ? {} : { whyNot: judged.refusal };
}

/** The page is no conversation: no button stands on its card, so none carries a nonce. The times are those of the first route. */
const pagePrompt = ({ verdict }: ApprovalRequest) => ({
  key: 'page',
  nonce: '',
  route: verdict.notify[0]?.route ?? '',
});

const isToLookAt = ({ record, purged }: ApprovalRequest): boolean =>
  record !== undefined && record.look === undefined && purged === undefined;

function isRevocable({ grant }: ApprovalRequest, now: Instant): boolean {
  return grant?.state === 'unused' && now < grant.expiresAt;
}
