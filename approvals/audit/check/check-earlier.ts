// Is what a request says of an earlier denial true, and is it said? Who could cite a denial that never was would keep an agent from what nobody refused it, and
// who cites another one hides from people what was refused. Compared over all requests of a package; as they are read nothing is decided.

import { type Likeness, saySame } from '../../intent/like.ts';
import type { DeniedBefore } from '../../mark.ts';
import { dayOf, later } from '../../time.ts';
import { LONGEST_OPEN_MS, type Verdict } from '../../verdict.ts';
import type { Instant } from '../../words.ts';
import type { Query } from '../query.ts';
import { type CooledYes, cooledYesOf, overruled } from './check-cool-downs.ts';
import type { Place } from './check-limits.ts';
import type { ReadRequest } from './line-schema.ts';
import { CLOCKS_MS, type Told, type ToldOf } from './told.ts';

/** What a request and an earlier one are compared by. */
interface Asked extends Likeness {
  /** Client id, in lower case. */
  readonly agent: string;
  readonly action: string;
  /** Type and id. */
  readonly resource: string;
}

/** A request that a person denied: plain data. */
export interface DeniedRequest extends Asked {
  readonly at: Instant;
  /** Object id. */
  readonly by: string;
}

/** What a request says of an earlier one. */
export interface Citation extends Asked {
  readonly request: string;
  readonly at: Instant;
  /** Absent where it was denied because of it, which tells no person. */
  readonly by?: string;
  /** Denied because of it: in whatever spelling. `kind`: told as the last one denied of its action and resource. */
  readonly same: DeniedBefore['same'] | 'meaning' | 'kind';
}

/** What one good request adds. */
export interface Earlier {
  readonly denial?: DeniedRequest;
  readonly cites?: readonly Citation[];
  /** It was approved, under a rule with a cool-down. */
  readonly yes?: Asked & CooledYes;
}

/** What this request is to others that cite it, and what it cites itself; nothing for most. */
export function earlierOf(line: ReadRequest, events: readonly Told[]): Earlier | undefined {
  const { cool_down: coolDown, history } = line;
  const asked: Asked = {
    agent: line.agent.clientId.toLowerCase(),
    intentHash: line.intent_hash,
    likeHash: line.like_hash,
    action: line.action,
    resource: JSON.stringify([line.resource.type, line.resource.id]),
  };
  const cites: Citation[] = [
    ...(coolDown === undefined
      ? []
      : [{ ...asked, request: coolDown.request, at: coolDown.deniedAt, same: 'meaning' as const }]),
    ...events.flatMap(toldIn).map(({ request, at, by, same }) => ({ ...asked, request, at, by, same })),
    ...(history?.denied === undefined ? [] : [{ ...asked, ...history.denied, same: 'kind' as const }]),
  ];
  const end = events.find(({ type }) => type === 'denied');
  const by = end?.type === 'denied' && 'by' in end.facts ? end.facts.by[0] : undefined;
  const denial = end === undefined || by === undefined ? undefined : { ...asked, at: end.at, by };
  const yes = cooledYesOf(line, events);
  if (denial === undefined && yes === undefined && cites.length === 0) return undefined;
  return {
    ...(denial === undefined ? {} : { denial }),
    ...(cites.length === 0 ? {} : { cites }),
    ...(yes === undefined ? {} : { yes: { ...asked, ...yes } }),
  };
}

/** What is wrong with an event that tells people of a denial, in words: they are told once it is there, in the name of the policy. */
export function checkTold(
  { actor, at, facts }: ToldOf<'similar_denied'>,
  { verdict }: { readonly verdict: Pick<Verdict, 'policyVersion'> },
): string | undefined {
  if (actor.kind !== 'policy' || actor.id !== verdict.policyVersion)
    return `is in the name of ${actor.kind} ${actor.id}, and not of its pinned policy`;
  return facts.at > later(at, CLOCKS_MS) ? `tells of a denial at ${facts.at}, which came later` : undefined;
}

