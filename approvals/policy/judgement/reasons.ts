// The reasons for an effect in sentences, the one that decides first. Rules are named by the policy's own ids; nothing in here was
// written by an agent.
import { isReached, limitWords } from '../../rule-limit.ts';
import type { Effect, Verdict } from '../../verdict.ts';
import type { Hit, Matching } from './matching.ts';

/** Why the verdict has this effect. At least one sentence. */
export function reasonsFor(
  { effect, counted }: Verdict,
  { hits, isAllAllowed }: Matching,
  doubts: readonly string[],
): readonly string[] {
  const of = (wanted: Effect): readonly Hit[] => hits.filter(({ rule }) => rule.effect === wanted);
  const limits = counted?.limits ?? [];
  const reached = limits.filter(isReached);
  if (effect === 'deny') return of('deny').map((hit) => said(hit, 'denies'));
  if (effect === 'allow')
    return [
      ...of('allow').map((hit) => said(hit, 'allows')),
      ...limits.map((each) => `within its limit: rule "${each.rule}" allows ${limitWords(each)}`),
      'nothing that matches is stricter',
    ];
  const reviews = of('review').map((hit) => said(hit, 'asks people'));
  const allows = of('allow').filter(({ error }) => error === undefined);
  const overruled = allows.map(({ rule }) => `rule "${rule.id}" would allow it`);
  const reasons = [
    ...reviews,
    ...doubts.map((doubt) => `never allowed without a person: ${doubt}`),
    ...reached.map(({ rule }) => `the limit of rule "${rule}" is reached`),
    ...(isAllAllowed ? [] : ['no rule allows all of its commands']),
  ];
  if (reasons.length > 0) return [...reasons, ...overruled];
  return ['no rule matches, so the default approvers are asked'];
}

const said = ({ rule: { id, effect }, error }: Hit, verb: string): string =>
  error === undefined
    ? `rule "${id}" ${verb}`
    : `rule "${id}" could not be evaluated: a ${effect} rule then ${verb}`;
