// What a run is made of: a prepared world, acts that run at once, and events of the world outside.
import type { ApprovalRequest, ChainEvent } from '../../approvals/words.ts';
import type { FullDesk } from '../support/test-desk.ts';
import type { Mutation, World } from './world.ts';

/** What an act came to; `undefined`: its process died. */
export type Outcome = { readonly told: unknown } | { readonly threw: unknown } | undefined;

/** The record as it is at the end. */
export interface FinalRecord {
  readonly request: ApprovalRequest | undefined;
  readonly events: readonly ChainEvent[];
  /** Events that this act's own commits stored. */
  readonly own: readonly ChainEvent[];
}

/** One call of the real code, and what its answer promises about the final record: problems found, in words. */
export interface Act {
  readonly name: string;
  run(desk: FullDesk, world: World): Promise<unknown>;
  judge(outcome: Outcome, record: FinalRecord): readonly string[];
}

export interface Scenario {
  readonly name: string;
  /** Somebody pauses the agent: only then does it matter when its standing is read. */
  readonly pauses?: boolean;
  prepare(world: World): Promise<void>;
  readonly acts: readonly Act[];
  /** Each happens at most once, in this order, at any moment. */
  readonly events?: readonly { readonly name: string; happen(world: World): void }[];
  readonly mutate?: Mutation;
  /** Beyond what must hold in every scenario. */
  check?(world: World, record: FinalRecord): readonly string[];
}
