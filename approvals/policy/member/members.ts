// The small members that countersign.yaml is made of: ids, names, words, durations, conditions. What each takes, and the cure it tells.
import { z } from 'zod';
import { nearest } from '../../nearest.ts';
import { isThisMachine } from '../../this-machine.ts';
import { LONGEST_COOL_DOWN_MS, RISKS } from '../../verdict.ts';
import type { CompileCondition, Condition } from '../condition/condition.ts';
import { zoneTrouble } from '../condition/literals.ts';
import { isObjectsOwn, OBJECTS_OWN, otherThanObjectsOwn } from '../problem/object-names.ts';
import { numberPattern } from './number-pattern.ts';
import type { CompileParameters } from './parameters.ts';

/** Milliseconds. */
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
const UNITS: Readonly<Record<string, number>> = { s: 1000, m: MINUTE, h: HOUR, d: DAY };

// Both cases are written out: a JSON Schema knows no flags.
const GUID = /^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$/;
/** Is this a name, and no id that would be taken for another's? */
export const isNoId = (text: string): boolean => !GUID.test(text);

/** An id of Entra ID; comes out in lower case. */
export const guid = (what: string) =>
  z
    .string(`must be ${what}, like 7c0ffee0-0000-4000-8000-00000000c001`)
    .regex(GUID, `must be ${what}, like 7c0ffee0-0000-4000-8000-00000000c001`)
    .transform((id) => id.toLowerCase());

const SLUG = /^[a-z0-9][a-z0-9-]{0,62}$/;
/** A name of ours: `data-owners`. */
export const slug = z
  .string('must be a name of small letters, digits and "-", like data-owners')
  .regex(SLUG, 'must be a name of small letters, digits and "-", like data-owners')
  .refine((name) => !isObjectsOwn(name), OBJECTS_OWN)
  .meta(otherThanObjectsOwn(SLUG));
const DOTTED = /^[A-Za-z0-9][A-Za-z0-9._:/-]*$/;
/** A name of an action or of a kind of resource: `data.export`. */
export const dotted = z
  .string('must be a name of letters, digits and . _ : / -, like data.export')
  .max(128, 'is longer than 128 characters; shorten it')
  .regex(DOTTED, 'must be a name of letters, digits and . _ : / -, like data.export')
  .refine((name) => !isObjectsOwn(name), OBJECTS_OWN)
  .meta(otherThanObjectsOwn(DOTTED));
/** A few words for people. */
export const words = (max: number) =>
  z
    .string()
    .min(1, 'is empty; write a few words or leave it out')
    .max(max, `is longer than ${max} characters; shorten it`);

/** From mild to grave. */
export const risk = z.enum(RISKS);
/** Which votes are not taken without a reason. */
export const requireReason = z.enum(['approve', 'deny', 'both']);
/** For how long what a person denied is not asked again. */
export const coolDown = () => duration(MINUTE, LONGEST_COOL_DOWN_MS);
/** An IANA time zone. Editors know its letters: which zones there are is for the machine that runs to say, and letters may be large or small. */
export const zone = z
  .string('must be a time zone, like Europe/Paris')
  .superRefine((text, context) => {
    const trouble = zoneTrouble(text);
    if (trouble !== undefined) context.addIssue({ code: 'custom', message: trouble });
  })
  .meta({ pattern: '^[A-Za-z][A-Za-z0-9_+/-]*$', examples: ['Europe/Paris', 'UTC'] });

/** Where decisions may be sent: an address prefix. */
export const callback = z.string().refine(isCallbackPrefix, {
  error:
    'must be an https address that ends with "/", like https://etl.example.com/hooks/ (http only on this machine)',
});

/** Beyond it two numbers that are written differently are read as one. */
const held = z
  .number()
  .refine(
    (value) => Math.abs(value) <= Number.MAX_SAFE_INTEGER,
    'is beyond 2^53 and cannot be kept exactly; write it in quotes, as a text',
  );
/** What the policy says of a resource. */
export const fact = z.union(
  [z.string(), held, z.boolean(), z.array(z.union([z.string(), held, z.boolean()]))],
  {
    error: 'must be a text, a number, true, false or a list of them',
  },
);

