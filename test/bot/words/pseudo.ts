// A made-up language: English with every text of ours in brackets, so that what does not come from the words of a language stands bare.
import { en } from '../../../bot/words/en.ts';
import type { Words } from '../../../bot/words/words.ts';

/** What a text of the made-up language looks like. */
const bracketed = (text: string): string => (text === '' ? '' : `⟦${text}⟧`);

/** English in brackets. */
export const PSEUDO: Words = wrap(en) as Words;

/** Texts in brackets, what functions return too; whatever comes in as an argument is left as it is. */
function wrap(part: unknown): unknown {
  if (typeof part === 'string') return bracketed(part);
  if (Array.isArray(part)) return part.map(wrap);
  if (typeof part === 'function')
    return (...values: readonly unknown[]) => wrapTold(part(...values), new Set(values.flat()));
  if (typeof part !== 'object' || part === null || part instanceof RegExp) return part;
  return Object.fromEntries(Object.entries(part).map(([name, each]) => [name, wrap(each)]));
}

/** A sentence's own pieces are ours; its places, and what was handed in, are not. */
function wrapTold(told: unknown, handedIn: ReadonlySet<unknown>): unknown {
  if (handedIn.has(told)) return told;
  if (typeof told === 'string') return bracketed(told);
  return Array.isArray(told) ? told.map((each) => wrapTold(each, handedIn)) : told;
}
