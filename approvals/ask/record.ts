// Telling afterwards what was done without an approval: a request born closed, so that the record is whole, everyone on the route hears
// of it, and another person is asked to look. It is never a way to act: no grant comes of it, now or later.
import { askPerson, type PersonDesk } from '../approvers/ask-directory.ts';
import type { DirectoryPerson } from '../approvers/directory-ports.ts';
import { judgeMember } from '../approvers/eligibility.ts';
import { end } from '../change/end.ts';
import { RECORDED_AFTERWARDS } from '../end-reason.ts';
import type { AfterTheFact } from '../mark.ts';
import type { Commit } from '../ports.ts';
import { type Answer, refuse } from '../refusal.ts';
import { textRow } from '../text/text.ts';
import type { ApprovalRequest, EventDraft, Instant, Person } from '../words.ts';
import { type CreateDesk, create, type Stamp } from './create.ts';
import {
  blankRequest,
  firstCommit,
  type JudgedIntent,
  judgementFacts,
  newCards,
  type Posting,
  postingsOf,
} from './newborn.ts';

/**
 * What was done, judged by the policy for its display, its routes and who could have approved it. `agent`: who did it, a registered agent
 * or the person themselves under their own id. `excluded`: registered owners of the agent, who do not look at what it did.
 */
export interface Deed extends JudgedIntent {
  /** Who tells it, as their token proves. */
  readonly by: Person;
  /** The app that held the person's token. */
  readonly app: string;
  readonly actor: AfterTheFact['actor'];
  readonly doneAt: Instant;
  readonly reason: string;
}

type RecordDesk = CreateDesk & PersonDesk;

/**
 * Records it. Refusals: `foreign_tenant`, `disabled_person`, `guest`, `could_not_verify` when the directory is silent, and those of `create`.
 */
export async function record(desk: RecordDesk, deed: Deed): Promise<Answer<ApprovalRequest>> {
  const found = await askPerson(desk, deed.by.oid, []);
  if (found === 'silent') return refuse({ reason: 'could_not_verify' });
  const member = judgeMember(deed, deed.by, found.person);
  if (!member.ok) return member;
  const by = { ...deed.by, name: member.name };
  const postings = postingsOf(deed.verdict, desk.mint);
  return create(desk, deed, (stamp) => recordBirth(desk, { ...deed, by }, found.person, postings, stamp));
}

function recordBirth(
  desk: Pick<RecordDesk, 'baseUrl'>,
  deed: Deed,
  found: DirectoryPerson | undefined,
  postings: readonly Posting[],
  { op, salt, now }: Stamp,
): Commit {
  const { by, doneAt, actor } = deed;
  const text = textRow({ salt }, 1, deed.reason);
  const { change, rows } = newCards(deed.verdict, postings);
  const told: ApprovalRequest = {
    ...blankRequest(deed, { salt, now }),
    ...change,
    record: { by, doneAt, text: text.digest, actor },
  };
  // The event that ends it follows `recorded`, which is number 1.
  const ending = end({ ...told, seq: 1 }, 'failed', now, desk.baseUrl, { endReason: RECORDED_AFTERWARDS });
  const events: readonly EventDraft[] = [
    recordedEvent(deed, text.digest, found, now),
    { type: 'failed', actor: { kind: 'person', id: by.oid }, facts: { because: 'recorded_after_the_fact' } },
  ];
  const born = { change: ending.change, events, rows: [text.row, ...ending.rows, ...rows] };
  return firstCommit(told, deed.intent, born, op);
}

function recordedEvent(
  deed: Deed,
  text: string,
  found: DirectoryPerson | undefined,
  now: Instant,
): EventDraft {
  const { by, app, agent, actor, doneAt } = deed;
  return {
    type: 'recorded',
    actor: { kind: 'person', id: by.oid },
    facts: {
      // A person who acted is named by id alone; an agent's name is the policy's.
      done_by: actor === 'agent' ? { agent } : { person: by.oid },
      done_at: doneAt,
      text,
      app,
      tenant: by.tenant,
      checked: { at: now, source: found?.source },
      ...judgementFacts(deed),
    },
  };
}
