// What the rules that match, and the defaults, ask of a vote and of what follows a deny: the strictest of all of them. Pure.
import type { Effect, RequireReason, Verdict } from '../../verdict.ts';
import type { VoteTerms } from '../policy.ts';

/** The members of the verdict. A reason is asked where people vote; nothing is stricter than a deny. */
export function voteTerms(
  effect: Effect,
  asked: readonly VoteTerms[],
): Pick<Verdict, 'requireReason' | 'coolDownMs'> {
  const requireReason = unionOfReasons(asked.map((each) => each.requireReason));
  const coolDowns = asked.map(({ coolDownMs }) => coolDownMs).filter((ms) => ms !== undefined);
  return {
    ...(effect === 'review' && requireReason !== undefined ? { requireReason } : {}),
    ...(effect === 'deny' || coolDowns.length === 0 ? {} : { coolDownMs: Math.max(...coolDowns) }),
  };
}

/** Each adds, none takes away. */
function unionOfReasons(asked: readonly (RequireReason | undefined)[]): RequireReason | undefined {
  const choices = new Set(asked.flatMap((each) => (each === 'both' ? ['approve', 'deny'] : (each ?? []))));
  return choices.size === 2 ? 'both' : asked.find((each) => each !== undefined);
}
