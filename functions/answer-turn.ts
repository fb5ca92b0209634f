// Has what the bot says to people take its turn before it is sent.
import { setTimeout as sleep } from 'node:timers/promises';
import { takeAnswerTurn } from '../approvals/pace/answer-turn.ts';
import type { PaceDesk } from '../approvals/pace/turns.ts';
import type { UntilTurn } from '../bot/speak.ts';
import type { LocalSettings } from './settings/local-mode.ts';

/** Waits for the turn, which is now unless a limit is full. Where the local Teams has no limits nobody waits. */
export const createUntilTurn =
  (
    pacing: Pick<PaceDesk, 'paces' | 'clock' | 'waitBeforeTry'>,
    local: Pick<LocalSettings, 'unpaced'> | undefined,
  ): UntilTurn =>
  async (to) => {
    if (local?.unpaced === true) return;
    const wait = await takeAnswerTurn(pacing, to);
    if (wait > 0) await sleep(wait);
  };
