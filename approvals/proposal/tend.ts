// What a proposed policy is owed, from asking people to coming into force. Done again and again by the sweep, on any host: each step is
// recorded where it cannot be made twice, so that whoever dies between two of them leaves it to the next.

import { cancel } from '../ask/cancel.ts';
import { submit } from '../ask/submit.ts';
import { changeLog, logId, type Proposal, type RecordLog } from '../audit/log.ts';
import type { Step } from '../change/change.ts';
import { StoreFault } from '../faults.ts';
import { redeem } from '../grant/redeem.ts';
import { reportOutcome } from '../grant/report-outcome.ts';
import { evaluatePolicy } from '../policy/judgement/evaluation.ts';
import { policyThatJudges } from '../policy/judgement/judge-change.ts';
import type { Policy } from '../policy/policy.ts';
import { type Answer, accept, type Refusal } from '../refusal.ts';
import { LOG_KEY } from '../row-keys.ts';
import type { ApprovalRequest, RequestId } from '../words.ts';
import type { ChangeDesk } from './desk.ts';
import { load } from './meet-file.ts';
import { keep, type WhyKept } from './propose.ts';
import { type ChangeWish, changeOf, changeWish, type PolicyFile } from './wish.ts';

/** How the text of a policy is read; nothing where it cannot be. */
export type ReadPolicy = (text: string) => Policy | undefined;

/** More than the deployment ever asks: its requests follow one another. */
const LIMITS = { maxPending: 20, requestsPerMinute: 60 };

/**
 * Brings the proposal, if there is one, a step further. Gives the refusal that kept it from that, which the next call may not meet. Throws
 * `StoreFault`, also when a kept text is not there.
 */
export async function tendProposal(desk: ChangeDesk, read: ReadPolicy): Promise<Refusal | undefined> {
  const log = (await desk.log.peek<RecordLog>(logId(desk.tenant), LOG_KEY))?.data;
  if (log === undefined) return undefined;
  const { policy, proposal } = log;
  // A host that has not followed yet must not judge by what is over.
  if (proposal === undefined || policy?.version !== desk.policy.version) return undefined;
  const request = (await desk.requests.store.load(proposal.request))?.data;
  if (request === undefined) return refusalOf(await ask(desk, proposal));
  if (request.status === 'pending') return undefined;
  if (request.status !== 'approved') return refusalOf(await settle(desk, proposal, request.status));
  const state = request.grant?.state;
  if (state === 'lapsed' || state === 'revoked') return refusalOf(await settle(desk, proposal, state));
  return refusalOf(await bringIntoForce(desk, proposal, request, read));
}

/** Withdraws a request that nobody needs any more. One that was decided meanwhile stays what it is: nothing comes of it. */
export async function withdrawChange(desk: ChangeDesk, request: RequestId): Promise<void> {
  const { clientId, name } = desk.own;
  await cancel(desk.requests, request, { clientId, name, kind: 'agent' });
}

/** Tells, once, that the policy in force is: whoever loaded it may have died before. */
export async function tellLoaded(desk: ChangeDesk, request: RequestId): Promise<void> {
  const { clientId, name } = desk.own;
  await reportOutcome(desk.requests, request, { clientId, name, kind: 'agent', result: 'succeeded' });
}

async function ask(desk: ChangeDesk, { request: id, version, from, at }: Proposal): Promise<Answer<unknown>> {
  const wish = await wishOf(desk, from, version);
  if (wish === undefined) return await settle(desk, { request: id, version, from, at }, 'too_large');
  const { intent, bodyHash } = wish;
  return await submit(desk.requests, {
    id,
    keyed: true,
    tenant: desk.tenant,
    agent: desk.own,
    limits: LIMITS,
    bodyHash,
    intent: wish.bytes,
    intentHash: wish.hash,
    likeHash: wish.likeHash,
    action: intent.action.name,
    resource: { type: intent.resource.type, id: intent.resource.id },
    verdict: verdictOn(desk, intent),
    excluded: [],
  });
}

