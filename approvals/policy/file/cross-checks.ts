// Mistakes between members of a policy file that are each well formed: names given twice, members that have no effect,
// seats nobody could fill. Works on the raw file, so that it finds them beside mistakes of other kinds.

import { USUAL_LIMITS } from '../member/limits.ts';
import { durationMs } from '../member/members.ts';
import { checkUrging } from '../member/urging.ts';
import type { Source } from '../problem/positions.ts';
import { type PolicyProblem, problemAt } from '../problem/problem.ts';
import { list, map, member, type Path } from './raw-members.ts';
import { USUAL_TIMES } from './schema.ts';
import { impossibleSeats } from './seats.ts';

/** Which members have an effect in rules of one effect only. */
const ONLY_FOR: Readonly<Record<string, readonly string[]>> = {
  approvers: ['review'],
  notify: ['review'],
  expires: ['review'],
  grant: ['review', 'allow'],
  outcomeWithin: ['review', 'allow'],
  stepUp: ['review'],
  requireReason: ['review'],
  limit: ['allow'],
  remind: ['review'],
  escalate: ['review'],
  coolDown: ['review'],
};

const EFFECTS: readonly string[] = ['allow', 'review', 'deny'];

/** All mistakes between members. */
export function crossCheck(source: Source, raw: unknown): readonly PolicyProblem[] {
  const rules = list(member(raw, 'rules'));
  return [
    ...twice(
      source,
      clientIds(raw),
      'this client id is registered above; a client is one agent or one enforcer',
    ),
    ...twice(
      source,
      Object.entries(map(member(raw, 'groups'))).map(
        ([name, entry]) => [['groups', name, 'entraGroup'], member(entry, 'entraGroup')] as const,
      ),
      'this Entra group has a name above; seats of one group under two names would be one seat: use one name',
    ),
    ...twice(
      source,
      rules.map((rule, index) => [['rules', index, 'id'], member(rule, 'id')] as const),
      'another rule above has this id; rename one',
    ),
    ...rules.flatMap((rule, index) => [
      ...idleMembers(source, rule, index),
      ...longerThanDefault(source, raw, rule, index),
      ...urging(source, raw, rule, index),
      ...impossibleSeats(source, raw, ['rules', index, 'approvers']),
    ]),
    ...ownFallbacks(source, raw),
    ...wholeFallbacks(source, raw),
    ...tooManyTold(source, raw),
    ...urging(source, raw),
    ...laxerForStrangers(source, member(raw, 'defaults')),
    ...impossibleSeats(source, raw, ['defaults', 'approvers']),
  ];
}

type Placed = readonly [path: Path, value: unknown];

function clientIds(raw: unknown): readonly Placed[] {
  return ['agents', 'enforcers'].flatMap((kind) =>
    Object.entries(map(member(raw, kind))).map(
      ([name, entry]) => [[kind, name, 'clientId'], member(entry, 'clientId')] as const,
    ),
  );
}

/** A route that falls back to itself would be tried where nothing is taken. */
const ownFallbacks = (source: Source, raw: unknown): readonly PolicyProblem[] =>
  Object.entries(map(member(raw, 'routes'))).flatMap(([name, entry]) =>
    member(entry, 'fallback') === name
      ? [problemAt(source, ['routes', name, 'fallback'], 'is this route itself; name another one')]
      : [],
  );

/** What a route tells whole would stand where only a summary may. The other way round the card stays the summary it is. */
const wholeFallbacks = (source: Source, raw: unknown): readonly PolicyProblem[] => {
  const routes = map(member(raw, 'routes'));
  const isSummary = (name: unknown) => member(member(routes, String(name)), 'details') === 'approvers';
  return Object.entries(routes).flatMap(([name, entry]) =>
    !isSummary(name) && isSummary(member(entry, 'fallback'))
      ? [
          problemAt(
            source,
            ['routes', name, 'fallback'],
            'is a route with details: approvers, and this route tells all; write details: approvers here too or name another one',
          ),
        ]
      : [],
  );
};

function twice(source: Source, placed: readonly Placed[], message: string): readonly PolicyProblem[] {
  const seen = new Set<string>();
  return placed.flatMap(([path, value]) => {
    if (typeof value !== 'string') return [];
    const word = value.toLowerCase();
    if (seen.has(word)) return [problemAt(source, path, message)];
    seen.add(word);
    return [];
  });
}

