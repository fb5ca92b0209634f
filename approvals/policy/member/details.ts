// `details: approvers` on a route: what its conversation reads is a summary, so whoever may decide gets the whole card one-to-one.
import { type Escalation, hasSummary, type OneToOne, type Requirement, type Verdict } from '../../verdict.ts';
import { eachGroupOnce } from './named-groups.ts';

/** The verdict, with everybody who may decide told one-to-one from the moment a route shows a summary. Unchanged where none does. */
export function toldInFull(verdict: Verdict): Verdict {
  const { notify, requirements, oneToOne, escalations = [] } = verdict;
  if (!hasSummary([...notify, ...escalations.flatMap((each) => each.notify)])) return verdict;
  return {
    ...verdict,
    ...withApprovers(oneToOne, requirements),
    ...(escalations.length === 0 ? {} : { escalations: escalations.map(withAdded) }),
  };
}

function withApprovers(
  { groups, people }: OneToOne = { groups: [], people: [] },
  requirements: readonly Requirement[],
): Pick<Verdict, 'oneToOne'> {
  const all = {
    groups: eachGroupOnce([...groups, ...requirements.flatMap((each) => each.groups)]),
    people: [...new Set([...people, ...requirements.flatMap((each) => each.people)])].sort(),
  };
  return all.groups.length + all.people.length === 0 ? {} : { oneToOne: all };
}

/** Whoever may decide from then on is told so; single people get their cards by `urge`. */
const withAdded = (escalation: Escalation): Escalation => ({
  ...escalation,
  groups: eachGroupOnce([...escalation.groups, ...(escalation.adds?.groups ?? [])]),
});
