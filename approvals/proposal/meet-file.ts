// A host starts with a policy file: is it the one in force, may it be at once, or are people to be asked? Each of these is an event of the
// log, with the difference to the policy before; of all hosts that start with a file at once, one writes it.
import { changeLog, type Proposal, type RecordLog } from '../audit/log.ts';
import type { Step } from '../change/change.ts';
import { StoreFault } from '../faults.ts';
import { differenceOf } from '../policy/explanation/difference.ts';
import { type Answer, accept } from '../refusal.ts';
import { forcedKey } from '../row-keys.ts';
import type { EventDraft, Instant, RequestId } from '../words.ts';
import type { PolicyDesk } from './desk.ts';
import type { PolicyFile } from './wish.ts';

/** A file as a host starts with it. */
export interface MetFile extends PolicyFile {
  /** It says that changes of it take an approval. */
  readonly reviewed: boolean;
  /** The version that whoever deploys wants in force without an approval. */
  readonly force?: string | undefined;
}

/** What became of it. */
export interface Met {
  readonly log: RecordLog;
  /** The request that asked for another file, which nobody needs any more. */
  readonly withdrawn: RequestId | undefined;
}

/** Gives the log as it is once this file was met. Refusals are those of `change`. Throws `StoreFault`, also when the policy in force is not kept. */
export async function meetFile(desk: PolicyDesk, file: MetFile): Promise<Answer<Met>> {
  let withdrawn: RequestId | undefined;
  const changed = await changeLog(desk, async (log, now): Promise<Step<RecordLog>> => {
    const step = await stepFor(desk, log, file, now);
    withdrawn = step.do === 'write' ? log.proposal?.request : undefined;
    return step;
  });
  return changed.ok ? accept({ log: changed.value, withdrawn }) : changed;
}

async function stepFor(
  desk: PolicyDesk,
  log: RecordLog,
  file: MetFile,
  now: Instant,
): Promise<Step<RecordLog>> {
  const { policy, proposal, refused } = log;
  const { version } = file;
  if (policy === undefined) return load(log, file, undefined, now);
  // Whoever deploys went back to the policy in force.
  if (policy.version === version)
    return proposal === undefined ? { do: 'keep' } : keep(log, proposal, 'withdrawn');
  const before = await desk.readText(policy.version);
  if (policy.reviewed !== true) return load(log, file, before, now);
  if (file.force === version && (await desk.log.peek(log.id, forcedKey(version))) === undefined) {
    const forced = load(log, file, before, now, { forced: true });
    return { ...forced, rows: [{ key: forcedKey(version), data: { at: now } }] };
  }
  if (proposal?.version === version && proposal.from === policy.version) return { do: 'keep' };
  if (refused?.version === version && refused.from === policy.version) return { do: 'keep' };
  if (before === undefined)
    throw new StoreFault(`the text of the policy in force, ${policy.version}, is not there`, false);
  const request = desk.mint('req');
  const next: Proposal = { version, from: policy.version, request, at: now };
  const proposed: EventDraft = {
    type: 'policy_proposed',
    actor: { kind: 'policy', id: version },
    facts: { version, previous: policy.version, request, difference: differenceOf(before, file.text) },
  };
  const instead = proposal === undefined ? [] : [kept(log, proposal, 'superseded')];
  return { do: 'write', change: { proposal: next }, events: [...instead, proposed] };
}

/** The file comes into force; what was asked for another one is over. `why` tells what let it. */
export function load(
  log: RecordLog,
  { version, text, reviewed }: Omit<MetFile, 'force'>,
  before: string | undefined,
  now: Instant,
  why: { readonly forced?: true; readonly request?: RequestId } = {},
) {
  const { policy, proposal } = log;
  const facts = {
    version,
    ...(policy === undefined ? {} : { previous: policy.version }),
    ...(before === undefined ? {} : { difference: differenceOf(before, text) }),
    ...why,
  };
  const other =
    proposal === undefined || proposal.request === why.request ? [] : [kept(log, proposal, 'superseded')];
  return {
    do: 'write',
    change: {
      policy: {
        version,
        event: log.seq + other.length + 1,
        at: now,
        ...(reviewed ? { reviewed: true as const } : {}),
        ...(why.request === undefined ? {} : { request: why.request }),
      },
    },
    without: ['proposal', 'refused'],
    events: [...other, { type: 'policy_loaded', actor: { kind: 'policy', id: version }, facts }],
  } as const satisfies Step<RecordLog>;
}

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

/** The policy in force stays. What people refused, or cannot be shown, is not asked again, until the file or the policy is another. */
export const keep = (log: RecordLog, proposal: Proposal, because: WhyKept): Step<RecordLog> => ({
  do: 'write',
  change:
    because === 'denied' || because === 'too_large'
      ? { refused: { version: proposal.version, from: proposal.from } }
      : {},
  without: ['proposal'],
  events: [kept(log, proposal, because)],
});

const kept = (log: RecordLog, { version, request }: Proposal, because: WhyKept): EventDraft => ({
  type: 'policy_kept',
  actor: { kind: 'policy', id: log.policy?.version ?? version },
  facts: { version: log.policy?.version ?? version, proposed: version, request, because },
});
