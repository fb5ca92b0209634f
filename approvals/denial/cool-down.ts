// How a request is born denied because a person denied the same shortly before: its end and its event, asked or only evaluated. Pure.
import { deniedShortlyBefore } from '../end-reason.ts';
import type { CoolDown } from '../mark.ts';
import type { Verdict } from '../verdict.ts';
import type { ApprovalRequest, EventDraft } from '../words.ts';

/** What the deciding commit says. In the name of the policy, which asks for the time. */
export function closedByCoolDown(
  { policyVersion }: Pick<Verdict, 'policyVersion'>,
  coolDown: CoolDown,
): { readonly change: Partial<ApprovalRequest>; readonly event: EventDraft } {
  const { request, deniedAt, until } = coolDown;
  return {
    change: { coolDown, endReason: deniedShortlyBefore(request, until) },
    event: {
      type: 'denied',
      actor: { kind: 'policy', id: policyVersion, name: 'cool-down' },
      facts: { because: 'cooling_down', denied: request, denied_at: deniedAt, until },
    },
  };
}
