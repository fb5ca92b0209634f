// Where a policy says that its changes are reviewed: did people approve the one that followed it? The log alone says why a policy came into
// force; that its request was really approved, used, and for this very change, is told by the requests of the package.

import { POLICY_CHANGE } from '../../policy/judgement/judge-change.ts';
import { dayOf } from '../../time.ts';
import type { Instant } from '../../words.ts';
import type { Query } from '../query.ts';
import type { Place } from './check-limits.ts';
import type { Around } from './check-request.ts';
import type { ReadRequest } from './line-schema.ts';
import type { Flawed, Told } from './told.ts';

/** A load that a request was approved for, as the log tells it: plain data. */
export interface Reviewed {
  readonly request: string;
  readonly version: string;
  readonly previous: string;
  /** When it was proposed, before the request was asked, and when it was loaded. */
  readonly proposedAt: Instant;
  readonly loadedAt: Instant;
}

/** What a request for a change came to. */
export interface PolicyChange {
  /** Absent where retention removed what was asked. */
  readonly asks?: { readonly from: unknown; readonly to: unknown };
  readonly isUsed: boolean;
}

/** The loads that people approved, by the log; or the first that should have waited for them and did not. */
export function reviewedLoads(
  told: readonly Told[],
  policyOf: Around['policy'],
): readonly Reviewed[] | Flawed {
  const reviewed: Reviewed[] = [];
  for (const event of told) {
    if (event.type !== 'policy_loaded') continue;
    const { version, previous, request, forced } = event.facts;
    if (previous === undefined || forced === true) continue;
    const before = policyOf(previous);
    const { seq } = event;
    if (request === undefined) {
      if ('why' in before || !before.reviewPolicyChanges) continue;
      return {
        seq,
        why: `loads the policy ${version} without an approval, which the one before it asks for`,
      };
    }
    const proposed = told.find(
      (each) => each.type === 'policy_proposed' && each.seq < seq && each.facts.request === request,
    );
    const isSame =
      proposed?.type === 'policy_proposed' &&
      proposed.facts.version === version &&
      proposed.facts.previous === previous;
    if (!isSame)
      return { seq, why: `loads the policy ${version} for ${request}, which did not propose that` };
    reviewed.push({ request, version, previous, proposedAt: proposed.at, loadedAt: event.at });
  }
  return reviewed;
}

/** It, where the request is one for a change of the policy. */
export function policyChangeOf({
  action,
  intent,
  intent_left_out: left,
  grant,
}: ReadRequest): PolicyChange | undefined {
  if (action !== POLICY_CHANGE) return undefined;
  const { from, to } =
    (intent ?? (left?.because === 'redacted' ? left.intent : undefined))?.action.properties ?? {};
  const asks = from === undefined && to === undefined ? {} : { asks: { from, to } };
  return { ...asks, isUsed: grant?.state === 'redeemed' };
}

/** Requests for changes, being collected; there are few. */
export interface PolicyChanges {
  readonly add: (change: PolicyChange, place: Place) => void;
  /** The loads whose request is another than the log says. `query`: the days of the package. */
  readonly flaws: (
    reviewed: readonly Reviewed[],
    query: Query,
  ) => readonly (Partial<Place> & { readonly why: string })[];
}

/** None yet. */
export function createPolicyChanges(): PolicyChanges {
  const changes = new Map<string, { readonly change: PolicyChange; readonly place: Place }>();
  return {
    add: (change, place) => void changes.set(place.id, { change, place }),
    flaws: (reviewed, query) =>
      reviewed.flatMap((load) => {
        const { request: id } = load;
        const found = changes.get(id);
        if (found === undefined) {
          const isHere = dayOf(load.proposedAt) >= query.from && dayOf(load.loadedAt) <= query.to;
          const why = `is the approval of policy ${load.version} by the log, and asks for no change of it`;
          return isHere ? [{ id, why }] : [];
        }
        const why = whyNot(load, found.change);
        return why === undefined ? [] : [{ ...found.place, why }];
      }),
  };
}

function whyNot({ version, previous }: Reviewed, { asks, isUsed }: PolicyChange): string | undefined {
  if (!isUsed) return `let the policy ${version} come into force, and is no approval that was used`;
  return asks === undefined || (asks.from === previous && asks.to === version)
    ? undefined
    : `let the policy ${version} come into force, and asks for ${String(asks.to)}`;
}
