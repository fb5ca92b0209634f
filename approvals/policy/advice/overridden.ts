// Facts that never hold: where several entries of `resources` name an id later ones say more, so a pattern for all that stands last overrides what
// every other entry says. Told only where each id of the one fits the other.

import { fitsWildcard } from '../pattern.ts';
import type { Policy, ResourceFacts } from '../policy.ts';
import type { Found } from './found.ts';

/** Each fact that is always another one, at its place. */
export function overriddenFacts({ resources }: Policy): readonly Found[] {
  return resources.flatMap((entry, index) =>
    Object.keys(entry.set).flatMap((name): readonly Found[] => {
      const by = overriding(resources, index, name);
      if (by === undefined) return [];
      const message = `"${name}" is never ${JSON.stringify(entry.set[name])} by this entry: a later one, for "${by.id}", fits all of its ids and says ${JSON.stringify(by.set[name])}; put that one above`;
      return [{ kind: 'warning', path: ['resources', index, 'set', name], message }];
    }),
  );
}

/** Every rule that mentions a fact asks for them. */
const held = new WeakMap<Policy['resources'], readonly ResourceFacts[]>();

/** The entries, without the facts that never hold. */
export function heldFacts({ resources }: Pick<Policy, 'resources'>): readonly ResourceFacts[] {
  const found =
    held.get(resources) ??
    resources.map((entry, index) => ({
      ...entry,
      set: Object.fromEntries(
        Object.entries(entry.set).filter(([name]) => overriding(resources, index, name) === undefined),
      ),
    }));
  held.set(resources, found);
  return found;
}

function overriding(
  resources: readonly ResourceFacts[],
  index: number,
  name: string,
): ResourceFacts | undefined {
  const entry = resources[index];
  if (entry === undefined) return undefined;
  // A `*` of the one is a character that only a `*` of the other stands for.
  const later = resources
    .slice(index + 1)
    .filter(
      ({ type, id, set }) => type === entry.type && Object.hasOwn(set, name) && fitsWildcard(id, entry.id),
    );
  const last = later.at(-1);
  return last === undefined || JSON.stringify(last.set[name]) === JSON.stringify(entry.set[name])
    ? undefined
    : last;
}
