// What somebody meant who wrote a condition that is not CEL: another language's signs, a text without quotes, a member by another name.
import { nearest } from '../../nearest.ts';
import type { Mistake } from './checks.ts';
import { COMMENT_CURE } from './hidden.ts';
import { kindTrouble } from './kind-cures.ts';
import { membersAt, VARIABLE_NAMES } from './variables.ts';

/** A mistake the library found, with the cure where one can be told. */
export function withCure(source: string, { message, offset }: Mistake): Mistake {
  const [, kind, word = ''] = /^(Unknown variable|No such key): (\w+)$/.exec(message) ?? [];
  if (kind === 'No such key') {
    const owner = /([\w.]*)\s*\.\s*$/.exec(source.slice(0, offset))?.[1] ?? '';
    return { message: memberTrouble(owner, word) ?? message, offset };
  }
  if (kind !== undefined) return { message: variableTrouble(word), offset };
  const kinds = kindTrouble(message);
  if (kinds !== undefined) return { message: wholeTrouble(source) ?? kinds, offset };
  const sign = SIGNS.find(({ at }) => at.test(source.slice(offset)));
  if (message.startsWith('Unexpected') && sign !== undefined) return { message: sign.cure, offset };
  const before = source.slice(0, offset);
  if (/\b(?:not|NOT)\s+$/.test(before))
    return { message: '"not" is written "!", as in !(a == b)', offset: before.search(/\w+\s+$/) };
  if (message.startsWith('Unexpected character') && /["']$/.test(before))
    return { message: TWO_TEXTS, offset };
  if (message.startsWith('Unterminated string'))
    return { message: 'the text does not end; close it with the same quote that it begins with', offset };
  const told = LIBRARY.find(({ at }) => at.test(message)) ?? limitTrouble(message);
  return { message: told?.cure ?? message.replace(/EOF$/, 'the end'), offset };
}

/** Why a known variable has no such member, or nothing when it has, or may have. `owner`: `action`, `claimed.resource`. */
export function memberTrouble(owner: string, word: string): string | undefined {
  const known = membersAt(owner);
  if (known === undefined || known.includes(word)) return undefined;
  const meant = nearest(word, known);
  const cure = meant === undefined ? thereAre(known) : `did you mean "${meant}"?`;
  return `no member is called "${word}"; ${cure}`;
}

const thereAre = (known: readonly string[]): string =>
  known.length === 0 ? 'there is none' : `there are ${known.join(', ')}`;

function variableTrouble(word: string): string {
  const meant = nearest(word, VARIABLE_NAMES);
  if (meant !== undefined) return `no variable is called "${word}"; did you mean "${meant}"?`;
  return `no variable is called "${word}"; a text stands in quotes, as "${word}"; there are ${VARIABLE_NAMES.join(', ')}`;
}

/** `action == "x"`: one of its members was meant. */
function wholeTrouble(source: string): string | undefined {
  const [, before, behind] = WHOLE.exec(source.replace(TEXTS, '""')) ?? [];
  const word = before ?? behind ?? '';
  const member = MEANT[word];
  return member === undefined
    ? undefined
    : `"${word}" has several members, and a text is compared with one of them; write ${member}`;
}

const TEXTS = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g;
const WHOLE =
  /(?<![\w."'])(action|agent|resource|subject)\s*(?:[=!]=|in\b)|(?:[=!]=|\bin)\s*(action|agent|resource|subject)(?!\s*[\w.[])/;
const MEANT: Readonly<Record<string, string>> = {
  action: 'action.name',
  agent: 'agent.name',
  resource: 'resource.id or resource.type',
  subject: 'subject.id',
};

/** What one condition may hold at most, as the library counts it. */
function limitTrouble(message: string): { readonly cure: string } | undefined {
  const [, limit = '', most = ''] = /^Exceeded (\w+) \((\d+)\)$/.exec(message) ?? [];
  const cure = LIMITS[limit];
  return cure === undefined ? undefined : { cure: cure(most) };
}

const LIMITS: Readonly<Record<string, (most: string) => string>> = {
  maxAstNodes: (most) =>
    `a condition has at most ${most} parts (each name, member, value and sign is one); put what belongs together in a list, as a in ["b", "c"], or write two rules`,
  maxDepth: (most) =>
    `nested more than ${most} deep; take out parentheses that nothing needs, or write two rules`,
  maxListElements: (most) =>
    `a list has at most ${most} items; write two lists with || between them, or two rules`,
  maxMapEntries: (most) => `a map has at most ${most} entries; write two conditions with || between them`,
  maxCallArguments: (most) => `a call takes at most ${most} values`,
};

const TWO_TEXTS =
  'a text ended just before; put the other kind of quote around a text that holds one, and && between two conditions';

/** Signs of other languages, as they begin. */
const SIGNS: readonly { readonly at: RegExp; readonly cure: string }[] = [
  { at: /^=/, cure: 'values are compared by "==", with two signs' },
  { at: /^&/, cure: '"both" is written "&&", with two signs' },
  { at: /^\|/, cure: '"one of them" is written "||", with two signs' },
  { at: /^and\b/i, cure: '"and" is written "&&"' },
  { at: /^or\b/i, cure: '"or" is written "||"' },
  { at: /^not\s+in\b/i, cure: '"not in" is written !(a in b)' },
  { at: /^not\b/i, cure: '"not" is written "!", as in !(a == b)' },
  { at: /^(?:is|equals|eq)\b/i, cure: 'values are compared by "=="' },
  { at: /^>/, cure: '"not equal" is written "!="' },
  { at: /^(?:contains|startsWith|endsWith|matches)\b/i, cure: 'it is asked of the text, as a.contains("b")' },
  {
    at: /^[\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u00ab\u00bb`]/,
    cure: `a text stands in straight quotes, " or '`,
  },
  { at: /^#/, cure: COMMENT_CURE },
];

/** Messages of the library that say what it expected, and not what to write. */
const LIBRARY: typeof SIGNS = [
  { at: /^Expected RPAREN, got EOF/, cure: 'a "(" is not closed; write ")" where it ends' },
  {
    at: /^Expected RPAREN/,
    cure: 'what stands here goes with nothing before it; a sign is missing, or a ")"',
  },
  { at: /^Expected RBRACKET, got EOF/, cure: 'a "[" is not closed; write "]" where it ends' },
  {
    at: /^Expected RBRACKET/,
    cure: 'what stands here goes with nothing before it; a sign is missing, or a "]"',
  },
  { at: /^Expected RBRACE, got EOF/, cure: 'a "{" is not closed; write "}" where it ends' },
  {
    at: /^Expected RBRACE/,
    cure: 'what stands here goes with nothing before it; a sign is missing, or a "}"',
  },
  {
    at: /^Cannot index type 'string'/,
    cure: 'a text has no elements; ask a.startsWith("b") or a.matches("^b")',
  },
  {
    at: /^has\(\) invalid argument/,
    cure: 'has() takes a member and nothing else, as in has(resource.properties.owner)',
  },
  {
    at: /^Invalid escape sequence/,
    cure: 'a text takes no such sign after "\\"; of a pattern write it twice, or put r before the text, as in r"^\\d+$"',
  },
];
