// How long what was asked is kept: the member `retain`. Whole days of the calendar (UTC), so that one day of the record goes at one time.

import { z } from 'zod';
import type { Hold, Retain } from '../../verdict.ts';
import type { ApprovalRequest } from '../../words.ts';
import { fitsWildcard } from '../pattern.ts';

const SHAPE = /^([1-9][0-9]{0,4})([dy])$/;
/** Longer is "for good": then the member is left out. */
const MOST_YEARS = 100;
const DAYS_A_YEAR = 365;

const time = z
  .string('must be a time in days or years, like 90d or 7y')
  .superRefine((text, context) => {
    const days = daysOf(text);
    if (days !== undefined && days <= MOST_YEARS * DAYS_A_YEAR) return;
    const message =
      days === undefined
        ? `"${text}" is no time to keep; write days or years, like 90d or 7y`
        : `must be at most ${MOST_YEARS}y; leave it out to keep for good`;
    context.addIssue({ code: 'custom', message });
  })
  .exactOptional();

const requestId = z
  .string()
  .regex(/^req_[0-9a-hjkmnp-tv-z]{26}$/, 'must be the id of a request: req_ and 26 letters and digits');
// By client id, so that an agent that is taken out of the file stays held.
const clientId = z
  .string()
  .regex(/^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/, 'must be the client id of an agent')
  .toLowerCase();
const words = z.string().min(1).max(256);
const hold = z
  .strictObject({
    requests: z.array(requestId).default([]),
    agents: z.array(clientId).default([]),
    resources: z.array(z.strictObject({ type: words, id: words })).default([]),
  })
  .exactOptional();

/** The member, and what it comes to. Left out: everything is kept for good. */
export const retain = z
  .strictObject({ parameters: time, records: time, hold })
  .superRefine(({ parameters, records }, context) => {
    if (parameters === undefined || records === undefined) return;
    if ((daysOf(records) ?? 0) >= (daysOf(parameters) ?? 0)) return;
    const message = `is shorter than parameters (${parameters}); a record without its request is kept at least as long`;
    context.addIssue({ code: 'custom', message, path: ['records'] });
  })
  .default({})
  .transform((times): Retain => times);

/** What a hold looks at. */
interface Holdable extends Pick<ApprovalRequest, 'resource'> {
  readonly id: string;
  readonly agent: { readonly clientId: string };
}

/** A hold that holds nothing. */
export const NO_HOLD: Hold = { requests: [], agents: [], resources: [] };

/** Is a request held, whatever its time? Rather one too many: also an id that climbs (`dev/../prod/x`) fits a pattern here. */
export function heldBy(retain: Retain): (request: Holdable) => boolean {
  const { requests, agents, resources }: Hold = retain.hold ?? NO_HOLD;
  return ({ id, agent, resource }) =>
    requests.includes(id) ||
    agents.includes(agent.clientId.toLowerCase()) ||
    resources.some((each) => each.type === resource.type && fitsWildcard(each.id, resource.id));
}

/** About so many days: for comparing alone. */
function daysOf(text: string): number | undefined {
  const [, amount, unit] = SHAPE.exec(text) ?? [];
  return amount === undefined ? undefined : Number(amount) * (unit === 'y' ? DAYS_A_YEAR : 1);
}
