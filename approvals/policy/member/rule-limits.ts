// The member `limit` of an allow rule, and what it makes of a yes. The policy cannot count: it names what is to be counted, and is told.
// What nobody counted is not allowed.
import { z } from 'zod';
import { type Counted, isReached, limitWords, type Per, type RuleLimit } from '../../rule-limit.ts';
import type { Instant } from '../../words.ts';
import type { Rule } from '../policy.ts';
import { DAY, duration, MINUTE } from './members.ts';

// Every ask lists what counts against it, so no limit is so high that listing takes seconds.
const MOST = 1000;

/** The member, as it stands in the file. */
export const ruleLimit = z
  .strictObject({
    count: z
      .int('must be a whole number')
      .min(1, 'must be at least 1; a rule that allows nothing is left out')
      .max(MOST, `must be at most ${MOST}`),
    per: z.enum(['agent', 'resource', 'action']),
    window: duration(MINUTE, 30 * DAY),
  })
  .transform(({ window, ...limit }) => ({ ...limit, windowMs: window }));

/** The limits of these rules, in their order. */
export const limitsOfRules = (rules: readonly Rule[]): readonly RuleLimit[] =>
  rules.flatMap(({ id, limit }) => (limit === undefined ? [] : [{ rule: id, ...limit }]));

/** For a question that nobody acts on: as if no rule had said yes before. */
export const noneCounted = (rules: readonly Rule[], at: Instant): Counted => ({
  at,
  dry: true,
  limits: limitsOfRules(rules).map((limit) => ({ ...limit, found: 0 })),
});

/** Why these limits do not let it pass; empty where they do. What was counted by another limit, or not at all, is no count of it. */
export function reasonsOfLimits(
  limits: readonly RuleLimit[],
  counted: Counted | undefined,
): readonly string[] {
  return limits.flatMap((limit) => {
    const found = foundOf(limit, counted);
    if (found === undefined) return [`limit of rule ${limit.rule} was not counted`];
    return isReached({ ...limit, found })
      ? [`limit of rule ${limit.rule} reached: ${limitWords(limit)}${OF[limit.per]}`]
      : [];
  });
}

/** What was counted, in the order of these limits; nothing where one of them was not. */
export function countedBy(limits: readonly RuleLimit[], counted: Counted | undefined): Counted | undefined {
  if (counted === undefined || limits.length === 0) return undefined;
  const found = limits.flatMap((limit) => {
    const each = foundOf(limit, counted);
    return each === undefined ? [] : [{ ...limit, found: each }];
  });
  return found.length < limits.length ? undefined : { ...counted, limits: found };
}

/** Everything of an agent is what people expect, so only the other two say of what. */
const OF: Readonly<Record<Per, string>> = {
  agent: '',
  resource: ' for one resource',
  action: ' for one action',
};

const foundOf = ({ rule, count, per, windowMs }: RuleLimit, counted: Counted | undefined) =>
  counted?.limits.find(
    (each) => each.rule === rule && each.count === count && each.per === per && each.windowMs === windowMs,
  )?.found;
