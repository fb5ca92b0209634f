// Do rules with limits keep to them? Each yes of such a rule says when it was counted; over all requests of a package no window holds more of
// them than the limit says. Where the package does not hold a whole window it holds fewer, so nothing good is called bad.
import { limitWords, type RuleLimit } from '../../rule-limit.ts';
import { later } from '../../time.ts';
import type { ReadRequest } from './line-schema.ts';

/** One yes under a limit: plain data. `key`: what it is counted together with. */
export interface CountedYes extends Pick<RuleLimit, 'rule' | 'count' | 'windowMs'> {
  readonly key: string;
  /** Milliseconds. */
  readonly at: number;
}

/** Where a request stands in its package. */
export interface Place {
  readonly line: number;
  readonly id: string;
}

/** It is recorded moments after it was counted, by the same clock. */
const BEFORE_MS = 5 * 60_000;
const AFTER_MS = 60_000;
/** While a policy is replaced, hosts count by two limits, each by a clock of its own. */
const REPLACED_WITHIN_MS = 60_000;

/** What is wrong with what a request says of its own count, in words. */
export function checkCounted({ verdict, evaluated, created_at: createdAt }: ReadRequest): string | undefined {
  const { counted } = verdict;
  if (counted === undefined) return undefined;
  if (counted.dry && evaluated === undefined) return 'was only looked at under a limit, and is no question';
  const { at } = counted;
  return at < later(createdAt, -BEFORE_MS) || at > later(createdAt, AFTER_MS)
    ? `was counted at ${at}, and asked at ${createdAt}`
    : undefined;
}

/** The yeses that count of one request. */
export function yesesOf(line: ReadRequest): readonly CountedYes[] {
  const { verdict, status, agent, resource, action } = line;
  const { counted, effect } = verdict;
  if (counted === undefined || counted.dry || effect !== 'allow' || status !== 'approved') return [];
  return counted.limits.map(({ rule, per, count, windowMs }) => {
    const of = { agent: '', resource: [resource.type, resource.id], action }[per];
    const key = JSON.stringify([agent.clientId.toLowerCase(), rule, per, of]);
    return { key, rule, count, windowMs, at: Date.parse(counted.at) };
  });
}

/** Yeses being collected. */
export interface Yeses {
  readonly add: (yeses: readonly CountedYes[], place: Place) => void;
  /** For each limit that was not kept the first yes that is too many, and why. Each is held to the limit it was counted by. */
  readonly tooMany: () => readonly (Place & { readonly why: string })[];
}

/** None yet. */
export function createYeses(): Yeses {
  const all = new Map<string, (CountedYes & { readonly place: Place })[]>();
  return {
    add: (yeses, place) => {
      for (const yes of yeses) {
        const known = all.get(yes.key) ?? [];
        all.set(yes.key, known);
        known.push({ ...yes, place });
      }
    },
    tooMany: () =>
      [...all.values()].flatMap((yeses) => {
        const sorted = yeses.toSorted((a, b) => a.at - b.at);
        const over = sorted.find((yes, n) => isOver(yes, sorted, n));
        if (over === undefined) return [];
        const why = `is one more than the limit of rule ${over.rule} lets its agent do: ${limitWords(over)}`;
        return [{ ...over.place, why }];
      }),
  };
}

/** Goes back from the `nth` to the end of its window, or until there are too many. */
function isOver(yes: CountedYes, sorted: readonly CountedYes[], nth: number): boolean {
  const { at, count, windowMs } = yes;
  let before = 0;
  for (let n = nth - 1; n >= 0; n--) {
    const other = sorted[n];
    if (other === undefined || at - other.at >= windowMs) return false;
    const isSame = other.count === count && other.windowMs === windowMs;
    if (isSame || at - other.at >= REPLACED_WITHIN_MS) before += 1;
    if (before >= count) return true;
  }
  return false;
}
