// The second look at what was recorded after the fact: by another person who could have approved it, judged exactly as an approver is.
// It decides nothing and grants nothing; it says that somebody else has read it, once.
import { askDirectory, type DirectoryDesk } from '../approvers/ask-directory.ts';
import { judge } from '../approvers/eligibility.ts';
import { type Settled, type Step, transition } from '../change/transition.ts';
import type { Finding, SecondLook } from '../mark.ts';
import type { Desk } from '../ports.ts';
import { type Answer, type Refusal, refuse } from '../refusal.ts';
import { COMMENT_LIMIT, textRow } from '../text/text.ts';
import type { ApprovalRequest, Instant, Person, RequestId, SignIn } from '../words.ts';
import { evidence } from './ballot.ts';

/** What a verified person found. */
export interface Look {
  readonly person: Person;
  readonly finding: Finding;
  readonly comment?: string;
  /** Through which door the person came, for the record. */
  readonly via: 'teams' | 'api';
  readonly signIn?: SignIn;
}

/**
 * Records the look. The same again by the same person gets the same answer. Refusals: whoever could not have approved it and whoever
 * recorded it (`judge`), `already_looked_at`, `wrong_state` for a request that was asked, `comment_too_long`, `could_not_verify`, and
 * those of `transition`.
 */
export async function lookAgain(
  desk: Desk & DirectoryDesk,
  id: RequestId,
  look: Look,
): Promise<Answer<Settled>> {
  if ((look.comment?.length ?? 0) > COMMENT_LIMIT) {
    return refuse({ reason: 'comment_too_long', limit: COMMENT_LIMIT });
  }
  return await transition(desk, id, (request, now) => take(desk, request, look, now));
}

async function take(
  desk: Desk & DirectoryDesk,
  request: ApprovalRequest,
  look: Look,
  now: Instant,
): Promise<Step> {
  const { record } = request;
  if (record === undefined) {
    return no({ reason: 'wrong_state', message: 'This was asked, not recorded after the fact: decide it.' });
  }
  if (record.look !== undefined) {
    return stands(record.look, look) ? { do: 'keep' } : no({ reason: 'already_looked_at' });
  }
  const word = await askDirectory(desk, request, look.person.oid);
  if (word === 'silent') return no({ reason: 'could_not_verify' });
  const judged = judge(request, look.person, word);
  if (!judged.ok) return no(judged.refusal);

  const { finding, via, signIn } = look;
  const by = { ...look.person, name: judged.name };
  const text = look.comment?.trim() ? textRow(request, request.seq + 1, look.comment) : undefined;
  const said = text === undefined ? {} : { text: text.digest };
  return {
    do: 'write',
    change: { record: { ...record, look: { by, at: now, finding, ...said } } },
    rows: text === undefined ? [] : [text.row],
    events: [
      {
        type: 'reviewed',
        actor: { kind: 'person', id: by.oid },
        facts: {
          finding,
          via,
          tenant: by.tenant,
          ...(signIn === undefined ? {} : { sign_in: signIn }),
          checked: evidence(request, judged.groups, word, now),
          ...said,
        },
      },
    ],
  };
}

/** The same look sent again: by Teams, or by a client that lost the answer. */
function stands(stored: SecondLook, look: Look): boolean {
  return stored.by.oid === look.person.oid && stored.finding === look.finding;
}

const no = (refusal: Refusal): Step => ({ do: 'refuse', refusal });
