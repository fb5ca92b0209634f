// What a test card has come to. Pure.
import { type Checked, failed, ok, unknown } from '../../../approvals/doctor/check.ts';
import { plainText } from '../../../approvals/text/plain-text.ts';
import type { Trial } from './ask.ts';
import { pressed, statesOf } from './words.ts';

const REASON_MAX = 300;
const DELIVERY_CURE = 'Mend the lines “route …” and “bot token” above, then run it again.';

/** Its end; `undefined` while there is something to wait for. */
export function judge(trial: Trial): Checked | undefined {
  const { status, prompts, decided, reason } = trial;
  if (decided !== undefined) {
    return prompts.every(({ current }) => current)
      ? ok(`${pressed(trial)}, and the card shows it`)
      : undefined;
  }
  if (status === 'expired') {
    return prompts.some(({ state }) => state === 'delivered')
      ? failed(
          'nobody pressed a button in time',
          'Did the card come to people who may approve (the line “approvers”)? Ask one of them, and run it again.',
        )
      : failed(`no card came: ${statesOf(trial)}`, DELIVERY_CURE);
  }
  if (status !== 'waiting')
    return failed(
      `it ended as ${plainText(status, 40)}: ${plainText(reason ?? '', REASON_MAX)}`,
      DELIVERY_CURE,
    );
  const isLost = prompts.length > 0 && prompts.every(({ state }) => state === 'dead' || state === 'gone');
  return isLost ? failed(`no card came: ${statesOf(trial)}`, DELIVERY_CURE) : undefined;
}

/** Countersign sent none. */
export const notSent = (why: string): Checked =>
  failed(`it could not be sent: ${why}`, 'Mend what it says, and the lines above, then run it again.');

/** Somebody pressed, and the card has had its time to show it. */
export const notShown = (trial: Trial): Checked =>
  failed(
    `${pressed(trial)}, but the card does not show it`,
    'The answer came back, and the card could not be changed: look at the errors of doWork in the log.',
  );

/** The person who runs it has stopped waiting. */
export const notWaitedFor = (trial: Trial): Checked =>
  unknown(
    trial.decided === undefined
      ? 'nobody was waited for'
      : `${pressed(trial)}; whether the card shows it was not waited for`,
    'Run it again and wait for a press. The card that stands does nothing and ends by itself.',
  );

/** Countersign does not tell how it stands any more. */
export const lostSight = (why: string): Checked =>
  unknown(`it cannot be followed any more: ${why}`, 'Run it again.');
