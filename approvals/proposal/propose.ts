// What is asked about the file that hosts want in force: it is proposed, once; or what waits is over. A rule on the log, the same on every host.
import type { Proposal, RecordLog } from '../audit/log.ts';
import type { Step } from '../change/change.ts';
import { StoreFault } from '../faults.ts';
import { differenceOf } from '../policy/explanation/difference.ts';
import type { EventDraft, Instant } from '../words.ts';
import type { PolicyDesk } from './desk.ts';

/** Why a policy that was asked for did not come into force. */
export type WhyKept =
  | 'withdrawn'
  | 'superseded'
  | 'too_large'
  | 'denied'
  | 'expired'
  | 'cancelled'
  | 'failed'
  | 'lapsed'
  | 'revoked';

/** The file that is wished, and whether a host has just started with it. */
interface Wished {
  readonly version: string;
  readonly isStart: boolean;
}

/** What follows while the policy in force is reviewed. Throws `StoreFault` when its text is not kept. */
export async function stepForWish(
  desk: PolicyDesk,
  log: RecordLog,
  { version, isStart }: Wished,
  now: Instant,
): Promise<Step<RecordLog>> {
  const { policy, proposal } = log;
  if (policy === undefined) return { do: 'keep' };
  if (proposal?.version === version && proposal.from === policy.version) return { do: 'keep' };
  // The policy in force is what is wished again; or the wish was answered, and what waits is nobody's any more.
  if (policy.version === version || isAnswered(log, version, isStart))
    return proposal === undefined ? { do: 'keep' } : keep(log, proposal, 'withdrawn');
  const before = await desk.readText(policy.version);
  if (before === undefined)
    throw new StoreFault(`the text of the policy in force, ${policy.version}, is not there`, false);
  const text = await desk.readText(version);
  // Whoever holds it keeps it when it starts.
  if (text === undefined) return { do: 'keep' };
  const request = desk.mint('req');
  const next: Proposal = { version, from: policy.version, request, at: now };
  const proposed: EventDraft = {
    type: 'policy_proposed',
    actor: { kind: 'policy', id: version },
    facts: { version, previous: policy.version, request, difference: differenceOf(before, text) },
  };
  const instead = proposal === undefined ? [] : [kept(log, proposal, 'superseded')];
  return { do: 'write', change: { proposal: next }, without: ['unanswered'], events: [...instead, proposed] };
}

/** Asking until somebody says yes is no review: what was denied is asked no more, and what nothing came of by a start alone. */
function isAnswered({ policy, refused, unanswered }: RecordLog, version: string, isStart: boolean): boolean {
  const isThis = (asked: RecordLog['refused']) =>
    asked?.version === version && asked.from === policy?.version;
  return isThis(refused) || (!isStart && isThis(unanswered));
}

/** The policy in force stays, and what waited is over. */
export const keep = (log: RecordLog, proposal: Proposal, because: WhyKept): Step<RecordLog> => ({
  do: 'write',
  change: answerOf(proposal, because),
  without: ['proposal'],
  events: [kept(log, proposal, because)],
});

function answerOf({ version, from }: Proposal, because: WhyKept): Partial<RecordLog> {
  if (because === 'withdrawn' || because === 'superseded') return {};
  return because === 'denied' || because === 'too_large'
    ? { refused: { version, from } }
    : { unanswered: { version, from } };
}

/** The event that tells of it. */
export const kept = (log: RecordLog, { version, request }: Proposal, because: WhyKept): EventDraft => ({
  type: 'policy_kept',
  actor: { kind: 'policy', id: log.policy?.version ?? version },
  facts: { version: log.policy?.version ?? version, proposed: version, request, because },
});
