// What can stand in a chain: one word for each change (docs/storage.md).

/** The kinds of events. */
export type EventType =
  | 'requested'
  | 'recorded'
  | 'invited'
  | 'voted'
  | 'vote_not_counted'
  | 'commented'
  | 'reminded'
  | 'escalated'
  | 'approved'
  | 'denied'
  | 'expired'
  | 'cancelled'
  | 'failed'
  | 'redeemed'
  | 'started'
  | 'lapsed'
  | 'revoked'
  | 'outcome'
  | 'outcome_corrected'
  | 'reviewed'
  | 'redriven'
  | 'purged'
  // Of an agent's standing, not of a request.
  | 'paused'
  | 'pending_denied'
  | 'resumed'
  // Of the log of the deployment itself.
  | 'policy_loaded'
  | 'policy_proposed'
  | 'policy_kept'
  | 'export_started'
  | 'exported'
  | 'request_read'
  | 'heads_sealed';