/** What the event tells people of an earlier denial. */
function toldIn(event: Told): readonly DeniedBefore[] {
  if (event.type === 'similar_denied') return [event.facts];
  const before = event.type === 'requested' ? event.facts.denied_before : undefined;
  return before === undefined ? [] : [before];
}

/** Denials and what cites them, being collected. */
export interface EarlierDenials {
  readonly add: (earlier: Earlier, place: Place) => void;
  /** One that is flawed itself: what cites it is not held against it. */
  readonly passOver: (id: string) => void;
  readonly isFlawed: (id: string) => boolean;
  /** What cannot be, once all were added. `isHere`: does such a request stand in the package? `days`: those it holds. */
  readonly flaws: (around: {
    readonly isHere: (id: string) => boolean;
    readonly days: Query;
  }) => readonly (Place & { readonly why: string })[];
  /** How many cite a request that is not there, and may be of other days: nothing can be said of these. */
  readonly beyond: (isHere: (id: string) => boolean) => number;
}

/** None yet. */
export function createEarlierDenials(): EarlierDenials {
  const denials = new Map<string, DeniedRequest>();
  const flawed = new Set<string>();
  const cited: { readonly cites: Citation; readonly place: Place }[] = [];
  const yeses: { readonly yes: Asked & CooledYes; readonly place: Place }[] = [];
  return {
    add: ({ denial, cites = [], yes }, place) => {
      if (denial !== undefined) denials.set(place.id, denial);
      for (const each of cites) cited.push({ cites: each, place });
      if (yes !== undefined) yeses.push({ yes, place });
    },
    passOver: (id) => void flawed.add(id),
    isFlawed: (id) => flawed.has(id),
    flaws: ({ isHere, days }) => [
      ...cited.flatMap(({ cites, place }) => {
        if (flawed.has(cites.request)) return [];
        const denial = denials.get(cites.request);
        const why = denial === undefined ? missing(cites, isHere(cites.request), days) : other(cites, denial);
        return why === undefined ? [] : [{ ...place, why }];
      }),
      ...overruled(yeses, denials),
    ],
    beyond: (isHere) => cited.filter(({ cites }) => !isHere(cites.request)).length,
  };
}

/** Why one that no person of this package denied should be here. */
function missing({ request, at }: Citation, isHere: boolean, { from, to }: Query): string | undefined {
  if (isHere) return `names ${request} as denied before it, which no person denied`;
  // One that was denied then was asked at most so long before; what was denied beside this one may have been asked after it.
  return dayOf(later(at, -LONGEST_OPEN_MS)) >= from && dayOf(at) <= to
    ? `names ${request} as denied before it, which is not in the package`
    : undefined;
}

/** How it is another denial than was said. */
function other(cites: Citation, denial: DeniedRequest): string | undefined {
  const named = `names ${cites.request} as denied before it, which`;
  if (denial.at !== cites.at) return `${named} was denied at ${denial.at}, and not at ${cites.at}`;
  if (cites.by !== undefined && denial.by !== cites.by)
    return `${named} ${denial.by} denied, and not ${cites.by}`;
  if (denial.agent !== cites.agent) return `${named} is of another agent`;
  if (cites.same === 'meaning') return saySame(cites, denial) ? undefined : `${named} asks something else`;
  if (cites.same === 'kind')
    return cites.action === denial.action && cites.resource === denial.resource
      ? undefined
      : `${named} is of another action or resource`;
  const same = sameOf(cites, denial);
  return same === cites.same ? undefined : `${named} has the same ${same ?? 'agent'}, and not ${cites.same}`;
}

function sameOf(one: Asked, other: Asked): DeniedBefore['same'] | undefined {
  if (one.intentHash === other.intentHash) return 'intent';
  if (one.action !== other.action) return undefined;
  return one.resource === other.resource ? 'target' : 'action';
}
