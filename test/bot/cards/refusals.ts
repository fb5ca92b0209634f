// Refusals of every kind that a click or a command can meet, with texts of others marked EVIL.
import type { Refusal } from '../../../approvals/refusal.ts';

/** Where a refusal leads. */
export const LINK = 'https://countersign.example.com/review/req_1';

export const REFUSALS: readonly Refusal[] = [
  { reason: 'invalid', problems: [{ at: '/x', message: 'EVIL' }] },
  { reason: 'too_large', what: 'EVIL', limitBytes: 65_536 },
  { reason: 'duplicate_request' },
  { reason: 'unknown_request' },
  { reason: 'already_ended', status: 'expired' },
  { reason: 'not_approver', groups: ['data-owners', 'sre-leads'] },
  { reason: 'own_request', because: 'owner' },
  { reason: 'own_request', because: 'on_behalf_of' },
  { reason: 'own_request', because: 'starter' },
  { reason: 'own_request', because: 'recorder' },
  { reason: 'already_looked_at' },
  { reason: 'step_up_required', acrs: ['c1'], withinMs: 600_000 },
  { reason: 'agent_paused', since: '2026-11-22T14:00:00.000Z' },
  { reason: 'same_denied', by: 'EVIL', at: '2026-11-22T14:00:00.000Z' },
  { reason: 'own_pause' },
  { reason: 'unknown_agent', meant: 'nightly-etl' },
  { reason: 'no_agent', is: 'enforcer', name: 'warehouse' },
  { reason: 'no_agent', is: 'blueprint', name: 'nightly-etl' },
  { reason: 'not_opened', link: LINK },
  { reason: 'reason_missing', choice: 'approve' },
  { reason: 'guest' },
  { reason: 'foreign_tenant' },
  { reason: 'disabled_person' },
  { reason: 'not_a_person' },
  { reason: 'stale_card' },
  { reason: 'summary_card' },
  { reason: 'comment_empty' },
  { reason: 'comment_too_long', limit: 1000 },
  { reason: 'could_not_verify' },
  { reason: 'newer_version', version: 2 },
  { reason: 'not_known_yet' },
  { reason: 'busy' },
  { reason: 'not_permitted', needs: 'the role Approvals.Admin' },
  { reason: 'limit_reached', limit: 'EVIL', retryAfterSeconds: 600 },
  { reason: 'grant_unusable', why: 'approval_expired' },
  { reason: 'wrong_state', message: 'EVIL' },
];
