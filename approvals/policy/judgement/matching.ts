// Which rules match one intent. A command line is judged command by command: a review or denial matches the line as soon as it matches one
// of its commands, an allow only when it matches every one of them. Pure: the time is an argument.
import type { Intent } from '../../intent/intent.ts';
import type { Counted } from '../../rule-limit.ts';
import type { Agent, Instant } from '../../words.ts';
import type { Work } from '../condition/budget.ts';
import { type ConditionInput, conditionView } from '../condition/view.ts';
import { isDevious, matchesPattern } from '../pattern.ts';
import type { Policy, Rule } from '../policy.ts';
import { type JudgedCommand, readShell, type ShellFacts } from '../shell/read-shell.ts';
import { askAll } from './ask-all.ts';

/** What is asked of the policy. */
export interface Question {
  readonly intent: Intent;
  readonly agent: Agent;
  /** An enforcer asked: its word on `resource.properties` and `context` counts. */
  readonly viaEnforcer: boolean;
  readonly now: Instant;
  /** How often its rules said yes before, where that was counted. */
  readonly counted?: Counted;
}

/** A rule that matched; with an error when its condition could not be evaluated. */
export interface Hit {
  readonly rule: Rule;
  readonly error?: string;
}

/** Which rules matched, and what of a command line is not known. */
export interface Matching {
  readonly hits: readonly Hit[];
  /** Every command of a line fits an allow rule of its own; true for what is no line. */
  readonly isAllAllowed: boolean;
  readonly doubts: readonly string[];
  /** Why the commands of a line are not simply allowed, in the policy's own names for them. */
  readonly causes: readonly string[];
  /** The id of the resource may be read as another one. */
  readonly isMisread?: boolean;
}

/** More names than these are counted. */
const NAMES_TOLD = 4;

/** A rule, and what it is asked about: it matches when it is true under each of the views. */
export interface Asking {
  readonly rule: Rule;
  readonly views: readonly View[];
}

/** How a question is put to the rules: which of them are asked, about the whole of it and about each command of a line. */
export interface Askings {
  /** What the policy itself says of the resource. */
  readonly stated: Readonly<Record<string, unknown>>;
  readonly isMisread: boolean;
  readonly ofAll: readonly Asking[];
  /** Of a line for a shell. */
  readonly line?: { readonly facts: ShellFacts; readonly ofCommands: readonly (readonly Asking[])[] };
}

/** Asks every rule. Never throws for what an agent sent. */
export const matchRules = (policy: Policy, question: Question): Matching =>
  matchAskings(policy, askingsOf(policy, question));

/** Puts a question to the rules, without asking them yet. */
export function askingsOf(policy: Policy, { intent, agent, viaEnforcer, now }: Question): Askings {
  const stated = factsOf(policy, intent.resource);
  const isMisread = isDevious(intent.resource.id);
  const input = { intent, agent, viaEnforcer, now, facts: stated };
  const views = [conditionView(input)];
  if (policy.actions.get(intent.action.name)?.type !== 'shell') {
    // Outside of a shell action there is no command, so that none is named says nothing.
    const rules = policy.rules.filter(({ effect, when }) => effect !== 'allow' || !when.asksNames);
    return { stated, isMisread, ofAll: rules.map((rule) => ({ rule, views })) };
  }
  const facts = readShell(policy.commands, intent.action.properties);
  const ofCommands = policy.rules.filter(({ when }) => when.asksShell);
  // What asks nothing of the command is asked once, not for each: that would be the work of many conditions. It allows no command.
  const ofLine = policy.rules.filter(({ effect, when }) => !when.asksShell && effect !== 'allow');
  return {
    stated,
    isMisread,
    ofAll: ofLine.map((rule) => ({ rule, views })),
    line: {
      facts,
      ofCommands: facts.commands.map((command) => commandAskings(ofCommands, input, facts, command)),
    },
  };
}

/** Asks what was put to the rules. */
export function matchAskings(policy: Policy, { isMisread, ofAll, line }: Askings): Matching {
  const ofCommands = line?.ofCommands ?? [];
  const found = askAll(
    [...ofAll, ...ofCommands.flat()],
    askOnce(),
    ({ rule }, error): Hit => ({ rule, error }),
  );
  const common = found.slice(0, ofAll.length).flat();
  if (line === undefined) return { hits: common, isAllAllowed: true, doubts: [], causes: [], isMisread };
  const { facts } = line;
  let at = ofAll.length;
  const byCommand = ofCommands.map(({ length }) => {
    at += length;
    return found.slice(at - length, at).flat();
  });
  const isAllAllowed = byCommand.every((hits) => hits.some(isAllow));
  // A rule that allows some of the commands has allowed nothing.
  const hits = [...common, ...byCommand.flat()].filter((hit) => isAllAllowed || !isAllow(hit));
  const guarded = facts.commands.filter((_, at) => byCommand[at]?.some((hit) => !isAllow(hit)));
  const causes = causesOf(policy, facts, guarded, isAllAllowed);
  return { hits: merged(policy.rules, hits), isAllAllowed, doubts: facts.doubts, causes, isMisread };
}

