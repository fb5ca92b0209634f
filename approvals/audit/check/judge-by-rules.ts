// Judging where the whole intent is not there: which rules matched is believed, and all that follows from them is judged as it was then. What the
// rules ask for cannot be changed unseen, nor what the policy says of the action.
import { afterwardsOf, MISREAD, NOT_KNOWN, verdictOf } from '../../policy/judgement/evaluation.ts';
import { judgeTrial } from '../../policy/judgement/judge-trial.ts';
import type { Policy } from '../../policy/policy.ts';
import type { Verdict } from '../../verdict.ts';
import type { Case } from './judge-again.ts';

/** What is known of one request. `hidesBody`: absent where nothing tells. */
export interface KnownCase extends Pick<Case, 'kind' | 'agent' | 'verdict'> {
  readonly action: string;
  readonly hidesBody?: boolean | undefined;
}

/** How matching words why a command line is not simply allowed. */
const CAUSE = /^(?:because of |it may be |no rule allows all of its commands$)/;

/** The verdict that the named rules give, where it is not the pinned one; nothing where it is, or where what is not known allows that. */
export function judgeByRules(
  policy: Policy,
  { kind, agent, verdict, action, hidesBody }: KnownCase,
  isSame: (verdict: Verdict) => boolean,
): Verdict | undefined {
  if (kind === 'trial') {
    const routes = verdict.notify.map(({ route }) => route);
    const trial = judgeTrial(policy, routes);
    return isSame(trial) ? undefined : trial;
  }
  // In the order of the file, each once, as matching gives them.
  const hits = policy.rules.flatMap((rule) => {
    const named = verdict.rules.find(({ id, effect }) => id === rule.id && effect === rule.effect);
    return named === undefined
      ? []
      : [{ rule, ...(named.error === undefined ? {} : { error: named.error }) }];
  });
  const isShell = policy.actions.get(action)?.type === 'shell';
  const doubts = verdict.risk.reasons
    .filter((reason) => isShell && reason.startsWith(NOT_KNOWN))
    .map((reason) => reason.slice(NOT_KNOWN.length));
  const named = [policy.actions.get(action)?.riskReason, ...policy.rules.map(({ riskReason }) => riskReason)];
  const causes = verdict.risk.reasons.filter(
    (reason) => isShell && CAUSE.test(reason) && !named.includes(reason),
  );
  const isMisread = verdict.risk.reasons.includes(MISREAD);
  const matching = { hits, doubts, causes, isAllAllowed: true, isMisread };
  const judge = kind === 'recorded' ? afterwardsOf : verdictOf;
  const withBody = (isHidden: boolean) =>
    judge(
      policy,
      {
        agent,
        ...(verdict.counted === undefined ? {} : { counted: verdict.counted }),
        intent: { action: { name: action, properties: isHidden ? { body_shown: false } : {} } },
      },
      matching,
    );
  const first = withBody(hidesBody ?? false);
  if (isSame(first)) return undefined;
  return hidesBody === undefined && isSame(withBody(true)) ? undefined : first;
}
