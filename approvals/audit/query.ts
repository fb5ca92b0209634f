// What an export asks for: days of the catalog, in UTC. Pure.
import { type Answer, accept, invalid, refuse } from '../refusal.ts';
import { dayOf, startOf } from '../time.ts';
import type { Instant } from '../words.ts';

/** Days, both included. */
export interface Query {
  readonly from: string;
  readonly to: string;
}

/** The days named, or what is wrong with them: `invalid`. A day that has not begun has no record. */
export function parseQuery(from: string | null, to: string | null, now: Instant): Answer<Query> {
  for (const [name, day] of [
    ['from', from],
    ['to', to],
  ] as const) {
    if (day === null) return refuse(invalid(name, 'is missing: name a day, like 2026-11-22 (UTC)'));
    if (!isDay(day)) return refuse(invalid(name, 'is no day: write it like 2026-11-22 (UTC)'));
  }
  const query = { from: from ?? '', to: to ?? '' };
  if (query.from > query.to) return refuse(invalid('from', 'comes after `to`: name the earlier day first'));
  if (query.to > dayOf(now))
    return refuse(invalid('to', `has not begun: today is ${dayOf(now)} (UTC), and the record ends there`));
  return accept(query);
}

const isDay = (text: string): boolean => {
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text)) return false;
  const ms = Date.parse(startOf(text));
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
};
