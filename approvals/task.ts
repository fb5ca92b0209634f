// A request as agents read it: the `task` and `result` of the OpenID profile (docs/api.md), with what is ours beside it.
// Built from stored rows alone. What people wrote is `untrusted_text`: an agent must never take it for instructions.

import { comeOf } from './approvers/escalation.ts';
import { firstOf, readChangedParts } from './intent/changed-parts.ts';
import { fingerprintOf } from './intent/fingerprint.ts';
import type { CoolDown, DeniedBefore, Evaluated, Trial } from './mark.ts';
import { type Purged, removedWords } from './purged.ts';
import { reviewAddress } from './review-link.ts';
import { redactText } from './text/redact-text.ts';
import type { ApprovalRequest, Grant } from './words.ts';

/** The body of an answer or a callback; `result` once a grant stands. */
export interface TaskBody {
  readonly task: Readonly<Record<string, unknown>>;
  readonly result?: Readonly<Record<string, unknown>>;
}

/** `texts` by digest; where a text is not given, only the fact that there was one is told. */
export function taskOf(
  request: ApprovalRequest,
  baseUrl: string,
  texts: Readonly<Record<string, string>> = {},
): TaskBody {
  const here = `${baseUrl}/access/v1/requests/${request.id}`;
  const task = {
    id: request.id,
    status: request.status,
    status_endpoint: here,
    created_at: request.createdAt,
    expires_at: request.expiresAt,
    ended_at: request.endedAt,
    links: { cancel: `${here}/cancel`, review: reviewAddress(baseUrl, request.id) },
    display: { title: titleOf(request), description: descriptionOf(request) },
    intent_hash: request.intentHash,
    fingerprint: fingerprintOf(request.intentHash),
    policy: {
      version: request.verdict.policyVersion,
      effect: request.verdict.effect,
      rules: request.verdict.rules.map((rule) => rule.id),
    },
    risk: request.verdict.risk,
    decision: decisionOf(request, texts),
    comments: commentsOf(request, texts),
    comment_count: request.commentCount === 0 ? undefined : request.commentCount,
    reminded: request.reminded,
    escalated: escalatedOf(request),
    grant: request.grant === undefined ? undefined : grantOf(request.grant),
    outcome: outcomeOf(request, texts),
    record: recordOf(request, texts),
    trial: request.trial === undefined ? undefined : trialOf(request.trial),
    evaluated: request.evaluated === undefined ? undefined : evaluatedOf(request.evaluated),
    cool_down: request.coolDown === undefined ? undefined : coolDownOf(request.coolDown),
    denied_before:
      request.deniedBefore === undefined ? undefined : deniedBeforeOf(request.deniedBefore, texts),
    removed: request.purged === undefined ? undefined : removedOf(request.purged),
  };
  const grant = request.grant;
  if (request.status !== 'approved' || grant === undefined) return { task: defined(task) };
  return {
    task: defined(task),
    result: {
      mode: 'reevaluate',
      approval: {
        id: grant.id,
        approved_at: grant.approvedAt,
        approved_until: grant.expiresAt,
        state: grant.token,
      },
    },
  };
}

/** "export database prod/customers", for lists and notifications. */
export function titleOf(request: ApprovalRequest): string {
  return redactText(`${request.verdict.display.verb} ${request.resource.type} ${request.resource.id}`);
}

const GRANT_WORDS: Record<Grant['state'], string> = {
  unused: 'Approved: may run once, exactly as asked.',
  redeemed: 'Approved, and the approval was used.',
  lapsed: 'Approved, but not used in time: nothing may run.',
  revoked: 'Approved, then taken back: nothing may run.',
};

function descriptionOf(request: ApprovalRequest): string {
  const state = stateOf(request);
  const { purged } = request;
  return purged === undefined ? state : `${state} What was asked and said was ${removedWords(purged)}.`;
}

function stateOf(request: ApprovalRequest): string {
  if (request.trial !== undefined) return 'A test of the way to a person and back. Nothing may run from it.';
  if (request.record !== undefined) {
    return 'Done without an approval and recorded afterwards. Nothing may run from this record.';
  }
  if (request.evaluated !== undefined) return evaluatedWords(request);
  if (request.coolDown !== undefined)
    return `Denied: a person denied the same shortly before. It may be asked again from ${request.coolDown.until}.`;
  const words: Record<ApprovalRequest['status'], string> = {
    pending: `Waiting for a person until ${request.expiresAt}.`,
    approved: GRANT_WORDS[request.grant?.state ?? 'unused'],
    denied: 'Denied: nothing may run.',
    expired: `Nobody decided until ${request.expiresAt}: nothing may run.`,
    cancelled: 'Withdrawn by the agent.',
    failed: 'Could not be decided: nothing may run.',
  };
  return words[request.status];
}