const isAllow = ({ rule, error }: Hit): boolean => rule.effect === 'allow' && error === undefined;

/** Names come from the policy: what an agent wrote is told as its parameters, never as a reason. */
function causesOf(
  policy: Policy,
  { doubts }: ShellFacts,
  guarded: readonly JudgedCommand[],
  isAllAllowed: boolean,
): readonly string[] {
  const named = [...policy.commands.keys()];
  const sure = named.filter((name) => guarded.some(({ surely }) => surely.includes(name)));
  const open = named.filter(
    (name) => !sure.includes(name) && guarded.some(({ possibly }) => possibly.includes(name)),
  );
  // What is not wholly known may be any of them: that is told already.
  const causes = [
    ...(sure.length > 0 ? [`because of ${listed(sure)}`] : []),
    ...(open.length > 0 && doubts.length === 0 ? [`it may be ${listed(open)}`] : []),
  ];
  if (causes.length > 0 || doubts.length > 0 || isAllAllowed) return causes;
  return guarded.length > 0 ? [] : ['no rule allows all of its commands'];
}

function listed(names: readonly string[]): string {
  const more = names.length - NAMES_TOLD;
  return `${names.slice(0, NAMES_TOLD).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

type Input = Omit<ConditionInput, 'shell'>;
type View = ReturnType<typeof conditionView>;

function commandAskings(
  rules: readonly Rule[],
  input: Input,
  { doubts }: ShellFacts,
  { program, argv, surely, possibly }: JudgedCommand,
): readonly Asking[] {
  const seen = { program, argv, parsed: doubts.length === 0 };
  const mayBe = conditionView({ ...input, shell: { ...seen, names: possibly } });
  const isSure = possibly.length === surely.length && possibly.every((name) => surely.includes(name));
  const views = isSure ? [mayBe] : [mayBe, conditionView({ ...input, shell: { ...seen, names: surely } })];
  return rules.flatMap((rule) => {
    if (rule.effect !== 'allow') return [{ rule, views: [mayBe] }];
    // An allow that does not ask which command it is would allow any.
    return rule.when.asksNames ? [{ rule, views }] : [];
  });
}

/**
 * Asks a rule until it fails. One error is an error of the rule at all commands, and with one nothing is allowed: to fail at each of them anew
 * would only take time, as much as there are commands.
 */
function askOnce(): (asking: Asking, work: Work) => readonly Hit[] {
  const failed = new Map<Rule, Hit>();
  return (asking, work) => {
    const known = failed.get(asking.rule);
    if (known !== undefined) return [known];
    const hits = hitOf(asking, work);
    const error = hits.find((hit) => hit.error !== undefined);
    if (error !== undefined) failed.set(asking.rule, error);
    return hits;
  };
}

/** It matches when it is true under each view. */
function hitOf({ rule, views }: Asking, work: Work): readonly Hit[] {
  for (const view of views) {
    const truth = rule.when.test(view, work);
    if (!truth.ok) return [{ rule, error: truth.error }];
    if (!truth.value) return [];
  }
  return [{ rule }];
}

/** Each rule once, in the order of the file; an error at one command is an error of the rule. */
function merged(rules: readonly Rule[], hits: readonly Hit[]): readonly Hit[] {
  const byRule = new Map<Rule, Hit>();
  for (const hit of hits) {
    const known = byRule.get(hit.rule);
    if (known === undefined || (known.error === undefined && hit.error !== undefined))
      byRule.set(hit.rule, hit);
  }
  return rules.flatMap((rule) => byRule.get(rule) ?? []);
}

/** All patterns that fit, in the order of the file: a later line says more. */
function factsOf(policy: Policy, resource: Intent['resource']): Readonly<Record<string, unknown>> {
  const fitting = policy.resources.filter(
    ({ type, id }) => type === resource.type && matchesPattern(id, resource.id),
  );
  return Object.fromEntries(fitting.flatMap(({ set }) => Object.entries(set)));
}
