// A host starts with a policy file: is it the one in force, and if not, may it be? That a policy came into force is an event of the log, with
// its difference to the one before; of all hosts that start with it at once, one writes it.
import type { LogDesk, RecordLog } from '../audit/log.ts';
import { changeLog } from '../audit/log.ts';
import type { Step } from '../change.ts';
import { differenceOf } from '../policy/difference.ts';
import type { Answer } from '../refusal.ts';
import type { Instant } from '../words.ts';

/** What meeting a file needs. */
export interface PolicyDesk extends LogDesk {
  /** The text of a version that was in force. Throws `StoreFault`. */
  readonly readText: (version: string) => Promise<string | undefined>;
}

/** A policy file as a host has it; `version` is the SHA-256 (hex) of `text`. */
export interface PolicyFile {
  readonly version: string;
  readonly text: string;
}

/** Gives the log as it is once this file was met. Refusals and faults are those of `change`. */
export function meetFile(desk: PolicyDesk, file: PolicyFile): Promise<Answer<RecordLog>> {
  return changeLog(desk, async (log, now): Promise<Step<RecordLog>> => {
    const { policy } = log;
    if (policy?.version === file.version) return { do: 'keep' };
    const before = policy === undefined ? undefined : await desk.readText(policy.version);
    return load(log, file, before, now);
  });
}

/** The file comes into force. */
function load(log: RecordLog, { version, text }: PolicyFile, before: string | undefined, now: Instant) {
  const facts = {
    version,
    ...(log.policy === undefined ? {} : { previous: log.policy.version }),
    ...(before === undefined ? {} : { difference: differenceOf(before, text) }),
  };
  return {
    do: 'write',
    change: { policy: { version, event: log.seq + 1, at: now } },
    events: [{ type: 'policy_loaded', actor: { kind: 'policy', id: version }, facts }],
  } as const;
}
