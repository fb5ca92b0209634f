// The language of countersign.test.yaml: cases, each an intent and what the policy should say of it. Strict: a word that is not known, a
// name that the policy does not have, a parameter no agent could send is a mistake with its place, never a case that passes by itself.
import { z } from 'zod';
import { evaluationSchema } from '../../../approvals/intent/intent-body.ts';
import { readYaml } from '../../../approvals/policy/file/read-yaml.ts';
import {
  DAY,
  duration,
  guid,
  reference,
  requireReason,
  risk,
  words,
} from '../../../approvals/policy/member/members.ts';
import { notifyMember } from '../../../approvals/policy/member/notify.ts';
import { urgingMembers } from '../../../approvals/policy/member/urging.ts';
import { DEPLOYMENT, type Policy, UNREGISTERED } from '../../../approvals/policy/policy.ts';
import type { Source } from '../../../approvals/policy/problem/positions.ts';
import {
  firstOf,
  type PolicyProblem,
  problemAt,
  problemsOf,
} from '../../../approvals/policy/problem/problem.ts';
import { impossibleIn, unsendableCases } from './case-checks.ts';
import { rehearsedAction } from './itself.ts';

/** When a case is asked that names no time: a Wednesday, so that it says the same on every day. */
export const USUAL_NOW = '2026-01-14T12:00:00Z';

/** One case as written; times in milliseconds. */
export type Case = z.infer<ReturnType<typeof caseSchema>>;
/** What a case wants; only what is named is compared. */
export type Expected = Case['expect'];

/** A case and the line it begins in. */
export interface PlacedCase extends Case {
  readonly line: number;
}

/** The cases of a file, or every mistake in it in the order of the lines. */
export type ReadCases =
  | { readonly ok: true; readonly cases: readonly PlacedCase[] }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

/** Reads the cases for one policy. */
export function readCases(text: string, policy: Policy): ReadCases {
  const read = readYaml(text, 'split the file');
  if (!read.ok) return read;
  const { raw, source } = read;
  const schema = z.strictObject({
    now: moment.exactOptional(),
    cases: z.array(caseSchema(policy)).min(1, 'is empty; write a case'),
  });
  const parsed = schema.safeParse(raw, { reportInput: true });
  const unsendable = unsendableCases(source, raw);
  const isSendable = parsed.success && unsendable.length === 0;
  const problems = [
    ...(parsed.success ? [] : problemsOf(source, parsed.error.issues, schema, EXAMPLE)),
    ...unsendable,
    ...(isSendable ? impossibleIn(source, parsed.data.cases, policy) : []),
  ];
  if (!parsed.success || problems.length > 0) return { ok: false, problems: firstOf(problems) };
  const { cases, now } = parsed.data;
  const placed = (each: Case, index: number): PlacedCase => ({
    ...(now === undefined ? {} : { now }),
    ...each,
    line: lineOf(source, index),
  });
  return { ok: true, cases: cases.map(placed) };
}

/** What is told of a file that has no members at all. */
const EXAMPLE =
  'cases: [{ name: nothing is dropped, agent: unregistered, intent: { action: { name: data.drop }, resource: { type: database, id: dev/customers } }, expect: { effect: deny } }]';

const lineOf = (source: Source, index: number): number => problemAt(source, ['cases', index], '').line;

/** A time with its offset. */
export const moment = z.iso.datetime({
  offset: true,
  error: 'must be a time with its offset, like 2026-11-21T14:30:00Z',
});

function caseSchema(policy: Policy) {
  const agents = [...policy.agents.values()].map(({ name }) => name);
  const enforcers = [...policy.enforcers.values()].map(({ name }) => name);
  return z.strictObject({
    name: words(200),
    agent: reference('agent', [...agents, UNREGISTERED, DEPLOYMENT]),
    enforcer: reference('enforcer', enforcers).exactOptional(),
    onBehalfOf: guid("a person's object id").exactOptional(),
    now: moment.exactOptional(),
    allowedBefore: z.int('must be a whole number').min(0, 'must be 0 or more').exactOptional(),
    intent: evaluationSchema.omit({ subject: true }).extend({ action: rehearsedAction }),
    expect: expectedSchema(policy),
  });
}

function expectedSchema(policy: Policy) {
  const groups = [...policy.groups.keys()];
  const routes = [...policy.routes.keys()];
  const rules = policy.rules.map(({ id }) => id);
  const seat = z.strictObject({
    group: reference('group', groups).exactOptional(),
    groups: z.array(reference('group', groups)).exactOptional(),
    people: z.array(guid("a person's object id")).exactOptional(),
    count: z.int('must be a whole number').min(1, 'must be at least 1').default(1),
  });
  const time = duration(1000, 30 * DAY);
  const { remind, escalate } = urgingMembers(routes, groups);
  // What is not asked for at all.
  const no = z.literal(false);
  const context = z.string().regex(/^c[1-9][0-9]?$/, 'must be an authentication context, c1 to c99');
  return z
    .strictObject({
      effect: z.enum(['allow', 'review', 'deny']).exactOptional(),
      refused: z.array(z.string()).min(1, 'is empty; name the places that do not fit').exactOptional(),
      rules: z.array(reference('rule', rules)).exactOptional(),
      approvers: z.union([seat, z.array(seat)]).exactOptional(),
      risk: risk.exactOptional(),
      reversible: z.boolean().exactOptional(),
      notify: notifyMember({ routes, groups }).exactOptional(),
      expires: time.exactOptional(),
      grant: time.exactOptional(),
      outcomeWithin: time.exactOptional(),
      stepUp: z
        .union([
          z.boolean(),
          z.strictObject({
            acrs: z.union([context, z.array(context)]).exactOptional(),
            within: time.exactOptional(),
          }),
        ])
        .exactOptional(),
      requireReason: z
        .union([requireReason, no], { error: 'must be approve, deny, both, or false' })
        .exactOptional(),
      coolDown: z.union([time, no], { error: 'must be a time like 1h, or false' }).exactOptional(),
      remind: z.union([remind, no], { error: 'must be a time like 10m, or false' }).exactOptional(),
      escalate: z
        .union([escalate, no], { error: 'must be written as in a rule, or be false' })
        .exactOptional(),
    })
    .refine((expect) => Object.keys(expect).length > 0, 'expects nothing; name the effect')
    .refine(
      ({ refused, ...rest }) => refused === undefined || Object.keys(rest).length === 0,
      'what is refused has no verdict; leave the other members out',
    );
}
