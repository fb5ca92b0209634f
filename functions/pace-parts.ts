// Pacing, fitted to storage: who may send to Teams when, one pace for all hosts.
import { createTurns, type PaceDesk, type Turns, unpaced } from '../approvals/pace/turns.ts';
import type { Desk } from '../approvals/ports.ts';
import type { DigestBook } from '../approvals/prompt/digest-ports.ts';
import type { UntilTurn } from '../bot/speak.ts';
import { createHeldList } from '../store/held-list.ts';
import { createDigestBook, createPaceBook } from '../store/pace-book.ts';
import type { Storage } from '../store/storage.ts';
import { createNudgeLater } from '../store/work-queue.ts';
import { createUntilTurn } from './answer-turn.ts';
import type { LocalSettings } from './settings/local-mode.ts';

/** Makes no call. Where the local Teams has no limits nobody waits. */
export function buildPacing(
  storage: Storage,
  { clock, waitBeforeTry }: Pick<Desk, 'clock' | 'waitBeforeTry'>,
  local: LocalSettings | undefined,
): {
  readonly pacing: PaceDesk;
  readonly turns: Turns;
  readonly digests: DigestBook;
  readonly untilTurn: UntilTurn;
} {
  const pacing: PaceDesk = {
    clock,
    waitBeforeTry,
    paces: createPaceBook(storage),
    held: createHeldList(storage),
    nudgeLater: createNudgeLater(storage),
  };
  const turns = local?.unpaced === true ? unpaced : createTurns(pacing);
  return { pacing, turns, digests: createDigestBook(storage), untilTurn: createUntilTurn(pacing, local) };
}
