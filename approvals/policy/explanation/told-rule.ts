// One rule of an explanation: how it came out, what it adds, and its condition taken apart for whatever it was asked about.
import type { Effect } from '../../verdict.ts';
import type { Work } from '../condition/budget.ts';
import type { Part } from '../condition/parts.ts';
import { isApplied } from '../judgement/evaluation.ts';
import type { Asking, Askings, Hit, Matching } from '../judgement/matching.ts';
import type { Rule } from '../policy.ts';
import { type Terms, termsOfRule } from './terms.ts';
import { isRedacted, type ToldRead, toldRead } from './told-value.ts';

/** More commands of one line than these are not told one by one; they were judged all the same. */
export const COMMANDS_TOLD = 20;

/** `failed`: its condition could not be evaluated. `not_asked`: it can say nothing about this kind of action. */
export type RuleResult = 'matched' | 'not_matched' | 'failed' | 'not_asked';

/** A rule, and how it came out. */
export interface ToldRule {
  readonly id: string;
  readonly effect: Effect;
  readonly description?: string;
  readonly result: RuleResult;
  /** What that means here, where the result alone does not say it. */
  readonly note?: string;
  readonly error?: string;
  /** What it adds, when it applies. */
  readonly adds?: Terms;
  /** Its condition, once; of a line for a shell once for each command that it was asked about. */
  readonly conditions: readonly ToldCondition[];
}

/** A condition taken apart; `command` counts from 0 in `commands`. */
export interface ToldCondition {
  readonly command?: number;
  readonly part: ToldPart;
}

/** A part of a condition. `decided`: had it come out otherwise, the whole might have. */
export interface ToldPart {
  readonly text: string;
  readonly how: Part['how'];
  readonly result: boolean | 'error';
  readonly error?: string;
  readonly decided: boolean;
  readonly reads?: readonly ToldRead[];
  readonly parts?: readonly ToldPart[];
}

/** Tells it, without the values that the action redacts. Where `work` runs out parts are told as errors; how the rule came out stays. */
export function toldRule(
  rule: Rule,
  { ofAll, line }: Askings,
  matching: Matching,
  redact: readonly string[],
  work: Work,
): ToldRule {
  const hit = matching.hits.find((each) => each.rule === rule);
  const own = (askings: readonly Asking[]): readonly Asking[] => askings.filter((each) => each.rule === rule);
  const ofCommands = line?.ofCommands.slice(0, COMMANDS_TOLD) ?? [];
  const conditions = [
    ...own(ofAll).map((asking) => ({ part: toldAsking(asking, redact, work) })),
    ...ofCommands.flatMap((askings, command) =>
      own(askings).map((asking) => ({ command, part: toldAsking(asking, redact, work) })),
    ),
  ];
  const result = resultOf(hit, conditions.length > 0);
  const note = noteOn(rule, result, line !== undefined, conditions);
  return {
    id: rule.id,
    effect: rule.effect,
    ...(rule.description === undefined ? {} : { description: rule.description }),
    result,
    ...(note === undefined ? {} : { note }),
    ...(hit?.error === undefined ? {} : { error: errorOf(hit.error, conditions) }),
    ...(hit === undefined || !isApplied(hit) ? {} : { adds: termsOfRule(rule) }),
    conditions,
  };
}

function resultOf(hit: Hit | undefined, wasAsked: boolean): RuleResult {
  if (hit !== undefined) return hit.error === undefined ? 'matched' : 'failed';
  return wasAsked ? 'not_matched' : 'not_asked';
}

function noteOn(
  { effect }: Rule,
  result: RuleResult,
  isLine: boolean,
  conditions: readonly ToldCondition[],
): string | undefined {
  if (result === 'failed') {
    if (effect === 'deny') return 'it could not be evaluated, and so it denies';
    if (effect === 'review') return 'it could not be evaluated, and so it applies';
    return 'it could not be evaluated, and so it allows nothing: people are asked';
  }
  if (result === 'not_asked')
    return isLine
      ? 'an allow rule that does not ask shell.names allows no command'
      : 'it asks which command it is, and this action is no command line';
  if (result === 'not_matched' && conditions.some(({ part }) => part.result === true))
    return 'it allows some of the commands, but not all of them are allowed';
  return undefined;
}

/** Under the view that kept it from matching; else under the last. */
function toldAsking({ rule, views }: Asking, redact: readonly string[], work: Work): ToldPart {
  const [first, ...more] = views.map((view) => rule.when.explain(view, work));
  if (first === undefined) throw new TypeError('A rule is asked under one view at least.');
  const all = [first, ...more];
  const told = all.find(({ truth }) => !truth.ok || !truth.value) ?? first;
  return toldPart(told, redact);
}

function toldPart({ text, how, truth, decided, reads, parts }: Part, redact: readonly string[]): ToldPart {
  const toldReads = reads.map((each) => toldRead(each, redact));
  const inner = parts.map((each) => toldPart(each, redact));
  return {
    text,
    how,
    result: truth.ok ? truth.value : 'error',
    ...(truth.ok ? {} : { error: readsRedacted({ reads: toldReads, parts: inner }) ? UNTOLD : truth.error }),
    decided,
    ...(toldReads.length === 0 ? {} : { reads: toldReads }),
    ...(inner.length === 0 ? {} : { parts: inner }),
  };
}

/** An error may quote what it was about. */
const UNTOLD = 'it could not be evaluated; it reads a value that is redacted';

const readsRedacted = ({ reads = [], parts = [] }: Pick<ToldPart, 'reads' | 'parts'>): boolean =>
  reads.some(isRedacted) || parts.some(readsRedacted);

const errorOf = (error: string, conditions: readonly ToldCondition[]): string =>
  conditions.some(({ part }) => readsRedacted(part)) ? UNTOLD : error;
