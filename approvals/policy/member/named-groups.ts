// Groups of Entra ID by the policy's names for them, as a verdict pins them: each group once, in one order.
import type { NamedGroup } from '../../verdict.ts';

/** Two names for one group are one; the first name in the alphabet stands for it. Sorted by id. */
export function eachGroupOnce(groups: readonly NamedGroup[]): readonly NamedGroup[] {
  const byId = new Map(groups.toSorted((a, b) => (a.name < b.name ? 1 : -1)).map((each) => [each.id, each]));
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}
