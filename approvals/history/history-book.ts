// The port of what became of requests of one kind (find-history.ts is the rule). Rows come from the index: they may lag, and decide nothing.
import type { ApprovalRequest, Instant, RequestId } from '../words.ts';

/** What makes two requests of one kind. */
export interface Kind {
  /** Client id of the agent. */
  readonly agent: string;
  readonly action: string;
  readonly resource: ApprovalRequest['resource'];
}

/** One of its kind that people were asked, as the index tells it. */
export interface ListedRequest {
  readonly request: RequestId;
  readonly status: ApprovalRequest['status'];
  /** People, and no rule, pause or clock, brought it to this end. */
  readonly byPeople: boolean;
}

/** Those of one kind that people were asked and that were created since, the newest first, at most `limit`. Throws `StoreFault`. */
export type ListKind = (kind: Kind, since: Instant, limit: number) => Promise<readonly ListedRequest[]>;
