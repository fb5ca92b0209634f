// Reading countersign.yaml: every mistake at once, each with its line and cure, or a policy that is ready to be asked.
// The text itself is the version: its SHA-256 is pinned on every request.
import { createHash } from 'node:crypto';
import type { Limits, Requirement } from '../../verdict.ts';
import { createCompiler } from '../condition/condition.ts';
import { defaultLimits } from '../member/limits.ts';
import { eachGroupOnce } from '../member/named-groups.ts';
import { notified } from '../member/notify.ts';
import { createParameterCompiler } from '../member/parameters.ts';
import { runTokensOf } from '../member/run-tokens.ts';
import { targetsOf } from '../member/targets.ts';
import { escalationsOf, type Named } from '../member/urging.ts';
import type { Policy, RegisteredAgent, Rule, VoteTerms } from '../policy.ts';
import type { Source } from '../problem/positions.ts';
import { firstOf, type PolicyProblem, problemIn, problemsOf } from '../problem/problem.ts';
import { UNREAD, unseenIn, unseenName } from '../unseen.ts';
import { crossCheck } from './cross-checks.ts';
import { readYaml } from './read-yaml.ts';
import { type Approvers, type PolicyFile, policySchema } from './schema.ts';

/** A policy, or every mistake in its text in the order of the lines. */
export type ParsedPolicy =
  | { readonly ok: true; readonly policy: Policy }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

/** Reads the text of a policy file. */
export function parsePolicy(text: string): ParsedPolicy {
  const read = readYaml(text, 'split the deployment');
  if (!read.ok) return read;
  const { raw, source } = read;
  const unseen = disguisedTroubles(source);
  if (unseen.length > 0) return { ok: false, problems: unseen };
  const schema = policySchema({
    enforcers: namesIn(raw, 'enforcers'),
    groups: namesIn(raw, 'groups'),
    routes: namesIn(raw, 'routes'),
    runTokens: namesIn(raw, 'runTokens'),
    compileCondition: createCompiler(),
    compileParameters: createParameterCompiler(),
  });
  const parsed = schema.safeParse(raw, { reportInput: true });
  const problems = [
    ...(parsed.success ? [] : problemsOf(source, parsed.error.issues, schema)),
    ...crossCheck(source, raw),
  ];
  if (!parsed.success || problems.length > 0) return { ok: false, problems: firstOf(problems) };
  return { ok: true, policy: build(parsed.data, createHash('sha256').update(text, 'utf8').digest('hex')) };
}

/** A text that holds one equals none that looks the same: a rule on it would match nothing, for ever. Files of intents and cases may hold some. */
function disguisedTroubles(source: Source): readonly PolicyProblem[] {
  const unseen = unseenIn(source.text);
  if (unseen === undefined) return [];
  if (unseen.character === UNREAD) {
    const message = 'here stands something that is not UTF-8 (U+FFFD); save the file as UTF-8';
    return [problemIn(source, unseen.at, message)];
  }
  const message = `a character that nobody sees, or not as what it is (${unseenName(unseen.character)}), stands here; take it out, or write a plain blank`;
  return [problemIn(source, unseen.at, message)];
}

function namesIn(raw: unknown, member: string): readonly string[] {
  const map: unknown = typeof raw === 'object' && raw !== null ? Reflect.get(raw, member) : undefined;
  return typeof map === 'object' && map !== null ? Object.keys(map) : [];
}

