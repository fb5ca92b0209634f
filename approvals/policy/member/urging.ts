// What a policy says of a request that nobody answers: `remind` and `escalate`. Their members, what those of several rules come to together, and
// the mistakes between them and the other times.
import { z } from 'zod';
import type { Escalation, ToldRoute, Verdict } from '../../verdict.ts';
import type { Source } from '../problem/positions.ts';
import { type PolicyProblem, problemAt } from '../problem/problem.ts';
import { DAY, duration, durationMs, guid, MINUTE, reference, unknownName } from './members.ts';
import { eachGroupOnce } from './named-groups.ts';

/** Each reminder posts a new card in every conversation and leaves an event in the chain: no request may come to more of them. */
const MOST_REMINDERS = 250;

/** The members, given the names that the file knows. Durations come out in milliseconds. */
export function urgingMembers(routes: readonly string[], groups: readonly string[]) {
  const time = duration(MINUTE, 30 * DAY);
  const isKnown = new Set([...routes, ...groups]);
  const known = [...isKnown];
  const told = z
    .union([z.string(), z.array(z.string()).min(1, 'is empty; name a route or a group')], {
      error: 'must be the name of a route or a group, or a list of them',
    })
    .superRefine((names, context) => {
      for (const [index, name] of [names].flat().entries()) {
        const path = Array.isArray(names) ? [index] : [];
        if (!isKnown.has(name)) context.addIssue({ ...unknownName('route or group', known, name), path });
      }
    });
  const group = reference('group', groups);
  const escalation = z.strictObject({
    after: time,
    tell: told.exactOptional(),
    addApprovers: z
      .strictObject({
        group: group.exactOptional(),
        groups: z.array(group).min(1, 'is empty; name a group').exactOptional(),
        people: z.array(guid("a person's object id")).min(1, 'is empty; name a person').exactOptional(),
      })
      .exactOptional(),
  });
  return {
    remind: time,
    escalate: z.union([escalation, z.array(escalation).min(1, 'is empty; write when and whom to tell')]),
  };
}

type Escalate = z.infer<ReturnType<typeof urgingMembers>['escalate']>;

/** The names of a file, and what they stand for. */
export interface Named {
  /** Entra ids of groups. */
  readonly groups: ReadonlyMap<string, string>;
  readonly routes: ReadonlyMap<string, Omit<ToldRoute, 'route'>>;
}

/** The escalations of one rule, with every name resolved. A name that is a route's and a group's means both. */
export function escalationsOf(escalate: Escalate | undefined, named: Named): readonly Escalation[] {
  return [escalate ?? []].flat().map(({ after, tell = [], addApprovers: adds }) => {
    const names = [tell].flat();
    return {
      afterMs: after,
      notify: names.flatMap((route) => {
        const told = named.routes.get(route);
        return told === undefined ? [] : [{ route, ...told }];
      }),
      groups: groupsOf(names, named),
      ...(adds === undefined ? {} : { adds: addedOf(adds, named) }),
    };
  });
}

function addedOf(
  { group, groups = [], people = [] }: NonNullable<Exclude<Escalate, readonly unknown[]>['addApprovers']>,
  named: Named,
) {
  return {
    groups: groupsOf(group === undefined ? groups : [group, ...groups], named),
    people: [...new Set(people)],
  };
}

const groupsOf = (names: readonly string[], { groups }: Named) =>
  names.flatMap((name) => {
    const id = groups.get(name);
    return id === undefined ? [] : [{ name, id }];
  });

/** What the rules that apply say of reminding and escalating: the shortest time, and all that any of them tells or adds. */
export function urgingOf(
  rules: readonly { readonly remindEveryMs?: number; readonly escalations?: readonly Escalation[] }[],
): Pick<Verdict, 'remindEveryMs' | 'escalations'> {
  const times = rules.map(({ remindEveryMs }) => remindEveryMs).filter((ms) => ms !== undefined);
  const escalations = united(rules.flatMap((rule) => rule.escalations ?? []));
  return {
    ...(times.length === 0 ? {} : { remindEveryMs: Math.min(...times) }),
    ...(escalations.length === 0 ? {} : { escalations }),
  };
}

