// Does a changed value let more through, or less? Stricter is only what is surely stricter, whatever else the policy says: all that is not
// known here may be laxer, and is read first. Pure.
import { mapOf, type Part, sameForm } from '../policy/explanation/difference.ts';
import { USUAL_TIMES } from '../policy/file/schema.ts';
import { durationMs, MINUTE } from '../policy/member/members.ts';
import { RISKS } from '../verdict.ts';

/** The parts of a change in the order in which people read them. `other`: it decides nothing. */
export const LEANINGS = ['may_be_laxer', 'stricter', 'other'] as const;
/** To which part of a change a value belongs. */
export type Leaning = (typeof LEANINGS)[number];

/** What changed: a member of an entry, or the entry as a whole. */
export interface Question {
  readonly part: Part;
  readonly name: string;
  readonly member?: string;
  /** The entry before and after; nothing where it came or went. */
  readonly entryWas: unknown;
  readonly entryNow: unknown;
}

type Raw = Readonly<Record<string, unknown>>;
/** Is `now` at least as strict as `was`, whatever the rest says? */
type IsStricter = (was: unknown, now: unknown) => boolean;

/** How a change leans. */
export function leaningOf(question: Question): Leaning {
  const { part, name, member } = question;
  const [was, now] = [mapOf(question.entryWas) as Raw, mapOf(question.entryNow) as Raw];
  if (part === 'rules')
    return member === undefined ? ofRule(question) : ofTerm(member, was[member], now[member], now);
  if (part === 'defaults') {
    const usual = (USUAL_TIMES as Raw)[name];
    return ofTerm(name, question.entryWas ?? usual, question.entryNow ?? usual, {});
  }
  if (part === 'other')
    return name === 'reviewPolicyChanges' && question.entryNow === true ? 'stricter' : 'may_be_laxer';
  if (member === undefined) return 'may_be_laxer';
  if (part === 'routes' && member === 'timeZone') return 'other';
  if (part === 'actions') return ofAction(member, was[member], now[member]);
  if (part === 'agents' && AGENT[member]?.(was[member], now[member]) === true) return 'stricter';
  return 'may_be_laxer';
}

/** A deny takes away only; a review does so while it names no people, who could take the place of others. */
function ofRule({ entryWas, entryNow }: Question): Leaning {
  // A rule that goes takes with it what it added to the others that match. An allow rule too: where its condition fails, people are asked.
  if (entryWas !== undefined) return 'may_be_laxer';
  const now = mapOf(entryNow) as Raw;
  const isSure = now.effect === 'deny' || (now.effect === 'review' && hasOnly(now, ADDS_NOBODY));
  return isSure ? 'stricter' : 'may_be_laxer';
}

const ADDS_NOBODY = [
  'id',
  'description',
  'when',
  'effect',
  'risk',
  'riskReason',
  'stepUp',
  'requireReason',
  'remind',
  'expires',
  'grant',
  'coolDown',
];
const hasOnly = (rule: Raw, members: readonly string[]): boolean =>
  Object.keys(rule).every((member) => members.includes(member));

/** A member of a rule or of the defaults. */
function ofTerm(member: string, was: unknown, now: unknown, rule: Raw): Leaning {
  if (['description', 'riskReason', 'remind'].includes(member)) return 'other';
  if (member === 'effect') {
    const isSure = now === 'deny' || (was === 'allow' && now === 'review' && hasOnly(rule, ADDS_NOBODY));
    return isSure ? 'stricter' : 'may_be_laxer';
  }
  return Object.hasOwn(TERMS, member) && TERMS[member]?.(was, now) === true ? 'stricter' : 'may_be_laxer';
}

function ofAction(member: string, was: unknown, now: unknown): Leaning {
  if (member === 'riskReason') return 'other';
  const isSure =
    (member === 'risk' && isGraver(was ?? 'medium', now ?? 'medium')) ||
    (member === 'reversible' && now !== true) ||
    // Where there was no schema any parameters were taken.
    (member === 'parameters' && was === undefined);
  return isSure ? 'stricter' : 'may_be_laxer';
}

const isGraver: IsStricter = (was, now) => now !== undefined && rankOf(now) >= rankOf(was ?? 'low');

const rankOf = (risk: unknown): number => (RISKS as readonly unknown[]).indexOf(risk);

/** The shorter wins among those that say one. */
const isShorter: IsStricter = (was, now) => {
  const [before, after] = [durationMs(was), durationMs(now)];
  return after !== undefined && (was === undefined || (before !== undefined && after <= before));
};

const isLonger: IsStricter = (was, now) => {
  const [before, after] = [durationMs(was), durationMs(now)];
  return after !== undefined && (was === undefined || (before !== undefined && after >= before));
};

const isLower: IsStricter = (was, now) => typeof was === 'number' && typeof now === 'number' && now <= was;

/** Every choice that needed a reason still does. */
const asksMoreReasons: IsStricter = (was, now) => was === undefined || now === 'both' || was === now;

const asksFresherSignIn: IsStricter = (was, now) => {
  const [before, after] = [signInOf(was), signInOf(now)];
  if (before === undefined || after === undefined) return before === undefined;
  const isSameContext = before.acrs === undefined || before.acrs === after.acrs;
  return isSameContext && after.withinMs <= before.withinMs;
};

function signInOf(value: unknown): { readonly acrs: unknown; readonly withinMs: number } | undefined {
  if (value === undefined || value === false) return undefined;
  const { acrs, within } = mapOf(value) as Raw;
  return { acrs, withinMs: durationMs(within ?? USUAL_TIMES.signIn) ?? 10 * MINUTE };
}

/** Every set of people that had seats has as many of them still; who had none could have been anybody else's, so nothing is sure then. */
const fillsMoreSeats: IsStricter = (was, now) => {
  if (was === undefined || now === undefined) return false;
  const [before, after] = [seatsOf(was), seatsOf(now)];
  return [...before].every(([people, count]) => (after.get(people) ?? 0) >= count);
};

function seatsOf(approvers: unknown): ReadonlyMap<string, number> {
  const seats = new Map<string, number>();
  for (const seat of [approvers].flat()) {
    const { group, groups, people, count } = mapOf(seat) as Raw;
    const key = sameForm([[...(group === undefined ? [] : [group]), ...[groups ?? []].flat()], people ?? []]);
    seats.set(key, Math.max(seats.get(key) ?? 0, typeof count === 'number' ? count : 1));
  }
  return seats;
}

/** A rule that had none is counted now; else only the count may fall, for what was counted by something else is not counted anew. */
const limitsMore: IsStricter = (was, now) => {
  if (was === undefined || now === undefined) return was === undefined;
  const [before, after] = [mapOf(was) as Raw, mapOf(now) as Raw];
  const isSameKind = before.per === after.per && before.window === after.window;
  return isSameKind && isLower(before.count, after.count);
};

const TERMS: Readonly<Record<string, IsStricter>> = {
  risk: isGraver,
  expires: isShorter,
  grant: isShorter,
  coolDown: isLonger,
  requireReason: asksMoreReasons,
  stepUp: asksFresherSignIn,
  approvers: fillsMoreSeats,
  limit: limitsMore,
};

const AGENT: Readonly<Record<string, IsStricter | undefined>> = {
  maxPending: isLower,
  requestsPerMinute: isLower,
  runToken: (was) => was === undefined,
};
