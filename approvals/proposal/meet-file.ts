// A host starts with a policy file: is it the one in force, may it be at once, or are people to be asked? Each of these is an event of the
// log, with the difference to the policy before; of all hosts that start with a file at once, one writes it. What is asked is looked at again
// and again while hosts run, since files come and go with them.
import { changeLog, type RecordLog } from '../audit/log.ts';
import type { Step } from '../change/change.ts';
import { differenceOf } from '../policy/explanation/difference.ts';
import { type Answer, accept } from '../refusal.ts';
import { forcedKey } from '../row-keys.ts';
import type { Instant, RequestId } from '../words.ts';
import type { PolicyDesk } from './desk.ts';
import { type Host, hearHost, wishedOf } from './heard-files.ts';
import { kept, stepForWish } from './propose.ts';
import type { PolicyFile } from './wish.ts';

/** A file as a host starts with it. */
export interface MetFile extends PolicyFile {
  /** It says that changes of it take an approval. */
  readonly reviewed: boolean;
  /** The version that whoever deploys wants in force without an approval. */
  readonly force?: string | undefined;
  /** When this host did. */
  readonly startedAt: Instant;
}

/** What became of it. */
export interface Met {
  readonly log: RecordLog;
  /** The request that asked for another file, which nobody needs any more. */
  readonly withdrawn: RequestId | undefined;
}

/** Gives the log as it is once this file was met. Refusals are those of `change`. Throws `StoreFault`, also when the policy in force is not kept. */
export async function meetFile(desk: PolicyDesk, file: MetFile): Promise<Answer<Met>> {
  await hearHost(desk, file);
  return settle(desk, (log, now) => stepOfStart(desk, log, file, now));
}

/** What a host that runs brings about by being there: a file that nobody holds any more is not waited for, and another is proposed. */
export async function meetAgain(desk: PolicyDesk, host: Host): Promise<Answer<Met>> {
  await hearHost(desk, host);
  return settle(desk, async (log, now) =>
    log.policy?.reviewed === true
      ? stepForWish(desk, log, { version: await wishedOver(desk, host), isStart: false }, now)
      : { do: 'keep' },
  );
}

/** Read once the log was: whoever proposed what waits there was heard before. */
const wishedOver = async ({ heard }: PolicyDesk, { version }: Host): Promise<string> =>
  wishedOf((await heard.load())?.data.files ?? []) ?? version;

async function settle(
  desk: PolicyDesk,
  rule: (log: RecordLog, now: Instant) => Promise<Step<RecordLog>> | Step<RecordLog>,
): Promise<Answer<Met>> {
  let withdrawn: RequestId | undefined;
  const changed = await changeLog(desk, async (log, now): Promise<Step<RecordLog>> => {
    const step = await rule(log, now);
    withdrawn = step.do === 'write' ? log.proposal?.request : undefined;
    return step;
  });
  return changed.ok ? accept({ log: changed.value, withdrawn }) : changed;
}

async function stepOfStart(
  desk: PolicyDesk,
  log: RecordLog,
  file: MetFile,
  now: Instant,
): Promise<Step<RecordLog>> {
  const { policy } = log;
  const { version } = file;
  if (policy === undefined) return load(log, file, undefined, now);
  if (policy.reviewed !== true)
    return policy.version === version
      ? { do: 'keep' }
      : load(log, file, await desk.readText(policy.version), now);
  const isForced = file.force === version && policy.version !== version;
  if (isForced && (await desk.log.peek(log.id, forcedKey(version))) === undefined) {
    const forced = load(log, file, await desk.readText(policy.version), now, { forced: true });
    return { ...forced, rows: [{ key: forcedKey(version), data: { at: now } }] };
  }
  const wished = await wishedOver(desk, file);
  return stepForWish(desk, log, { version: wished, isStart: wished === version }, now);
}

/** The file comes into force; what was asked for another one is over. `why` tells what let it. */
export function load(
  log: RecordLog,
  { version, text, reviewed }: Pick<MetFile, 'version' | 'text' | 'reviewed'>,
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
    without: ['proposal', 'refused', 'unanswered'],
    events: [...other, { type: 'policy_loaded', actor: { kind: 'policy', id: version }, facts }],
  } as const satisfies Step<RecordLog>;
}