const verdictOn = ({ policy, own, clock }: ChangeDesk, intent: ChangeWish['intent']) =>
  evaluatePolicy(policyThatJudges(policy, intent.action.name), {
    intent,
    agent: own,
    viaEnforcer: false,
    now: clock(),
  });

async function wishOf(desk: ChangeDesk, from: string, to: string): Promise<ChangeWish | undefined> {
  return changeWish(await fileOf(desk, from), await fileOf(desk, to), desk.own, desk.tenant);
}

async function fileOf(desk: ChangeDesk, version: string): Promise<PolicyFile> {
  const text = await desk.readText(version);
  if (text === undefined) throw new StoreFault(`the text of the policy ${version} is not there`, false);
  return { version, text };
}

/** Uses the approval up, and only then loads what it was given for: exactly that, after exactly what it was to follow. */
async function bringIntoForce(
  desk: ChangeDesk,
  proposal: Proposal,
  request: ApprovalRequest,
  read: ReadPolicy,
): Promise<Answer<unknown>> {
  const { own, requests } = desk;
  const { version, from } = proposal;
  const [before, after] = [await fileOf(desk, from), await fileOf(desk, version)];
  const bytes = await requests.store.intent(request.id);
  const change = bytes === undefined ? undefined : changeOf(bytes);
  const next = read(after.text);
  // Of another change, or of a language that this version does not speak: never loaded, whoever approved it.
  if (change?.from !== from || change.to !== version || next === undefined)
    return await settle(desk, proposal, 'failed');
  const wish = changeWish(before, after, own, desk.tenant);
  if (wish === undefined) return await settle(desk, proposal, 'too_large');
  const used = await redeem(requests, request.id, {
    grantId: request.grant?.id ?? '',
    token: request.grant?.token ?? '',
    requestId: `policy-${version}`,
    caller: { clientId: own.clientId, kind: 'agent', name: own.name },
    intentHash: request.intentHash,
    deniedNow: verdictOn(desk, wish.intent).effect === 'deny',
  });
  const report = { clientId: own.clientId, name: own.name, kind: 'agent' } as const;
  if (!used.ok) {
    const { refusal } = used;
    if (refusal.reason !== 'grant_unusable' || refusal.why === 'policy_denied') return used;
    // Used in time, and whoever used it died for so long that nothing may begin any more.
    if (request.grant?.state === 'redeemed')
      await reportOutcome(requests, request.id, { ...report, result: 'failed' });
    return await settle(desk, proposal, 'lapsed');
  }
  const until = used.value.request.grant?.expiresAt ?? '';
  const file = { ...after, reviewed: next.reviewPolicyChanges };
  const loaded = await changeLog(desk, (log, now): Step<RecordLog> => {
    const isStill = log.proposal?.request === request.id && log.policy?.version === from;
    if (!isStill) return { do: 'keep' };
    return { ...load(log, file, before.text, now, { request: request.id }), before: until };
  });
  if (!loaded.ok) return loaded;
  const isLoaded = loaded.value.policy?.request === request.id;
  // Another file took its place at the last moment: the approval is used up, and nothing came of it.
  return reportOutcome(requests, request.id, { ...report, result: isLoaded ? 'succeeded' : 'failed' });
}

/** Nothing comes of it. */
async function settle(desk: ChangeDesk, proposal: Proposal, because: WhyKept): Promise<Answer<unknown>> {
  const settled = await changeLog(
    desk,
    (log): Step<RecordLog> =>
      log.proposal?.request === proposal.request ? keep(log, proposal, because) : { do: 'keep' },
  );
  return settled.ok ? accept(undefined) : settled;
}

const refusalOf = (answer: Answer<unknown>): Refusal | undefined => (answer.ok ? undefined : answer.refusal);
