// Parts that keys of rows are made of. Never changed: rows are found by them.
import { createHash } from 'node:crypto';

/** Stands for a text that may hold what no key may. */
export const digestOf = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 32);

/** Sorts later instants first. */
export const newestFirst = (at: string): string =>
  String(9_999_999_999_999 - Date.parse(at)).padStart(13, '0');