/** A name that stands elsewhere in the file; the nearest one is told when it does not. */
export function reference(kind: string, known: readonly string[]) {
  const names = new Set(known);
  return z
    .string(`must be the name of ${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind}`)
    .superRefine((name, context) => {
      if (!names.has(name)) context.addIssue(unknownName(kind, known, name));
    })
    .meta({ pattern: '^[a-z0-9][a-z0-9-]{0,62}$' });
}

/** The issue of a name that stands nowhere in the file. Which one was meant is looked for when it is told. */
export function unknownName(kind: string, known: readonly string[], name: string) {
  const tell = (): string => {
    const meant = nearest(name, known);
    const cure = meant === undefined ? `there are: ${listed(known)}` : `did you mean "${meant}"?`;
    return `no ${kind} is called "${name}"; ${cure}`;
  };
  return { code: 'custom' as const, message: `no ${kind} of this name`, params: { tell } };
}

function listed(names: readonly string[]): string {
  const more = names.length - NAMES_TOLD;
  return `${names.slice(0, NAMES_TOLD).join(', ') || 'none'}${more > 0 ? ` and ${more} more` : ''}`;
}

/** More names than these are counted. */
const NAMES_TOLD = 20;

/** Milliseconds of a duration like 30m or 72h; nothing when it is none. */
export function durationMs(text: unknown): number | undefined {
  const [, amount, unit = ''] = /^([0-9]{1,6})([smhd])$/.exec(String(text)) ?? [];
  const size = UNITS[unit];
  return size === undefined ? undefined : Number(amount) * size;
}

/** `30m`, `72h`, within these milliseconds; comes out in milliseconds. */
export function duration(least: number, most: number) {
  const text = z.string('must be a duration; write one like 30m or 72h');
  return text
    .meta({ pattern: durationPattern(least, most), examples: ['30m', '72h'] })
    .transform((text, context) => {
      const ms = durationMs(text);
      if (ms !== undefined && ms >= least && ms <= most) return ms;
      const message =
        ms === undefined
          ? `"${text}" is not a duration; write one like 30m or 72h`
          : `must be from ${least / 1000}s to ${most / HOUR}h`;
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    });
}

/** For editors: exactly what loads, zeros in front too. */
export function durationPattern(least: number, most: number): string {
  const units = Object.entries(UNITS).flatMap(([unit, size]) => {
    const [from, to] = [Math.ceil(least / size), Math.floor(most / size)];
    return to < Math.max(from, 1) ? [] : [`(?:${numberPattern(Math.max(from, 1), to)})${unit}`];
  });
  return `^(?=[0-9]{1,6}[smhd]$)0*(?:${units.join('|')})$`;
}

const CONDITION = 'must be a condition in CEL, as one text; for every request write "true"';
/** A condition in CEL; comes out compiled. */
export function condition(compile: CompileCondition) {
  return z.string(CONDITION).transform((source, context): Condition => {
    if (source.trim() === '') {
      context.addIssue({ code: 'custom', message: 'is empty; write a condition, or true for every request' });
      return z.NEVER;
    }
    const compiled = compile(source);
    if (compiled.ok) return compiled.condition;
    for (const { message, offset } of compiled.mistakes)
      context.addIssue({ code: 'custom', message: `condition: ${message}`, params: { offset } });
    return z.NEVER;
  });
}

/** A JSON Schema of parameters; comes out as its check. */
export function parameters(compile: CompileParameters) {
  const inside = z.record(z.string(), z.unknown()).meta({ allOf: [{ $ref: '#/definitions/parameters' }] });
  return inside.transform((schema, context) => {
    const compiled = compile(schema);
    if (compiled.ok) return compiled.check;
    for (const { path, message } of compiled.mistakes)
      context.addIssue({ code: 'custom', message, path: [...path] });
    return z.NEVER;
  });
}

function isCallbackPrefix(text: string): boolean {
  if (!URL.canParse(text) || !text.endsWith('/')) return false;
  const { protocol, hostname, username, password, search, hash } = new URL(text);
  if (username + password + search + hash !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && isThisMachine(hostname));
}
