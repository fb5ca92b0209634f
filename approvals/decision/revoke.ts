// Taking an unused approval back: by one who approved it, or by an administrator. After the redemption there is nothing to take back.
import { askPerson, type PersonDesk } from '../approvers/ask-directory.ts';
import { judgeMember } from '../approvers/eligibility.ts';
import { lapsed } from '../change/time-out.ts';
import { type Settled, type Step, transition } from '../change/transition.ts';
import type { Desk } from '../ports.ts';
import { type Answer, refuse } from '../refusal.ts';
import type { ApprovalRequest, Instant, Person, RequestId } from '../words.ts';

type RevokeDesk = Desk & PersonDesk & { readonly adminsGroup: string };

/**
 * Ends an unused grant. Repeating it gets the same answer. Refusals: `not_approver` (neither approved it nor administers),
 * no member of our tenant (`judgeMember`), `wrong_state`, `could_not_verify`, and those of `transition`.
 */
export async function revoke(desk: RevokeDesk, id: RequestId, person: Person): Promise<Answer<Settled>> {
  const settled = await transition(desk, id, (request, now) => takeBack(desk, request, person, now));
  // It came too late and recorded only that.
  return settled.ok && settled.value.request.grant?.state === 'lapsed' ? refuse(LAPSED) : settled;
}

async function takeBack(
  desk: RevokeDesk,
  request: ApprovalRequest,
  person: Person,
  now: Instant,
): Promise<Step> {
  const grant = request.grant;
  if (grant === undefined) return wrongState('There is no approval to take back.');

  const found = await askPerson(desk, person.oid, [desk.adminsGroup]);
  if (found === 'silent') return { do: 'refuse', refusal: { reason: 'could_not_verify' } };
  const member = judgeMember(request, person, found.person);
  if (!member.ok) return { do: 'refuse', refusal: member.refusal };
  const approved = request.votes.some(
    (vote) => vote.person.oid === person.oid && vote.choice === 'approve' && vote.counted,
  );
  if (!approved && !member.groups.includes(desk.adminsGroup)) {
    return {
      do: 'refuse',
      refusal: { reason: 'not_approver', groups: ['those who approved it', 'administrators'] },
    };
  }

  if (grant.state === 'revoked') return { do: 'keep' };
  if (grant.state === 'redeemed')
    return wrongState('It was used already. An action that ran cannot be taken back here.');
  if (grant.state === 'lapsed') return { do: 'refuse', refusal: LAPSED };
  if (now >= grant.expiresAt) return lapsed(request, now, desk.baseUrl);
  const by: Person = { ...person, name: member.name };
  return {
    do: 'write',
    before: grant.expiresAt,
    change: { grant: { ...grant, state: 'revoked', endedAt: now, endedBy: by } },
    events: [
      {
        type: 'revoked',
        actor: { kind: 'person', id: by.oid },
        facts: { grant: grant.id, as: approved ? 'approver' : 'administrator' },
      },
    ],
  };
}

const LAPSED = { reason: 'wrong_state', message: 'It has lapsed unused already.' } as const;

const wrongState = (message: string) =>
  ({ do: 'refuse', refusal: { reason: 'wrong_state', message } }) as const;
