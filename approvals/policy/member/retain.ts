// How long what was asked is kept: the member `retain`. Whole days of the calendar (UTC), so that one day of the record goes at one time.
import { z } from 'zod';
import type { Retain } from '../../verdict.ts';

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

/** The member, and what it comes to. Left out: everything is kept for good. */
export const retain = z
  .strictObject({ parameters: time, records: time })
  .superRefine(({ parameters, records }, context) => {
    if (parameters === undefined || records === undefined) return;
    if ((daysOf(records) ?? 0) >= (daysOf(parameters) ?? 0)) return;
    const message = `is shorter than parameters (${parameters}); a record without its request is kept at least as long`;
    context.addIssue({ code: 'custom', message, path: ['records'] });
  })
  .default({})
  .transform((times): Retain => times);

/** About so many days: for comparing alone. */
function daysOf(text: string): number | undefined {
  const [, amount, unit] = SHAPE.exec(text) ?? [];
  return amount === undefined ? undefined : Number(amount) * (unit === 'y' ? DAYS_A_YEAR : 1);
}
