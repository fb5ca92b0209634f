// The member `commands` of countersign.yaml: commands that matter, by name, as patterns over their words.
import { z } from 'zod';
import { isObjectsOwn, OBJECTS_OWN, otherThanObjectsOwn } from '../problem/object-names.ts';
import type { CommandPattern } from './pattern.ts';

/** Patterns by name, ready to be compared with. */
export type NamedCommands = ReadonlyMap<string, readonly CommandPattern[]>;

const MAX_WORDS = 32;
const word = z
  .string()
  .min(1, 'is an empty word; leave it out')
  .max(200, 'is longer than 200 characters; shorten it')
  .regex(/^[^\n]*$/, 'holds a line break, which no word of a pattern can fit');

const pattern = z
  .union([
    z
      .string('must be a text like "kubectl ** delete **", or a list of words')
      .transform((text) => text.split(' ').filter((each) => each !== ''))
      .pipe(z.array(word)),
    z.array(word),
  ])
  .transform((words, context): CommandPattern => {
    const [program, ...rest] = words;
    const trouble = troubleWith(program, rest);
    if (program !== undefined && trouble === undefined) return [program, ...rest];
    context.addIssue({ code: 'custom', message: trouble ?? 'is empty; name a program' });
    return z.NEVER;
  });

const NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;
/** `commands: { kubectl-delete: ["kubectl ** delete **"] }`. */
export const namedCommands = z
  .record(
    z
      .string()
      .regex(NAME, 'must be a name of small letters, digits and "-", like kubectl-delete')
      .refine((name) => !isObjectsOwn(name), OBJECTS_OWN)
      .meta(otherThanObjectsOwn(NAME)),
    z.array(pattern).min(1, 'is empty; write a pattern').max(50, 'has more than 50 patterns; split it'),
  )
  .refine((commands) => Object.keys(commands).length <= 100, 'has more than 100 names; leave some out')
  .default({});

function troubleWith(program: string | undefined, rest: readonly string[]): string | undefined {
  if (program === undefined) return 'is empty; name a program';
  if (program === '**') return 'begins with "**"; begin with the program, or with "*" for any program';
  if (rest.length >= MAX_WORDS) return `has more than ${MAX_WORDS} words; shorten it`;
  if (rest.some((each) => each !== '**' && each.includes('**')))
    return '"**" stands for any words and stands alone; inside a word write "*"';
  return undefined;
}