/** One escalation for each moment, in the order of time: whoever wrote the rules in another order gets the same. */
function united(all: readonly Escalation[]): readonly Escalation[] {
  const times = [...new Set(all.map(({ afterMs }) => afterMs))].sort((a, b) => a - b);
  return times.map((afterMs) => {
    const same = all.filter((each) => each.afterMs === afterMs);
    const adds = same.map((each) => each.adds).filter((each) => each !== undefined);
    return {
      afterMs,
      notify: eachRouteOnce(same.flatMap(({ notify }) => notify)),
      groups: eachGroupOnce(same.flatMap(({ groups }) => groups)),
      ...(adds.length === 0
        ? {}
        : {
            adds: {
              groups: eachGroupOnce(adds.flatMap(({ groups }) => groups)),
              people: [...new Set(adds.flatMap(({ people }) => people))].sort(),
            },
          }),
    };
  });
}

/** Each route once, sorted by name. */
function eachRouteOnce(routes: Escalation['notify']): Escalation['notify'] {
  const byName = new Map(routes.map((each) => [each.route, each]));
  return [...byName.values()].sort((a, b) => (a.route < b.route ? -1 : 1));
}

/** A place in the file, and the part of it that is judged there: a rule, or the defaults. Raw, as written. */
interface Written {
  readonly path: readonly (string | number)[];
  readonly remind: unknown;
  readonly escalate: unknown;
  /** How long a request of it is open at the most. */
  readonly expires: string;
  /** The defaults' own `remind`, where this is a rule. */
  readonly usual?: unknown;
}

/** Reminders and escalations that could never come, would come too often, or do nothing. */
export function checkUrging(source: Source, written: Written): readonly PolicyProblem[] {
  const { path, escalate } = written;
  const many = Array.isArray(escalate);
  const each: readonly unknown[] = many ? escalate : escalate === undefined ? [] : [escalate];
  const here = [...path, 'escalate'];
  return [
    ...checkRemind(source, written),
    ...each.flatMap((one, index) => checkEscalation(source, many ? [...here, index] : here, one, written)),
  ];
}

function checkRemind(source: Source, { path, remind, expires, usual }: Written): readonly PolicyProblem[] {
  const every = durationMs(remind);
  const open = durationMs(expires);
  if (every === undefined || every < MINUTE || open === undefined) return [];
  const at = (message: string) => [problemAt(source, [...path, 'remind'], message)];
  if (every >= open) return at(neverComes(expires));
  if (Math.ceil(open / every) - 1 > MOST_REMINDERS)
    return at(
      `would remind more than ${MOST_REMINDERS} times within ${expires}; remind less often or let it expire sooner`,
    );
  const shortest = durationMs(usual);
  return shortest !== undefined && every > shortest
    ? at(`longer than defaults.remind (${String(usual)}), and the shortest time wins; leave it out`)
    : [];
}

function checkEscalation(
  source: Source,
  path: readonly (string | number)[],
  one: unknown,
  { expires }: Written,
): readonly PolicyProblem[] {
  if (typeof one !== 'object' || one === null) return [];
  const { after, tell, addApprovers: adds } = one as Readonly<Record<string, unknown>>;
  const at = (message: string, ...more: readonly string[]) => [
    problemAt(source, [...path, ...more], message),
  ];
  const ms = durationMs(after);
  const open = durationMs(expires);
  if (tell === undefined && adds === undefined)
    return at('tells nobody and adds nobody; add tell or addApprovers');
  if (typeof adds === 'object' && adds !== null && Object.keys(adds).length === 0)
    return at('nobody is named; add group, groups or people', 'addApprovers');
  return ms !== undefined && open !== undefined && ms >= open ? at(neverComes(expires), 'after') : [];
}

const neverComes = (expires: string): string =>
  `would never come: a request is open for ${expires} here; write a shorter time or raise expires`;
