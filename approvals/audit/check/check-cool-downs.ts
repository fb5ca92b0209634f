// Was anything approved while a person's denial of the same held? Whoever leaves out the word about an earlier denial, and approves, makes every
// hash of that request fit: only beside the denial is it wrong. Compared over all requests of a package. Pure.
import { hashesOf, type Likeness } from '../../intent/like.ts';
import { later } from '../../time.ts';
import type { Instant } from '../../words.ts';
import type { Place } from './check-limits.ts';
import type { ReadRequest } from './line-schema.ts';
import type { Told } from './told.ts';

/** A yes under a rule with a cool-down: plain data. */
export interface CooledYes {
  readonly at: Instant;
  readonly coolDownMs: number;
}

/** What two are compared by; `agent` is the client id, in lower case. */
interface Alike extends Likeness {
  readonly agent: string;
}

/**
 * A yes and a denial that fall at the same time are both good where the yes was recorded first, and each has the time of the instance that
 * decided it, taken before it was recorded. Nearer than this nothing is said.
 */
const NEAR_MS = 60_000;

/** The yes that this request got, by people or by a rule. */
export function cooledYesOf({ verdict }: ReadRequest, events: readonly Told[]): CooledYes | undefined {
  const at = events.find(({ type }) => type === 'approved')?.at;
  return at === undefined || verdict.coolDownMs === undefined
    ? undefined
    : { at, coolDownMs: verdict.coolDownMs };
}

/** Each yes that a denial should have kept from being, and why. `denials`: by the id of what was denied. */
export function overruled(
  yeses: readonly { readonly yes: Alike & CooledYes; readonly place: Place }[],
  denials: ReadonlyMap<string, Alike & { readonly at: Instant }>,
): readonly (Place & { readonly why: string })[] {
  if (yeses.length === 0) return [];
  const byKey = inOrderOfTime(denials);
  return yeses.flatMap(({ yes, place }) => {
    const { at, coolDownMs } = yes;
    const [from, to] = [later(at, NEAR_MS - coolDownMs), later(at, -NEAR_MS)];
    const over = keysOf(yes)
      .map((key) => firstAfter(from, byKey.get(key) ?? []))
      .find((denial) => denial !== undefined && denial.at < to);
    if (over === undefined) return [];
    const why = `is approved at ${at}, and a person had denied the same as ${over.id} at ${over.at}: its cool-down held`;
    return [{ ...place, why }];
  });
}

interface Denial {
  readonly id: string;
  readonly at: Instant;
}

/** Those of each key, the earliest first: the same may have been denied, and approved, a hundred thousand times. */
function inOrderOfTime(
  denials: ReadonlyMap<string, Alike & { readonly at: Instant }>,
): ReadonlyMap<string, readonly Denial[]> {
  const byKey = new Map<string, Denial[]>();
  for (const [id, denial] of denials)
    for (const key of keysOf(denial)) {
      const known = byKey.get(key) ?? [];
      byKey.set(key, known);
      known.push({ id, at: denial.at });
    }
  for (const each of byKey.values()) each.sort((a, b) => (a.at < b.at ? -1 : 1));
  return byKey;
}

/** By halves. */
function firstAfter(moment: Instant, denials: readonly Denial[]): Denial | undefined {
  let [from, to] = [0, denials.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((denials[middle]?.at ?? '') <= moment) from = middle + 1;
    else to = middle;
  }
  return denials[from];
}

const keysOf = (alike: Alike): readonly string[] => hashesOf(alike).map((each) => `${alike.agent} ${each}`);
