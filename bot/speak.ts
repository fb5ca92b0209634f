// How the bot says something: a person or a conversation waits for it, and nobody else will say it again.
// Promises: what Teams surely did not take is sent again, until it stands or a minute of waiting has gone by; what it may have taken once
// more, since the same words twice harm nobody and none leave a person without an answer: they decide nothing, and no button of them counts twice.
import { setTimeout as sleep } from 'node:timers/promises';
import { SendFault } from '../approvals/faults.ts';
import type { Conversation } from '../approvals/work.ts';
import type { Adapter } from './adapter.ts';
import type { Saying } from './commands.ts';
import { conversationOf } from './teams-id.ts';

/** Comes back when the bot may say one thing more in this conversation. */
export type UntilTurn = (to: Pick<Conversation, 'id'>) => Promise<void>;

/** What speaking takes. `wait` comes back after so many milliseconds. */
export interface SpeakParts {
  readonly untilTurn: UntilTurn;
  readonly adapter: Pick<Adapter, 'say' | 'post'>;
  readonly onFault: (error: unknown) => void;
  readonly wait?: (ms: number) => Promise<unknown>;
}

const TRIES = 6;
const UNCLEAR_TRIES = 2;
/** Nobody still looks for an answer after that; a Teams that wants to be left alone for longer is. */
const WAIT_AT_MOST_MS = 60_000;
const FIRST_WAIT_MS = 500;
/** After a 500 Teams wants no other try soon. */
const FAILED_WAIT_MS = 10_000;

/** Makes the way to say something. `false`: given up, which was told to `onFault`; it never throws. */
export function createSpeak(parts: SpeakParts): (saying: Saying) => Promise<boolean> {
  // A host that has nothing else to do may end meanwhile.
  const { wait = (ms: number) => sleep(ms, undefined, { ref: false }) } = parts;

  async function send({ to, say: what }: Saying): Promise<void> {
    try {
      await parts.untilTurn({ id: conversationOf(to.id) });
    } catch (error) {
      // It was not counted: no reason to leave a person without an answer.
      parts.onFault(error);
    }
    if (typeof what === 'string') await parts.adapter.say(to, what);
    else await parts.adapter.post(to, what);
  }

  return async (saying) => {
    let waited = 0;
    let unclear = 0;
    for (let tries = 1; ; tries++) {
      try {
        await send(saying);
        return true;
      } catch (error) {
        if (isUnclear(error)) unclear += 1;
        const pause = waitAfter(error, tries);
        const isOver = pause === undefined || tries >= TRIES || unclear >= UNCLEAR_TRIES;
        if (isOver || waited + pause > WAIT_AT_MOST_MS) {
          parts.onFault(error);
          return false;
        }
        await wait(pause);
        waited += pause;
      }
    }
  };
}

/** It may stand in Teams, or not. */
const isUnclear = (error: unknown): boolean =>
  error instanceof SendFault && ['unavailable', 'unconfirmed', 'failed'].includes(error.kind);

/** When it can be sent again, in milliseconds from now; `undefined`: another try changes nothing. */
function waitAfter(error: unknown, tries: number): number | undefined {
  if (!(error instanceof SendFault)) return undefined;
  if (error.kind !== 'later' && !isUnclear(error)) return undefined;
  if (error.retryAfterSeconds !== undefined) return error.retryAfterSeconds * 1000;
  if (error.kind === 'failed') return FAILED_WAIT_MS;
  // Several that were refused at one moment do not come back at one moment.
  return FIRST_WAIT_MS * 2 ** (tries - 1) * (1 + Math.random() / 2);
}
