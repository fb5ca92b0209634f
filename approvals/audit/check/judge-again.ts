// Judging an intent again by the policy that was pinned, with the evaluation that judged it then: does the verdict come out the same?
import type { Intent } from '../../intent/intent.ts';
import { evaluatePolicy, judgeAfterwards } from '../../policy/judgement/evaluation.ts';
import { judgeTrial } from '../../policy/judgement/judge-trial.ts';
import type { Question } from '../../policy/judgement/matching.ts';
import type { Policy } from '../../policy/policy.ts';
import { instant } from '../../time.ts';
import type { Verdict } from '../../verdict.ts';
import type { Agent, Instant } from '../../words.ts';

/** One request as it is judged. */
export interface Case {
  readonly kind: 'asked' | 'recorded' | 'trial';
  readonly intent: Intent;
  readonly agent: Agent;
  readonly viaEnforcer: boolean;
  readonly createdAt: Instant;
  /** As pinned. */
  readonly verdict: Verdict;
}

/** It was judged before it was stored, and storing it may have taken some tries. */
const EARLIER_MS = 30_000;
const STEP_MS = 1000;

/** Nothing where the policy gives the pinned verdict, at the moment it was asked or shortly before; else the verdict that it gives. */
export function judgeAgain(
  policy: Policy,
  asked: Case,
  isSame: (verdict: Verdict) => boolean,
): Verdict | undefined {
  const { createdAt } = asked;
  const verdict = judge(policy, asked, createdAt);
  if (isSame(verdict)) return undefined;
  const until = Date.parse(createdAt);
  // A rule may look at the clock.
  for (let ms = until - STEP_MS; ms >= until - EARLIER_MS; ms -= STEP_MS) {
    const earlier = judge(policy, asked, instant(ms));
    if (isSame(earlier)) return undefined;
  }
  return verdict;
}

function judge(policy: Policy, { kind, intent, agent, viaEnforcer, verdict }: Case, now: Instant): Verdict {
  if (kind === 'trial') {
    return judgeTrial(
      policy,
      verdict.notify.map(({ route }) => route),
    );
  }
  // What was counted cannot be counted again here: it is checked against the other requests of the package.
  const { counted } = verdict;
  const question: Question = {
    intent,
    agent,
    viaEnforcer,
    now,
    ...(counted === undefined ? {} : { counted }),
  };
  return kind === 'recorded' ? judgeAfterwards(policy, question) : evaluatePolicy(policy, question);
}
