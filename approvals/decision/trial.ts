// A test of the way to a person and back, ordered by an administrator: a card comes to the policy's routes, an approver presses a button,
// and that is all. It is judged like any decision and approves nothing: it ends as withdrawn, whatever was pressed, and has no grant.
import { type AdminDesk, askAdministrator } from '../approvers/administrator.ts';
import { type CreateDesk, create } from '../ask/create.ts';
import {
  blankRequest,
  firstCommit,
  type JudgedIntent,
  judgementFacts,
  newPrompts,
  postingsOf,
} from '../ask/newborn.ts';
import { end } from '../change/end.ts';
import type { Step } from '../change/transition.ts';
import { canonicalForm, intentOf } from '../intent/intent.ts';
import { deliveryOf } from '../prompt/delivery.ts';
import { type Answer, accept } from '../refusal.ts';
import type { ApprovalRequest, Choice, EventDraft, Instant, Person, RequestId, Vote } from '../words.ts';
import type { Prompt } from '../work.ts';
import { actorOf, type Cast } from './ballot.ts';

/** A test as it is ordered; `verdict` says whom it asks and where. */
export interface TrialOrder extends Pick<JudgedIntent, 'id' | 'tenant' | 'bodyHash' | 'verdict'> {
  readonly by: Person;
}

const ACTION = 'countersign.trial';

/** Orders it. Refusals: those of `askAdministrator`, of `canonicalForm` and of `create`. */
export async function orderTrial(
  desk: CreateDesk & AdminDesk,
  order: TrialOrder,
): Promise<Answer<ApprovalRequest>> {
  const admin = await askAdministrator(desk, order.by);
  if (!admin.ok) return admin;
  const judged = judgedOf(order);
  if (!judged.ok) return judged;
  const { value: trial } = judged;
  const postings = postingsOf(order.verdict, desk.mint);
  return create(desk, trial, ({ op, salt, now }) => {
    const { change, rows } = newPrompts(postings);
    const blank: ApprovalRequest = { ...blankRequest(trial, { salt, now }), trial: { by: admin.value } };
    const requested: EventDraft = {
      type: 'requested',
      actor: actorOf(admin.value),
      facts: { trial: true, ...judgementFacts(trial) },
    };
    return firstCommit(blank, trial.intent, { change, events: [requested], rows }, op);
  });
}

/** No agent asks: the administrator stands where a request names one, as where somebody records what they did. */
function judgedOf({ by, verdict, ...order }: TrialOrder): Answer<JudgedIntent> {
  const resource = { type: 'route', id: verdict.notify.map(({ route }) => route).join(', ') };
  const wish = { action: { name: ACTION }, resource };
  const canonical = canonicalForm(intentOf(wish, { type: 'person', id: by.oid, tenant: order.tenant }, []));
  if (!canonical.ok) return canonical;
  return accept({
    ...order,
    agent: { clientId: by.oid, name: by.name, registered: false },
    intent: canonical.value.bytes,
    intentHash: canonical.value.hash,
    likeHash: canonical.value.likeHash,
    action: ACTION,
    resource,
    verdict,
    excluded: [],
  });
}

/** An approver pressed a button: their vote is recorded, and the test is over. */
export function answerTrial(
  request: ApprovalRequest,
  { vote, rows, event }: Cast,
  now: Instant,
  baseUrl: string,
): Step {
  const ending = end(request, 'cancelled', now, baseUrl, { votes: [vote] });
  const over: EventDraft = {
    type: 'cancelled',
    actor: actorOf(vote.person),
    facts: { because: 'trial_answered', choice: vote.choice },
  };
  return {
    do: 'write',
    change: ending.change,
    rows: [...rows, ...ending.rows],
    events: [event, over],
    before: request.expiresAt,
  };
}

/** A test as its administrator reads it. */
export interface TrialView {
  readonly id: RequestId;
  readonly status: 'waiting' | 'answered' | 'expired' | 'failed';
  readonly expiresAt: Instant;
  /** Why it could not be answered. */
  readonly reason?: string;
  /** `current`: every card of the route shows the test as it is now. */
  readonly prompts: readonly {
    readonly route: string;
    readonly state: ReturnType<typeof deliveryOf>;
    readonly current: boolean;
    readonly error?: string;
  }[];
  readonly decided?: {
    readonly by: Pick<Person, 'oid' | 'name'>;
    readonly decision: Choice;
    readonly at: Instant;
  };
}

/** What has become of it. */
export function viewTrial(request: ApprovalRequest, prompts: readonly Prompt[]): TrialView {
  const [vote] = request.votes;
  return {
    id: request.id,
    status: statusOf(request),
    expiresAt: request.expiresAt,
    ...(request.endReason === undefined ? {} : { reason: request.endReason }),
    prompts: prompts.map((prompt) => ({
      route: prompt.route ?? '',
      state: deliveryOf(prompt),
      current: isCurrent(prompt, request),
      ...(prompt.lastError === undefined ? {} : { error: prompt.lastError }),
    })),
    ...(vote === undefined ? {} : { decided: decidedBy(vote) }),
  };
}

const decidedBy = ({ person: { oid, name }, choice, at }: Vote): NonNullable<TrialView['decided']> => ({
  by: { oid, name },
  decision: choice,
  at,
});

function statusOf({ status }: ApprovalRequest): TrialView['status'] {
  if (status === 'pending') return 'waiting';
  if (status === 'expired' || status === 'failed') return status;
  return 'answered';
}

function isCurrent({ activities }: Prompt, { revision }: ApprovalRequest): boolean {
  const live = activities.filter(({ gone }) => !gone);
  return live.length > 0 && live.every(({ shows }) => shows >= revision);
}
