// Step-up: a rule may ask for more than a click, namely a fresh sign-in at our review page, which shows every parameter. Pure.
// A Teams sign-in lives for weeks, so a click proves a session and not who sits at the device now.
import type { StepUp } from '../verdict.ts';
import type { Instant, SignIn } from '../words.ts';

/** A clock of Entra ID may run a little ahead of ours. */
const AHEAD_MS = 30_000;

/**
 * Does this sign-in prove what the rule asks: made at the app `page` (the review page's own registration), at most `withinMs` before `now`,
 * and in every authentication context named (`acrs`)? What the token does not say is not proven.
 */
export function provesStepUp(
  { acrs, withinMs }: StepUp,
  signIn: SignIn | undefined,
  page: string,
  now: Instant,
): boolean {
  if (signIn?.at === undefined || signIn.app !== page) return false;
  const ageMs = Date.parse(now) - Date.parse(signIn.at);
  return ageMs <= withinMs && ageMs >= -AHEAD_MS && acrs.every((each) => signIn.acrs.includes(each));
}
