// Where routes lead, as administrators link them: what changing and listing links takes beside the port that Show reads by.
import type { RouteBook } from '../prompt/card-ports.ts';
import type { Instant, Person } from '../words.ts';
import type { Conversation } from '../work.ts';

/** Where one route leads, and who said so. */
export interface Link {
  readonly route: string;
  readonly conversation: Conversation;
  readonly by: Person;
  readonly at: Instant;
}

/** Every function throws `StoreFault`, and `NewerVersionFault` at a row that a newer version wrote. */
export interface LinkBook extends RouteBook {
  /** Every link, also of routes the policy no longer names. */
  all(): Promise<readonly Link[]>;
  /** Its cards come nowhere from now on. */
  unbind(route: string): Promise<void>;
}
