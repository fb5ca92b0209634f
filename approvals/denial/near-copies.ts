// What waits when a person denies something like it: its approvers are told on its card, as they are where it is asked after the denial. An
// agent that asks for the same thing five times, each a little changed, is seen to do so. Nothing is decided here.
import { lapsed } from '../change/time-out.ts';
import type { Step } from '../change/transition.ts';
import { saySame } from '../intent/like.ts';
import type { DeniedBefore } from '../mark.ts';
import type { Desk } from '../ports.ts';
import { textRow } from '../text/text.ts';
import { later } from '../time.ts';
import type { ApprovalRequest, Instant } from '../words.ts';
import { changedSince, denialOf } from './earlier-denial.ts';

/** Whoever denied it tells of it at once; a sweep that comes by later than this after the denial does not. */
const TOLD_WITHIN_MS = 10 * 60_000;

/** Was it denied by a person so shortly before that what waits beside it is to hear of it? */
export function isNews(request: ApprovalRequest, now: Instant): boolean {
  const denied = denialOf(request);
  return denied !== undefined && now < later(denied.at, TOLD_WITHIN_MS);
}

/** The rule: people are told on the card of what waits that the same was denied, or the same with other values on the same resource. */
export async function noteDenial(
  { store, baseUrl }: Pick<Desk, 'store' | 'baseUrl'>,
  request: ApprovalRequest,
  denied: ApprovalRequest,
  now: Instant,
): Promise<Step> {
  const denial = denialOf(denied);
  if (denial === undefined || request.status !== 'pending' || !isNear(request, denied)) return { do: 'keep' };
  if (isTold(request)) return { do: 'keep' };
  if (now >= request.expiresAt) return lapsed(request, now, baseUrl);
  const common = { request: denied.id, at: denial.at, by: denial.by.oid };
  const isSame = request.intentHash === denied.intentHash;
  const intent = isSame ? undefined : await store.peekIntent(request.id);
  const changed = intent && (await changedSince(store, denied, { ...request, intent }));
  const text = changed && textRow(request, request.seq + 1, JSON.stringify(changed));
  const deniedBefore: DeniedBefore = {
    ...common,
    same: isSame ? 'intent' : 'target',
    ...(text === undefined ? {} : { changes: text.digest }),
  };
  const actor = { kind: 'policy', id: request.verdict.policyVersion, name: 'similar denial' } as const;
  return {
    do: 'write',
    change: { deniedBefore },
    events: [{ type: 'similar_denied', actor, facts: { ...deniedBefore } }],
    rows: text === undefined ? [] : [text.row],
    before: request.expiresAt,
  };
}

const isNear = (one: ApprovalRequest, other: ApprovalRequest): boolean =>
  one.id !== other.id &&
  one.agent.clientId.toLowerCase() === other.agent.clientId.toLowerCase() &&
  (saySame(one, other) ||
    (one.action === other.action &&
      one.resource.type === other.resource.type &&
      one.resource.id === other.resource.id));

/** Its card tells of a denial on that resource: another one changes no card, or of twenty near copies each denial would change all that wait. */
const isTold = ({ deniedBefore }: ApprovalRequest): boolean =>
  deniedBefore !== undefined && deniedBefore.same !== 'action';
