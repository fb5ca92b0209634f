// How a card labels a parameter: by its name, in quotation marks where it could be read as words of ours, or as nothing at all.
// Promise: two names never look the same.
import { say } from '../words/words.ts';
import { bare, speaksAsWe, toCompare } from './our-words.ts';

/** What the other values that are approved are labelled by: `context.session`. */
const CIRCUMSTANCE = /^(?:resource|context)\b/i;

/** `rows` as it is, `"Resource"`, `"context.session"` and `""` as JSON. */
export const parameterName = (name: string): string =>
  posesAsOurs(name) ? JSON.stringify(name) : spelt(name);

/** Where nothing of ours stands beside it: only a name that could not be seen is put in quotation marks, and one that has them already. */
export const spelt = (name: string): string => (/^\s*(?:$|")/u.test(name) ? JSON.stringify(name) : name);

function posesAsOurs(name: string): boolean {
  if (CIRCUMSTANCE.test(name) || speaksAsWe(name)) return true;
  const plain = bare(name);
  // Our labels begin with a capital.
  return plain.charAt(0) !== plain.charAt(0).toLowerCase() && labels().has(plain.toLowerCase());
}

/** Every text of ours that has no places for values, and the one label that has. */
function labels(): ReadonlySet<string> {
  if (known.words !== say)
    known = { words: say, labels: new Set([...textsIn(say), say.people.comments(0)].map(toCompare)) };
  return known.labels;
}

let known: { readonly words: unknown; readonly labels: ReadonlySet<string> } = {
  words: undefined,
  labels: new Set(),
};

const textsIn = (part: unknown): readonly string[] =>
  typeof part === 'object' && part !== null
    ? Object.values(part).flatMap(textsIn)
    : typeof part === 'string'
      ? [part]
      : [];
