// The language of countersign.yaml, member by member: what may stand where, and what a mistake there is told as.
// The names that other members refer to are known before, so that every mistake is found in one reading.
import { z } from 'zod';
import { isReserved } from '../../intent/intent-body.ts';
import { LONGEST_OPEN_MS } from '../../verdict.ts';
import { refuseClaims } from '../condition/claims.ts';
import type { CompileCondition } from '../condition/condition.ts';
import { limitMembers } from '../member/limits.ts';
import {
  callback,
  condition,
  coolDown,
  DAY,
  dotted,
  duration,
  fact,
  guid,
  HOUR,
  isNoId,
  MINUTE,
  parameters,
  reference,
  requireReason,
  risk,
  slug,
  words,
  zone,
} from '../member/members.ts';
import { notifyMember } from '../member/notify.ts';
import type { CompileParameters } from '../member/parameters.ts';
import { retain } from '../member/retain.ts';
import { ruleLimit } from '../member/rule-limits.ts';
import { runTokens } from '../member/run-tokens.ts';
import { targets } from '../member/targets.ts';
import { urgingMembers } from '../member/urging.ts';
import { DEPLOYMENT, UNREGISTERED } from '../policy.ts';
import { namedCommands } from '../shell/command-patterns.ts';

/** What the file's members may refer to, and how its conditions and schemas are compiled. */
export interface Language {
  readonly enforcers: readonly string[];
  readonly groups: readonly string[];
  readonly routes: readonly string[];
  readonly runTokens: readonly string[];
  readonly compileCondition: CompileCondition;
  readonly compileParameters: CompileParameters;
}

/** A file that passed, with its durations, conditions and schemas compiled. */
export type PolicyFile = z.infer<ReturnType<typeof policySchema>>;
/** One set of approvers, or several. */
export type Approvers = PolicyFile['defaults']['approvers'];

/** The times of a file whose `defaults` name none. */
export const USUAL_TIMES = { expires: '30m', grant: '5m', outcomeWithin: '1h', signIn: '10m' } as const;

/** The whole file. Durations become milliseconds, conditions and schemas what they compile to. */
export function policySchema(language: Language) {
  const expires = duration(1000, LONGEST_OPEN_MS);
  const grant = duration(1000, DAY);
  const outcomeWithin = duration(1000, 7 * DAY);
  const seat = z
    .strictObject({
      group: reference('group', language.groups).exactOptional(),
      groups: z.array(reference('group', language.groups)).min(1, 'is empty; name a group').exactOptional(),
      people: z.array(guid("a person's object id")).min(1, 'is empty; name a person').exactOptional(),
      count: z
        .int('must be a whole number')
        .min(1, 'must be at least 1')
        .max(20, 'must be at most 20')
        .default(1),
    })
    // For editors: a count alone names nobody.
    .meta({ not: { propertyNames: { enum: ['count'] } } });
  const approvers = z.union([seat, z.array(seat).min(1, 'is empty; name who may approve')]);
  const notify = notifyMember(language);
  const stepUp = stepUpOf(duration(MINUTE, HOUR));
  const { remind, escalate } = urgingMembers(language.routes, language.groups);

  return z.strictObject({
    admins: z.strictObject({ entraGroup: guid("a group's object id") }),
    agents: z
      .record(
        slug
          .refine(isNoId, 'is shaped like an id; give the agent a name that people read')
          .refine(
            (name) => name !== DEPLOYMENT,
            'is how Countersign itself asks; give the agent another name',
          )
          .refine(
            (name) => name !== UNREGISTERED,
            'is how policy test and explain call agents that nobody registered; give the agent another name',
          ),
        z.strictObject({
          clientId: guid('an application (client) id'),
          owners: z.array(guid("a person's object id")).min(1, 'is empty; every agent has an owner'),
          callbacks: z.array(callback).default([]),
          enforcers: z.array(reference('enforcer', language.enforcers)).exactOptional(),
          ...limitMembers,
          blueprint: guid('an application (client) id').exactOptional(),
          runToken: reference('run token', language.runTokens).exactOptional(),
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
    runTokens,
    targets,
    groups: z.record(slug, z.strictObject({ entraGroup: guid("a group's object id") })),
    routes: z.record(
      slug,
      z.strictObject({
        timeZone: zone.default('UTC'),
        details: z.enum(['channel', 'approvers']).default('channel'),
        fallback: reference('route', language.routes).exactOptional(),
      }),
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
    commands: namedCommands,
    actions: z
      .record(
        // Whoever may say how a change of the policy is told could have people approve what they do not see.
        dotted.refine(
          (name) => !isReserved(name),
          "is Countersign's own, which no policy tells in other words; leave it out (a rule may name it)",
        ),
        z.strictObject({
          type: z.literal('shell').exactOptional(),
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
    retain,
    reviewPolicyChanges: z.boolean().default(false),
    defaults: z.strictObject({
      approvers,
      notify,
      expires: expires.prefault(USUAL_TIMES.expires),
      grant: grant.prefault(USUAL_TIMES.grant),
      outcomeWithin: outcomeWithin.prefault(USUAL_TIMES.outcomeWithin),
      requireReason: requireReason.exactOptional(),
      remind: remind.exactOptional(),
      coolDown: coolDown().exactOptional(),
      agents: z.strictObject(limitMembers).default({}),
      unregistered: z.strictObject(limitMembers).default({}),
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
          stepUp: stepUp.exactOptional(),
          limit: ruleLimit.exactOptional(),
          expires: expires.exactOptional(),
          grant: grant.exactOptional(),
          outcomeWithin: outcomeWithin.exactOptional(),
          requireReason: requireReason.exactOptional(),
          remind: remind.exactOptional(),
          escalate: escalate.exactOptional(),
          coolDown: coolDown().exactOptional(),
        }),
      )
      .superRefine(refuseClaims)
      .default([]),
  });
}

/** `true`, or what the sign-in must carry and how fresh it must be. `false` is the same as leaving it out. */
function stepUpOf(within: ReturnType<typeof duration>) {
  const asked = z.strictObject({
    acrs: z
      .string()
      .regex(/^c[1-9][0-9]?$/, 'must be an authentication context of Entra ID, c1 to c99')
      .exactOptional(),
    within: within.prefault(USUAL_TIMES.signIn),
  });
  return z.union([z.boolean(), asked]).transform((value) => {
    if (value === false) return undefined;
    const { acrs, within: withinMs } = value === true ? asked.parse({}) : value;
    return { acrs: acrs === undefined ? [] : [acrs], withinMs };
  });
}