function build(file: PolicyFile, version: string): Policy {
  const groups = new Map(Object.entries(file.groups).map(([name, { entraGroup }]) => [name, entraGroup]));
  const routes = new Map(
    Object.entries(file.routes).map(([name, { details, ...route }]) => [
      name,
      { ...route, ...(details === 'approvers' ? { details } : {}) },
    ]),
  );
  const { defaults } = file;
  const limits = defaultLimits(defaults);
  return {
    version,
    admins: file.admins.entraGroup,
    agents: agentsOf(file.agents, limits.agents),
    enforcers: byClientId(file.enforcers),
    runTokens: runTokensOf(file.runTokens),
    targets: targetsOf(file.targets),
    groups,
    routes,
    resources: file.resources,
    actions: new Map(Object.entries(file.actions).map(([name, action]) => [name, actionOf(name, action)])),
    commands: new Map(Object.entries(file.commands)),
    uncounted: file.uncounted,
    defaults: {
      requirements: requirementsOf(defaults.approvers, groups),
      ...notified(defaults.notify, groups),
      expiresInMs: defaults.expires,
      grantForMs: defaults.grant,
      outcomeWithinMs: defaults.outcomeWithin,
      ...voteTermsOf(defaults),
      ...(defaults.remind === undefined ? {} : { remindEveryMs: defaults.remind }),
    },
    unregistered: limits.unregistered,
    retain: file.retain,
    reviewPolicyChanges: file.reviewPolicyChanges,
    rules: file.rules.map((rule) => ruleOf(rule, { groups, routes })),
  };
}

function agentsOf(agents: PolicyFile['agents'], usual: Limits): ReadonlyMap<string, RegisteredAgent> {
  const limited = Object.entries(agents).map(
    ([name, { maxPending, requestsPerMinute, ...rest }]) =>
      [
        name,
        {
          ...rest,
          limits: {
            maxPending: maxPending ?? usual.maxPending,
            requestsPerMinute: requestsPerMinute ?? usual.requestsPerMinute,
          },
        },
      ] as const,
  );
  return byClientId(Object.fromEntries(limited));
}

function byClientId<T extends { readonly clientId: string }>(
  entries: Readonly<Record<string, T>>,
): ReadonlyMap<string, T & { readonly name: string }> {
  return new Map(Object.entries(entries).map(([name, entry]) => [entry.clientId, { name, ...entry }]));
}

function actionOf(name: string, { verb, button, parameters, ...rest }: PolicyFile['actions'][string]) {
  return {
    ...rest,
    verb: verb ?? name,
    button: button ?? 'Approve',
    ...(parameters === undefined ? {} : { check: parameters }),
  };
}

function ruleOf(rule: PolicyFile['rules'][number], named: Named): Rule {
  const {
    approvers,
    notify,
    expires,
    grant,
    outcomeWithin,
    stepUp,
    requireReason,
    coolDown,
    remind,
    escalate,
    ...rest
  } = rule;
  return {
    ...rest,
    ...notified(notify, named.groups),
    requirements: approvers === undefined ? [] : requirementsOf(approvers, named.groups),
    ...(expires === undefined ? {} : { expiresInMs: expires }),
    ...(grant === undefined ? {} : { grantForMs: grant }),
    ...(outcomeWithin === undefined ? {} : { outcomeWithinMs: outcomeWithin }),
    ...(stepUp === undefined ? {} : { stepUp }),
    ...(remind === undefined ? {} : { remindEveryMs: remind }),
    ...(escalate === undefined ? {} : { escalations: escalationsOf(escalate, named) }),
    ...voteTermsOf({ requireReason, coolDown }),
  };
}

function voteTermsOf({
  requireReason,
  coolDown,
}: {
  readonly [Member in 'requireReason' | 'coolDown']?: PolicyFile['defaults'][Member] | undefined;
}): VoteTerms {
  return {
    ...(requireReason === undefined ? {} : { requireReason }),
    ...(coolDown === undefined ? {} : { coolDownMs: coolDown }),
  };
}

function requirementsOf(approvers: Approvers, ids: ReadonlyMap<string, string>): readonly Requirement[] {
  return [approvers].flat().map(({ group, groups = [], people = [], count }) => {
    const named = (group === undefined ? groups : [group, ...groups]).map((name) => ({
      name,
      id: ids.get(name) ?? '',
    }));
    return {
      groups: eachGroupOnce(named),
      people: [...new Set(people)].toSorted(),
      count,
    };
  });
}
