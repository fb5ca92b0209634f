// Is what a request says of the last approved of its kind true? Who could cite an approval that never was, or say that nothing differs from it,
// would have people wave through what nobody ever approved. Compared over all requests of a package; as they are read nothing is decided.
import type { ApprovedBefore } from '../../mark.ts';
import { dayOf, later } from '../../time.ts';
import { LONGEST_OPEN_MS } from '../../verdict.ts';
import type { Instant } from '../../words.ts';
import type { Query } from '../query.ts';
import type { Place } from './check-limits.ts';
import type { ReadRequest } from './line-schema.ts';

/** What two requests of one kind are compared by. */
interface Asked {
  /** Client id in lower case, action, resource. */
  readonly kind: string;
  readonly intentHash: string;
}

/** What one good request is to others of its kind, and which one it cites: plain data. */
export interface InHistory extends Asked {
  /** When people approved it. */
  readonly approvedAt?: Instant;
  readonly cites?: Pick<ApprovedBefore, 'request' | 'at' | 'same'>;
}

/** It; nothing where people did not approve it and it cites none. */
export function inHistory(line: ReadRequest): InHistory | undefined {
  const approvedAt = line.verdict.effect === 'review' ? line.grant?.approvedAt : undefined;
  const cites = line.history?.approved;
  if (approvedAt === undefined && cites === undefined) return undefined;
  const { type, id } = line.resource;
  return {
    kind: JSON.stringify([line.agent.clientId.toLowerCase(), line.action, type, id]),
    intentHash: line.intent_hash,
    ...(approvedAt === undefined ? {} : { approvedAt }),
    ...(cites === undefined ? {} : { cites }),
  };
}

/** Approvals and what cites them, being collected. */
export interface Histories {
  readonly add: (said: InHistory, place: Place) => void;
  /** What cannot be, once all were added. `isFlawed`: what cites such a one is not held against it. `isHere`: does it stand in the package? */
  readonly flaws: (around: {
    readonly isFlawed: (id: string) => boolean;
    readonly isHere: (id: string) => boolean;
    readonly days: Query;
  }) => readonly (Place & { readonly why: string })[];
  /** How many cite a request that is not there, and may be of other days. */
  readonly beyond: (isHere: (id: string) => boolean) => number;
}

/** None yet. */
export function createHistories(): Histories {
  const approved = new Map<string, Asked & { readonly at: Instant }>();
  const citing: { readonly said: InHistory; readonly place: Place }[] = [];
  return {
    add: (said, place) => {
      const { kind, intentHash, approvedAt: at } = said;
      if (at !== undefined) approved.set(place.id, { kind, intentHash, at });
      if (said.cites !== undefined) citing.push({ said, place });
    },
    flaws: ({ isFlawed, isHere, days }) =>
      citing.flatMap(({ said, place }) => {
        const { cites } = said;
        if (cites === undefined || isFlawed(cites.request)) return [];
        const before = approved.get(cites.request);
        const why = before === undefined ? missing(cites, isHere, days) : other(said, cites, before);
        return why === undefined
          ? []
          : [{ ...place, why: `names ${cites.request} as approved before it, ${why}` }];
      }),
    beyond: (isHere) => citing.filter(({ said }) => said.cites && !isHere(said.cites.request)).length,
  };
}

/** Why one that people of this package did not approve should be here; one of other days is not compared. */
function missing(
  { request, at }: NonNullable<InHistory['cites']>,
  isHere: (id: string) => boolean,
  { from, to }: Query,
): string | undefined {
  if (isHere(request)) return 'which no person approved';
  const isOfThese = dayOf(later(at, -LONGEST_OPEN_MS)) >= from && dayOf(at) <= to;
  return isOfThese ? 'which is not in the package' : undefined;
}

/** How it is another approval than was said. */
function other(
  said: InHistory,
  { at, same }: NonNullable<InHistory['cites']>,
  before: Asked & { readonly at: Instant },
): string | undefined {
  if (before.at !== at) return `which was approved at ${before.at}, and not at ${at}`;
  if (before.kind !== said.kind) return 'which is of another agent, action or resource';
  const isSame = before.intentHash === said.intentHash;
  if (isSame === (same === 'intent')) return undefined;
  return isSame ? 'which asks exactly the same' : 'which asks something else';
}
