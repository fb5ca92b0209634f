// The language of countersign.yaml, member by member: what may stand where, and what a mistake there is told as.
// The names that other members refer to are known before, so that every mistake is found in one reading.
import { z } from 'zod';
import type { CompileCondition, Condition } from './condition.ts';
import { zoneTrouble } from './condition-functions.ts';
import { nearest } from './nearest.ts';
import type { CompileParameters } from './parameters.ts';

/** What the file's members may refer to, and how its conditions and schemas are compiled. */
export interface Language {
  readonly groups: readonly string[];
  readonly routes: readonly string[];
  readonly compileCondition: CompileCondition;
  readonly compileParameters: CompileParameters;
}

/** A file that passed, with its durations, conditions and schemas compiled. */
export type PolicyFile = z.infer<ReturnType<typeof policySchema>>;
/** One set of approvers, or several. */
export type Approvers = PolicyFile['defaults']['approvers'];

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const UNITS: Readonly<Record<string, number>> = { s: 1000, m: MINUTE, h: HOUR, d: DAY };

/** The times of a file whose `defaults` name none. */
export const USUAL_TIMES = { expires: '30m', grant: '5m', outcomeWithin: '1h' } as const;

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const guid = (what: string) =>
  z
    .string()
    .regex(GUID, `must be ${what}, like 7c0ffee0-0000-4000-8000-00000000c001`)
    .transform((id) => id.toLowerCase());

const slug = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be a name of small letters, digits and "-", like data-owners');
const dotted = z
  .string()
  .max(128)
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._:/-]*$/,
    'must be a name of letters, digits and . _ : / -, like data.export',
  );
const words = (max: number) =>
  z
    .string()
    .min(1, 'is empty; write a few words or leave it out')
    .max(max, `is longer than ${max} characters; shorten it`);

const risk = z.enum(['low', 'medium', 'high', 'critical']);
const zone = z.string().superRefine((text, context) => {
  const trouble = zoneTrouble(text);
  if (trouble !== undefined) context.addIssue({ code: 'custom', message: trouble });
});

const callback = z.string().refine(isCallbackPrefix, {
  error:
    'must be an https address that ends with "/", like https://etl.example.com/hooks/ (http only on this machine)',
});

const fact = z.union(
  [z.string(), z.number(), z.boolean(), z.array(z.union([z.string(), z.number(), z.boolean()]))],
  {
    error: 'must be a text, a number, true, false or a list of them',
  },
);

/** The whole file. Durations become milliseconds, conditions and schemas what they compile to. */
export function policySchema(language: Language) {
  const expires = duration(1000, 30 * DAY);
  const grant = duration(1000, DAY);
  const outcomeWithin = duration(1000, 7 * DAY);
  const seat = z.strictObject({
    group: reference('group', language.groups).exactOptional(),
    groups: z.array(reference('group', language.groups)).min(1, 'is empty; name a group').exactOptional(),
    people: z.array(guid("a person's object id")).min(1, 'is empty; name a person').exactOptional(),
    count: z
      .int('must be a whole number')
      .min(1, 'must be at least 1')
      .max(20, 'must be at most 20')
      .default(1),
  });
  const approvers = z.union([seat, z.array(seat).min(1, 'is empty; name who may approve')]);
  const notify = z.array(reference('route', language.routes));

  return z.strictObject({
    admins: z.strictObject({ entraGroup: guid("a group's object id") }),
    agents: z
      .record(
        slug,
        z.strictObject({
          clientId: guid('an application (client) id'),
          owners: z.array(guid("a person's object id")).min(1, 'is empty; every agent has an owner'),
          callbacks: z.array(callback).default([]),
        }),
      )
      .default({}),
    enforcers: z
      .record(
        slug,
        z.strictObject({
          clientId: guid('an application (client) id'),
          resourceTypes: z.array(dotted).min(1, 'is empty; name a resource type'),
        }),
      )
      .default({}),
    groups: z.record(slug, z.strictObject({ entraGroup: guid("a group's object id") })),
    routes: z.record(
      slug,
      z.strictObject({ timeZone: zone.default('UTC'), details: z.enum(['channel']).default('channel') }),
    ),
    resources: z
      .array(
        z.strictObject({
          type: dotted,
          id: words(512),
          set: z.record(
            z.string().regex(/^[A-Za-z][A-Za-z0-9_]*$/, 'must be a name of letters, digits and "_"'),
            fact,
          ),
        }),
      )
      .default([]),
    actions: z
      .record(
        dotted,
        z.strictObject({
          verb: words(40).exactOptional(),
          button: words(30).exactOptional(),
          reversible: z.boolean().default(false),
          risk: risk.default('medium'),
          riskReason: words(200).exactOptional(),
          parameters: parameters(language.compileParameters).exactOptional(),
          redact: z
            .array(
              z
                .string()
                .regex(/^(?:\/(?:[^~/]|~[01])*)+$/, 'must be a JSON pointer, like /connection/password'),
            )
            .default([]),
        }),
      )
      .default({}),
    uncounted: z.array(words(128)).default([]),
    defaults: z.strictObject({
      approvers,
      notify,
      expires: expires.prefault(USUAL_TIMES.expires),
      grant: grant.prefault(USUAL_TIMES.grant),
      outcomeWithin: outcomeWithin.prefault(USUAL_TIMES.outcomeWithin),
    }),
    rules: z
      .array(
        z.strictObject({
          id: slug,
          description: words(300).exactOptional(),
          when: condition(language.compileCondition),
          effect: z.enum(['allow', 'review', 'deny']),
          approvers: approvers.exactOptional(),
          notify: notify.default([]),
          risk: risk.exactOptional(),
          riskReason: words(200).exactOptional(),
          expires: expires.exactOptional(),
          grant: grant.exactOptional(),
          outcomeWithin: outcomeWithin.exactOptional(),
        }),
      )
      .default([]),
  });
}

function reference(kind: string, known: readonly string[]) {
  return z.string().superRefine((name, context) => {
    if (known.includes(name)) return;
    const meant = nearest(name, known);
    const cure =
      meant === undefined ? `there are: ${known.join(', ') || 'none'}` : `did you mean "${meant}"?`;
    context.addIssue({ code: 'custom', message: `no ${kind} is called "${name}"; ${cure}` });
  });
}

/** Milliseconds of a duration like 30m or 72h; nothing when it is none. */
export function durationMs(text: unknown): number | undefined {
  const [, amount, unit = ''] = /^([0-9]{1,6})([smhd])$/.exec(String(text)) ?? [];
  const size = UNITS[unit];
  return size === undefined ? undefined : Number(amount) * size;
}

function duration(least: number, most: number) {
  return z.string('must be a duration; write one like 30m or 72h').transform((text, context) => {
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

function condition(compile: CompileCondition) {
  return z.string().transform((source, context): Condition => {
    const compiled = compile(source);
    if (compiled.ok) return compiled.condition;
    for (const { message, offset } of compiled.mistakes)
      context.addIssue({ code: 'custom', message: `condition: ${message}`, params: { offset } });
    return z.NEVER;
  });
}

function parameters(compile: CompileParameters) {
  return z.record(z.string(), z.unknown()).transform((schema, context) => {
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
  return (
    protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname))
  );
}
