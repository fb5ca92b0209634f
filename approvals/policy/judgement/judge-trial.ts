// Whom a test of the way asks, and where: any one of the default approvers, on the routes of the defaults or on one that is named.
import type { Requirement, Verdict } from '../../verdict.ts';
import type { Policy } from '../policy.ts';

/** Long enough to walk to a phone. */
const EXPIRES_IN_MS = 10 * 60_000;

/** The verdict on a test. No rule applies to it: it does nothing, whoever presses what. */
export function judgeTrial(policy: Policy, routes: readonly string[]): Verdict {
  const { requirements, grantForMs, outcomeWithinMs } = policy.defaults;
  return {
    effect: 'review',
    policyVersion: policy.version,
    rules: [],
    requirements: [anyOneOf(requirements)],
    risk: { level: 'low', reasons: [] },
    display: { listed: true, verb: 'test', button: 'Approve', reversible: true, redact: [] },
    notify: [...routes]
      .sort()
      .map((route) => ({ route, timeZone: policy.routes.get(route)?.timeZone ?? 'UTC' })),
    expiresInMs: EXPIRES_IN_MS,
    grantForMs,
    outcomeWithinMs,
  };
}

function anyOneOf(requirements: readonly Requirement[]): Requirement {
  const groups = new Map(requirements.flatMap((each) => each.groups).map((group) => [group.id, group]));
  const people = new Set(requirements.flatMap((each) => each.people));
  return {
    groups: [...groups.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
    people: [...people].sort(),
    count: 1,
  };
}
