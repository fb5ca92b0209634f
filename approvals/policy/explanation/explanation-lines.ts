// An explanation for a terminal: lines of at most 80 columns, the effect on the first. What an agent sent is shown as values alone, made
// plain, so that it can neither hide nor look like a line of ours.
import { plainText } from '../../text/plain-text.ts';
import { shortVersion } from '../../verdict.ts';
import type { Explanation } from './explanation.ts';
import { termsLines } from './terms-lines.ts';
import type { ToldCondition, ToldPart, ToldRule } from './told-rule.ts';
import type { ToldRead } from './told-value.ts';
import { wrapped } from './wrapped.ts';

const VALUE_LIMIT = 400;

/** All of it. Rules that matched come with every part that decided, the others with what kept them from matching. */
export function explanationLines(explanation: Explanation): readonly string[] {
  const { effect, why, terms, defaults, commands = [], rules, not_looked_at } = explanation;
  return [
    effect,
    ...askedLines(explanation),
    '',
    'Why',
    ...why.flatMap((each) => wrapped(each, '  ')),
    '',
    effect === 'review' ? 'What it takes' : 'What follows',
    ...termsLines(terms, defaults, '  '),
    ...barredLines(explanation),
    ...(commands.length === 0 ? [] : ['', 'Commands']),
    ...commands.flatMap(({ program, names, may_be }, at) => {
      const named = [...names, ...may_be.map((name) => `perhaps ${name}`)].join(', ');
      return wrapped(`${at + 1}  ${told(program)}${named === '' ? '' : `: ${named}`}`, '  ', 3);
    }),
    '',
    rules.length === 0 ? 'Rules: none' : 'Rules',
    ...rules.flatMap(ruleLines),
    '',
    'Not looked at',
    ...not_looked_at.flatMap((each) => wrapped(each, '  ')),
  ];
}

function askedLines({ asked, policy_version, as_of }: Explanation): readonly string[] {
  const { agent, resource, action, facts, via_enforcer } = asked;
  const who = `${told(agent.name)}${agent.registered ? '' : ' (not registered)'}`;
  const known = Object.entries(facts).map(([name, value]) => `${told(name)}=${told(JSON.stringify(value))}`);
  return [
    ...wrapped(
      `${told(action)} on ${told(resource.type)} ${told(resource.id)} by ${who}${via_enforcer ? ', asked by an enforcer' : ''}`,
      '',
    ),
    ...(known.length === 0 ? [] : wrapped(`the policy knows of it: ${known.join(', ')}`, '')),
    `as of ${as_of}, policy ${shortVersion(policy_version)}`,
  ];
}

function barredLines({ effect, barred }: Explanation): readonly string[] {
  if (effect !== 'review') return [];
  const named = barred.length === 0 ? '' : `${barred.join(', ')}, `;
  return wrapped(`never by ${named}other owners in Entra ID, or who started the run`, '  ', 2);
}

const SIGN = { matched: '+', failed: '!', not_matched: '-', not_asked: '-' } as const;
const WORDS = {
  matched: 'matched',
  failed: 'could not be evaluated',
  not_matched: 'did not match',
  not_asked: 'was not asked',
} as const;

/** One rule: how it came out, what decided, and what it adds. */
export function ruleLines({
  id,
  effect,
  result,
  note,
  error,
  adds,
  conditions,
}: ToldRule): readonly string[] {
  const told = shownConditions(result, conditions);
  const more = adds === undefined ? [] : termsLines(adds, [], '      ');
  return [
    ...wrapped(`${SIGN[result]} ${id} (${effect}) ${WORDS[result]}`, '  ', 2),
    ...(note === undefined ? [] : wrapped(note, '    ')),
    ...(error === undefined || told.length > 0 ? [] : wrapped(plainText(error, VALUE_LIMIT), '    ')),
    ...told.flatMap(({ command, part }) => [
      ...(command === undefined ? [] : [`    command ${command + 1}`]),
      ...decidingParts(part).flatMap(partLines),
    ]),
    ...(more.length === 0 ? [] : ['    adds', ...more]),
  ];
}

/** A line of many commands is told by those that made the rule match; one that did not is told once. */
function shownConditions(
  result: ToldRule['result'],
  conditions: readonly ToldCondition[],
): readonly ToldCondition[] {
  if (result === 'matched') return conditions.filter(({ part }) => part.result === true);
  if (result === 'failed') return conditions.filter(({ part }) => part.result === 'error').slice(0, 1);
  return conditions.filter(({ part }) => part.result !== true).slice(0, 1);
}

/** The smallest parts that decided. Of several that each alone were enough, the first. */
function decidingParts(part: ToldPart): readonly ToldPart[] {
  if (!part.decided) return [];
  const inner = (part.parts ?? []).filter(({ decided }) => decided);
  const isOneEnough =
    (part.how === 'all' && part.result === false) || (part.how === 'any' && part.result === true);
  const told = (isOneEnough ? inner.slice(0, 1) : inner).flatMap(decidingParts);
  return told.length > 0 ? told : [part];
}

function partLines({ text, result, error, reads = [] }: ToldPart): readonly string[] {
  return [
    ...wrapped(`${String(result).padEnd(5)} ${text}`, '    ', 6),
    ...(error === undefined ? [] : wrapped(plainText(error, VALUE_LIMIT), '            ')),
    ...reads.flatMap(readLines),
  ];
}

function readLines({ member, value, missing, withheld }: ToldRead): readonly string[] {
  const is = missing === true ? 'is missing' : `= ${withheld ?? told(JSON.stringify(value) ?? '')}`;
  return wrapped(`${told(member)} ${is}`, '            ', 2);
}

const told = (text: string): string => plainText(text, VALUE_LIMIT);
