// The last link: a card that says "Test: deciding this does nothing" goes to people, one of them presses a button, and the card shows it.
// Promises: waits no longer than the card is open, and no longer than the person who runs it wants to.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Check, type Checked, named } from '../../../approvals/doctor/check.ts';
import type { Asking } from '../../call.ts';
import type { Terminal } from '../terminal.ts';
import { read, start, type Trial } from './ask.ts';
import { judge, lostSight, notSent, notShown, notWaitedFor } from './judge.ts';
import { announced, progressOf } from './words.ts';

/** The name of its line. */
export const TEST_CARD = 'test card';

/** Whose card, and where to. */
export interface TestCard extends Asking {
  readonly route: string | undefined;
}

/** How often it is asked for, and how long the card may take to show the answer. */
export interface CardTimes {
  readonly lookEveryMs: number;
  readonly updateWithinMs: number;
}

const TIMES: CardTimes = { lookEveryMs: 2000, updateWithinMs: 60_000 };
/** Answers in a row that may be lost while it waits. */
const LOST_AT_MOST = 10;

/** Sends the card and waits for a press. */
export async function sendTestCard(card: TestCard, terminal: Terminal, times = TIMES): Promise<Check> {
  const started = await start(card, card.route);
  if ('why' in started) return named(TEST_CARD, notSent(started.why));
  terminal.tell(announced(started.trial));
  return named(TEST_CARD, await follow(card, started.trial, terminal, times));
}

async function follow(card: TestCard, first: Trial, terminal: Terminal, times: CardTimes): Promise<Checked> {
  let trial = first;
  let lost = 0;
  let answeredAt: number | undefined;
  for (;;) {
    const over = judge(trial);
    if (over !== undefined) return over;
    answeredAt ??= trial.decided === undefined ? undefined : performance.now();
    if (answeredAt !== undefined && performance.now() - answeredAt > times.updateWithinMs)
      return notShown(trial);
    terminal.progress(progressOf(trial, Date.now()));
    if (!(await waited(times.lookEveryMs, terminal.signal))) return notWaitedFor(trial);
    const told = await read(card, trial.id);
    if ('trial' in told) trial = told.trial;
    lost = 'trial' in told ? 0 : lost + 1;
    if ('why' in told && lost > LOST_AT_MOST) return lostSight(told.why);
  }
}

async function waited(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(ms, undefined, { signal });
    return true;
  } catch {
    // Told to stop: the only thing that ends a sleep early.
    return false;
  }
}
