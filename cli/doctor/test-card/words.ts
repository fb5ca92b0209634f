// A test card in words for a terminal: names and errors are others' words, so no control characters. Pure.
import { personName } from '../../../approvals/text/person-name.ts';
import { plainText } from '../../../approvals/text/plain-text.ts';
import type { Trial } from './ask.ts';

const STATE_MAX = 300;

/** Told once, when the card is on its way. */
export function announced(trial: Trial): string {
  const routes = trial.prompts.map(({ route }) => plainText(route, 64)).join(', ');
  const minutes = Math.round((Date.parse(trial.expires_at) - Date.parse(trial.created_at)) / 60_000);
  return `A test card goes to ${routes}. An approver presses a button on it, either one, within ${minutes} minutes. Ctrl-C stops waiting.`;
}

/** The living line. */
export function progressOf(trial: Trial, nowMs: number): string {
  if (trial.decided !== undefined) return `${pressed(trial)}; waiting for the card to show it`;
  const left = Math.max(0, Math.round((Date.parse(trial.expires_at) - nowMs) / 1000));
  const clock = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`;
  return `${clock} left; the card: ${statesOf(trial)}`;
}

/** Who pressed what, and how fast. */
export function pressed({ decided, created_at }: Trial): string {
  const seconds = Math.round((Date.parse(decided?.at ?? created_at) - Date.parse(created_at)) / 1000);
  return `${personName(decided?.by.name ?? '', 80)} pressed ${plainText(decided?.decision ?? '', 20)} after ${seconds} s`;
}

/** How its card stands on each route. */
export const statesOf = ({ prompts }: Trial): string =>
  prompts
    .map(({ route, state, error }) =>
      plainText(`${route} ${state}${error === undefined ? '' : ` (${error})`}`, STATE_MAX),
    )
    .join(', ');