function idleMembers(source: Source, rule: unknown, index: number): readonly PolicyProblem[] {
  const effect = String(member(rule, 'effect'));
  if (!EFFECTS.includes(effect)) return [];
  return Object.entries(ONLY_FOR)
    .filter(([name, effects]) => member(rule, name) !== undefined && !effects.includes(effect))
    .map(([name]) =>
      problemAt(
        source,
        ['rules', index, name],
        `"${name}" has no effect in a rule that says ${effect}; leave it out`,
      ),
    );
}

/** Cards of a request's birth are written in one transaction, and each is looked at by the sweep as long as the request waits. */
const MOST_TOLD = { person: 50, group: 10 } as const;
const CURES = {
  person: 'people in all notify lists; put them in a group',
  group: 'groups in all notify lists',
};

function tooManyTold(source: Source, raw: unknown): readonly PolicyProblem[] {
  const lists: readonly Placed[] = [
    [['defaults', 'notify'], member(member(raw, 'defaults'), 'notify')],
    ...list(member(raw, 'rules')).map(
      (rule, index): Placed => [['rules', index, 'notify'], member(rule, 'notify')],
    ),
  ];
  // A channel that reads a summary has everybody told one-to-one who may decide.
  const isSummary = Object.values(map(member(raw, 'routes'))).some(
    (route) => member(route, 'details') === 'approvers',
  );
  const deciders = isSummary ? approversIn(raw) : { person: [], group: [] };
  const too = isSummary ? ' (approvers count too, since a route has details: approvers)' : '';
  return (['person', 'group'] as const).flatMap((kind) => {
    const seen = new Set<unknown>(deciders[kind]);
    for (const [path, value] of lists) {
      for (const each of list(value)) if (member(each, kind) !== undefined) seen.add(member(each, kind));
      if (seen.size > MOST_TOLD[kind])
        return [problemAt(source, path, `names more than ${MOST_TOLD[kind]} ${CURES[kind]}${too}`)];
    }
    return [];
  });
}

/** Everybody who may decide anything, as named. */
function approversIn(raw: unknown): Readonly<Record<keyof typeof MOST_TOLD, readonly unknown[]>> {
  const parts = [member(raw, 'defaults'), ...list(member(raw, 'rules'))];
  const seats = parts.flatMap((part) => [
    ...[member(part, 'approvers')].flat(),
    ...[member(part, 'escalate')].flat().map((each) => member(each, 'addApprovers')),
  ]);
  return {
    person: seats.flatMap((seat) => list(member(seat, 'people'))),
    group: seats
      .flatMap((seat) => [member(seat, 'group'), ...list(member(seat, 'groups'))])
      .filter((name) => name !== undefined),
  };
}

/** The shortest time wins, so a longer one than the default's would never be seen. */
function longerThanDefault(
  source: Source,
  raw: unknown,
  rule: unknown,
  index: number,
): readonly PolicyProblem[] {
  return (['expires', 'grant'] as const).flatMap((name) => {
    const most = member(member(raw, 'defaults'), name) ?? USUAL_TIMES[name];
    const own = durationMs(member(rule, name));
    const limit = durationMs(most);
    if (own === undefined || limit === undefined || own <= limit) return [];
    const message = `longer than defaults.${name} (${String(most)}), and the shortest time wins; raise the default and shorten other rules`;
    return [problemAt(source, ['rules', index, name], message)];
  });
}

/** Reminders and escalations of a rule; without one, those of the defaults. */
function urging(source: Source, raw: unknown, rule?: unknown, index = 0): readonly PolicyProblem[] {
  const defaults = member(raw, 'defaults');
  const usual = {
    expires: member(defaults, 'expires') ?? USUAL_TIMES.expires,
    remind: member(defaults, 'remind'),
  };
  const part = rule ?? defaults;
  return checkUrging(source, {
    path: rule === undefined ? ['defaults'] : ['rules', index],
    remind: member(part, 'remind'),
    escalate: member(part, 'escalate'),
    expires: String(member(part, 'expires') ?? usual.expires),
    ...(rule === undefined ? {} : { usual: usual.remind }),
  });
}

/** Being registered must never cost an agent anything. */
function laxerForStrangers(source: Source, defaults: unknown): readonly PolicyProblem[] {
  return (['maxPending', 'requestsPerMinute'] as const).flatMap((name) => {
    const own = member(member(defaults, 'unregistered'), name);
    const most = member(member(defaults, 'agents'), name) ?? USUAL_LIMITS.agents[name];
    if (typeof own !== 'number' || typeof most !== 'number' || own <= most) return [];
    const message = `more than defaults.agents.${name} (${most}): an agent nobody registered may not ask more than a registered one; lower it`;
    return [problemAt(source, ['defaults', 'unregistered', name], message)];
  });
}
