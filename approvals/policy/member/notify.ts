// Whom a rule tells: `notify` names routes, people and groups. A route is one card in its conversation; a person, and each member of a
// group, gets a card of their own. Whoever is in a group is asked of the directory later: the policy and its verdict name the group alone.
import { z } from 'zod';
import type { OneToOne, Verdict } from '../../verdict.ts';
import { guid, reference, unknownName } from './members.ts';
import { eachGroupOnce } from './named-groups.ts';

/** What stands in `notify`. */
type Notify = readonly (string | { readonly person: string } | { readonly group: string })[];

const SHAPE = 'must be the name of a route, { person: OBJECT-ID } or { group: NAME }';

/** The member `notify`. */
export function notifyMember({
  routes,
  groups,
}: {
  readonly routes: readonly string[];
  readonly groups: readonly string[];
}) {
  const target = z.union(
    [
      z.string(),
      z.strictObject({ person: guid("a person's object id") }),
      z.strictObject({ group: reference('group', groups) }),
    ],
    { error: SHAPE },
  );
  const [isRoute, isGroup] = [new Set(routes), new Set(groups)];
  return z.array(
    target.superRefine((value, context) => {
      if (typeof value !== 'string' || isRoute.has(value)) return;
      context.addIssue(isGroup.has(value) ? writtenAsRoute(value) : unknownName('route', routes, value));
    }),
  );
}

/** What a `notify` says, apart: names of routes, and who gets a card one-to-one. */
export function notified(
  notify: Notify,
  ids: ReadonlyMap<string, string>,
): { readonly notify: readonly string[]; readonly oneToOne: OneToOne } {
  const groups = notify.flatMap((each) =>
    typeof each === 'object' && 'group' in each ? [{ name: each.group, id: ids.get(each.group) ?? '' }] : [],
  );
  return {
    notify: notify.filter((each) => typeof each === 'string'),
    oneToOne: {
      groups: eachGroupOnce(groups),
      people: notify.flatMap((each) => (typeof each === 'object' && 'person' in each ? [each.person] : [])),
    },
  };
}

/** Everybody that any of them names, each once; left out where none names anybody. */
export function oneToOneOf(all: readonly { readonly oneToOne: OneToOne }[]): Pick<Verdict, 'oneToOne'> {
  const groups = eachGroupOnce(all.flatMap(({ oneToOne }) => oneToOne.groups));
  const people = [...new Set(all.flatMap(({ oneToOne }) => oneToOne.people))].sort();
  return groups.length + people.length === 0 ? {} : { oneToOne: { groups, people } };
}

/** A group's name told how it is written. */
const writtenAsRoute = (name: string) => ({
  code: 'custom' as const,
  message: `no route is called "${name}"; a group is written { group: ${name} }`,
});
