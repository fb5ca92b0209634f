// The parts of the policy in force, whichever that is by now. A policy that people have to approve comes into force while hosts run: each
// host looks at the log, builds its parts anew, and gives them to the calls that begin then. A call under way ends with what it began with.

import { logId, type RecordLog } from '../approvals/audit/log.ts';
import type { PolicyState } from '../approvals/doctor/check-policy.ts';
import { StoreFault } from '../approvals/faults.ts';
import { parsePolicy } from '../approvals/policy/file/file.ts';
import { hearHost } from '../approvals/proposal/heard-files.ts';
import { type Met, meetAgain, meetFile } from '../approvals/proposal/meet-file.ts';
import { tellLoaded, tendProposal, withdrawChange } from '../approvals/proposal/tend.ts';
import { versionToRun } from '../approvals/proposal/version-to-run.ts';
import { LOG_KEY } from '../approvals/row-keys.ts';
import { buildParts, type Parts, type PolicyInParts } from './parts.ts';
import type { Settings } from './settings.ts';
import type { Telemetry } from './telemetry/telemetry.ts';

/** The parts as they are now. */
export interface LiveParts {
  /** Throws `StoreFault` while it is not known which policy is in force. */
  readonly now: () => Promise<Parts>;
  /** Finds out which policy is in force, or throws. */
  readonly start: () => Promise<void>;
  readonly state: () => PolicyState;
}

/** Makes the settings with another policy's text. Throws what is wrong with it here. */
export type SettingsWith = (policyText: string) => Settings;

/** Looked at so often, by whatever call comes first. */
const LOOK_EVERY_MS = 10_000;
/** A reviewed policy that nobody could look up for so long may not be in force any more: nothing is judged by it. */
const UNSEEN_AT_MOST_MS = 45_000;
/** Several hosts that start at once write to one log. */
const MEETINGS = 5;

/** Makes them. Makes no call. */
export function createLiveParts(
  settings: Settings,
  settingsWith: SettingsWith,
  telemetry: Telemetry,
  build: typeof buildParts = buildParts,
): LiveParts {
  const { policy: filed, policyText: text, policyForce: force } = settings;
  let current: Parts | undefined;
  let waiting: PolicyState['waiting'];
  let seenAt = 0;
  let looking: Promise<void> | undefined;
  let starting: Promise<void> | undefined;

  const state = (): PolicyState => ({
    version: current?.policy.version ?? '',
    file: filed.version,
    ...(waiting === undefined ? {} : { waiting }),
    ...(force === undefined ? {} : { force }),
  });
  const live: PolicyInParts = { policyState: state, tendPolicy };
  const ofFile = build(settings, telemetry, live);
  const { changeDesk } = ofFile;
  const clock = () => Date.parse(changeDesk.clock());
  const startedAt = changeDesk.clock();
  const host = { version: filed.version, startedAt };

  async function partsOf(version: string): Promise<Parts> {
    if (version === current?.policy.version) return current;
    if (version === filed.version) return ofFile;
    const kept = await changeDesk.readText(version);
    if (kept === undefined)
      throw new StoreFault(`the text of the policy in force, ${version}, is not there`, false);
    return build(settingsWith(kept), telemetry, live);
  }

  function know(log: Pick<RecordLog, 'proposal'>, parts: Parts): void {
    current = parts;
    const { version, request } = log.proposal ?? {};
    waiting = version === undefined || request === undefined ? undefined : { version, request };
    seenAt = clock();
  }

  async function meet(): Promise<Met> {
    const file = { ...host, text, reviewed: filed.reviewPolicyChanges, force };
    for (let tries = 1; ; tries++) {
      const met = await meetFile(changeDesk, file);
      if (met.ok) return met.value;
      if (tries >= MEETINGS || met.refusal.reason === 'newer_version')
        throw new StoreFault(`the policy could not be loaded: ${met.refusal.reason}`, true);
    }
  }

  async function begin(): Promise<void> {
    await ofFile.prepare();
    const { log, withdrawn } = await meet();
    const { policy } = log;
    const parts = await partsOf(policy?.version ?? filed.version);
    know(log, parts);
    parts.beginCatchUp(startedAt);
    if (waiting !== undefined) telemetry.note({ event: 'policy_waiting', request: waiting.request });
    // What follows can be done later, by the sweep: serving does not wait for it.
    await survive(async () => {
      if (withdrawn !== undefined) await withdrawChange(changeDesk, withdrawn);
      if (policy?.request !== undefined) await tellLoaded(changeDesk, policy.request);
      await tendPolicy();
    });
  }

  async function tendPolicy(): Promise<void> {
    if (current === undefined) return;
    const desk = current.changeDesk;
    if (current.policy.reviewPolicyChanges) {
      const met = await meetAgain(desk, host);
      if (!met.ok) telemetry.note({ event: 'refused', reason: met.refusal.reason });
      else if (met.value.withdrawn !== undefined) await withdrawChange(desk, met.value.withdrawn);
    }
    const refusal = await tendProposal(desk, readPolicy);
    if (refusal !== undefined) telemetry.note({ event: 'refused', reason: refusal.reason });
    await look();
  }

  function look(): Promise<void> {
    looking ??= lookNow().finally(() => {
      looking = undefined;
    });
    return looking;
  }

  async function lookNow(): Promise<void> {
    if (current === undefined) return;
    const log = (await changeDesk.log.peek<RecordLog>(logId(settings.tenant), LOG_KEY))?.data;
    const { version, reviewPolicyChanges: reviewed } = current.policy;
    know(log ?? {}, await partsOf(versionToRun({ version, reviewed }, log ?? {})));
    // The sweep may be another host's for good: whoever has anything to do is heard.
    if (log?.policy?.reviewed === true) await survive(() => hearHost(changeDesk, host));
  }

  async function survive(doIt: () => Promise<void>): Promise<void> {
    await doIt().catch((error: unknown) => telemetry.onFault(error));
  }

  async function now(): Promise<Parts> {
    if (current === undefined) await start();
    const unseen = clock() - seenAt;
    if (unseen >= LOOK_EVERY_MS) {
      const looked = look();
      if (current?.policy.reviewPolicyChanges === true && unseen >= UNSEEN_AT_MOST_MS) await looked;
      // Who runs on its own file goes on with it; the next look may find more.
      else looked.catch(() => undefined);
    }
    if (current === undefined) throw new StoreFault('it is not known which policy is in force', true);
    return current;
  }

  function start(): Promise<void> {
    starting ??= begin().finally(() => {
      starting = undefined;
    });
    return starting;
  }

  return { now, start, state };
}

function readPolicy(text: string) {
  const parsed = parsePolicy(text);
  return parsed.ok ? parsed.policy : undefined;
}