function evaluatedWords({ evaluated, createdAt }: ApprovalRequest): string {
  const asked = `An evaluation, answered on ${createdAt}`;
  if (evaluated?.decision === true)
    return `${asked} with yes. It is no approval: nothing may run from it later.`;
  return evaluated?.reason === 'approval_required'
    ? `${asked} with no: a person has to approve it. Nobody was asked; that takes a request.`
    : `${asked} with no.`;
}

function decisionOf(request: ApprovalRequest, texts: Readonly<Record<string, string>>) {
  if (request.status === 'pending') return undefined;
  const votes = request.votes
    .filter((vote) => vote.counted)
    .map((vote) =>
      defined({
        by: { oid: vote.person.oid, name: vote.person.name },
        choice: vote.choice,
        at: vote.at,
        reason: vote.reason,
        untrusted_text: vote.text === undefined ? undefined : texts[vote.text],
      }),
    );
  return defined({ at: request.endedAt, reason: reasonOf(request, texts), votes });
}

/** A rule's name; or, of a request withdrawn, the agent's own words. */
function reasonOf({ status, endReason }: ApprovalRequest, texts: Readonly<Record<string, string>>) {
  return status === 'cancelled' && endReason !== undefined ? texts[endReason] : endReason;
}

function commentsOf(request: ApprovalRequest, texts: Readonly<Record<string, string>>) {
  if (request.comments.length === 0) return undefined;
  return request.comments.map((comment) =>
    defined({
      by: comment.by,
      at: comment.at,
      reason_code: comment.reason,
      untrusted_text: texts[comment.text],
    }),
  );
}

/** What came of waiting: when, who was told, and who may decide it since. */
function escalatedOf(request: ApprovalRequest) {
  if (request.escalated === undefined) return undefined;
  return comeOf(request).map(({ notify, groups, adds }, index) =>
    defined({
      ...request.escalated?.[index],
      tell: [...notify.map(({ route }) => route), ...groups.map(({ name }) => name)],
      added: adds && [...adds.groups.map(({ name }) => name), ...adds.people],
    }),
  );
}

function grantOf(grant: Grant) {
  return defined({
    id: grant.id,
    state: grant.state,
    expires_at: grant.expiresAt,
    redeemed_at: grant.redemption?.at,
    redeemed_by: grant.redemption?.by,
    ended_at: grant.endedAt,
  });
}

function outcomeOf(request: ApprovalRequest, texts: Readonly<Record<string, string>>) {
  const outcome = request.grant?.outcome;
  if (outcome === undefined) return undefined;
  return defined({
    result: outcome.result,
    at: outcome.at,
    by: outcome.by,
    detail: outcome.text === undefined ? undefined : texts[outcome.text],
  });
}

const trialOf = ({ by }: Trial) => ({ by: { oid: by.oid, name: by.name } });

/** Which request was denied shortly before, and when the same may be asked again. */
const coolDownOf = ({ request, deniedAt, until }: CoolDown) => ({
  request,
  denied_at: deniedAt,
  ask_again_from: until,
});

/** An agent knows what it changed: where is enough. */
const PLACES_TOLD = 5;

/** What people are told of an earlier denial; of what changed only the places, since the values are the agent's own. */
function deniedBeforeOf(
  { request, at, same, changes }: DeniedBefore,
  texts: Readonly<Record<string, string>>,
) {
  const all = changes === undefined ? undefined : readChangedParts(texts[changes]);
  const changed = all && firstOf(all, PLACES_TOLD);
  return defined({
    request,
    at,
    same,
    changed: changed?.changes.map((each) => each.at),
    more: changed?.more,
  });
}

/** What is not told any more, and since when. */
const removedOf = ({ parameters, records }: Purged) =>
  defined({ parameters_at: parameters.at, records_at: records?.at });

const evaluatedOf = ({ decision, reason }: Evaluated) => defined({ decision, reason });

/** What was done without an approval, who told it, and what another person found. */
function recordOf({ record }: ApprovalRequest, texts: Readonly<Record<string, string>>) {
  if (record === undefined) return undefined;
  const { by, doneAt, actor, look } = record;
  return defined({
    by: { oid: by.oid, name: by.name },
    done_at: doneAt,
    done_by: actor,
    untrusted_text: texts[record.text],
    look:
      look === undefined
        ? undefined
        : defined({
            by: { oid: look.by.oid, name: look.by.name },
            at: look.at,
            finding: look.finding,
            untrusted_text: look.text === undefined ? undefined : texts[look.text],
          }),
  });
}

/** JSON leaves `undefined` out; so do we, so that a body's bytes are what its members say. */
function defined<T extends object>(value: T): { [K in keyof T]: T[K] } {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T;
}
