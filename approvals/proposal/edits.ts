// What one policy file changes of another, entry by entry and value by value, in the order in which people should read it: first what may
// let more through. Compared in the file's own words, so that nothing is left out, also what this version knows nothing of. Pure.
import { Lexer, stringify } from 'yaml';
import { changedLines } from '../policy/explanation/changed-lines.ts';
import {
  type Entry,
  entriesOf,
  isMap,
  isReordered,
  mapOf,
  type Part,
  type Stands,
  sameForm,
  standingIn,
} from '../policy/explanation/difference.ts';
import { LEANINGS, type Leaning, leaningOf } from './leaning.ts';

/** One value of an entry: absent `was` came, absent `now` went. `at` is missing where the entry is this one value. */
export interface EditedValue {
  readonly at?: string;
  readonly was?: string;
  readonly now?: string;
}

/** What changes of one entry, with values as YAML writes them. */
export interface Edit {
  readonly of: string;
  readonly is: 'added' | 'removed' | 'changed';
  readonly values: readonly EditedValue[];
  /** Of what came to a list whose order counts. */
  readonly stands?: Stands;
}

/** All edits, in three parts; a part without edits is left out. */
export type Edits = Readonly<Partial<Record<Leaning, readonly Edit[]>>>;

/** A map longer than this is told member by member. */
const SHORT = 100;

/** Every edit that leads from `before` to `after`, both the text of a policy that was read without a mistake. */
export function editsOf(before: string, after: string): Edits {
  const [old, young] = [entriesOf(before), entriesOf(after)];
  const standing = standingIn(young);
  const edits = inParts<Edit>();
  for (const entry of old.values()) if (!young.has(entry.key)) add(edits, entry, undefined);
  for (const entry of young.values()) {
    const known = old.get(entry.key);
    if (known?.value !== entry.value) add(edits, known, entry, standing.get(entry.key));
  }
  if (isReordered([...old.values()], [...young.values()]))
    edits.may_be_laxer.push({ of: 'resources', is: 'changed', values: [orderOf(old, young)] });
  edits.other.push(...commentsOf(before, after));
  return Object.fromEntries(Object.entries(edits).filter(([, each]) => each.length > 0));
}

/** Nothing yet, part by part. */
const inParts = <T>(): Record<Leaning, T[]> => ({ may_be_laxer: [], stricter: [], other: [] });

/** Of two resources that fit the later wins, so their order counts. */
function orderOf(old: ReadonlyMap<string, Entry>, young: ReadonlyMap<string, Entry>): EditedValue {
  const names = (entries: ReadonlyMap<string, Entry>) =>
    spell([...entries.values()].filter(({ part }) => part === 'resources').map(({ name }) => name));
  return { at: 'order', was: names(old), now: names(young) };
}

/** One entry that came, went or is another: its values, each to the part it belongs to. */
function add(
  edits: Record<Leaning, Edit[]>,
  was: Entry | undefined,
  now: Entry | undefined,
  stands?: Stands,
): void {
  const entry = now ?? was;
  if (entry === undefined) return;
  const { part, name } = entry;
  const of = nameOf(entry);
  const is = was === undefined ? 'added' : now === undefined ? 'removed' : 'changed';
  const question = { part, name, entryWas: was?.raw, entryNow: now?.raw };
  const isOneValue = [was, now].some((each) => each !== undefined && !isMap(each.raw));
  if (ONE[part] === undefined || isOneValue) {
    // The defaults are one thing with members: `defaults`, `expires`.
    const at = part === 'defaults' || part === 'admins' ? [name] : [];
    const values = compare(at, was?.raw, now?.raw);
    edits[leaningOf(question)].push({ of, is, values });
    return;
  }
  const members = memberPairs(part, was?.raw, now?.raw);
  if (is !== 'changed') {
    const values = members.flatMap(([member, before, after]) => compare([member], before, after));
    const place = was === undefined && stands !== undefined ? { stands } : {};
    edits[leaningOf(question)].push({ of, is, values, ...place });
    return;
  }
  const found = inParts<EditedValue>();
  for (const [member, before, after] of members)
    found[leaningOf({ ...question, member })].push(...compare([member], before, after));
  for (const leaning of LEANINGS)
    if (found[leaning].length > 0) edits[leaning].push({ of, is, values: found[leaning] });
}

/** A long map member by member, all else as it stands. */
function compare(at: readonly string[], was: unknown, now: unknown): readonly EditedValue[] {
  const sides = [was, now].filter((side) => side !== undefined);
  const isLong = sides.some((side) => spell(side).length > SHORT);
  if (isLong && sides.every((side) => isMap(side) && Object.keys(side).length > 0))
    return memberPairs('other', was, now).flatMap(([member, before, after]) =>
      compare([...at, member], before, after),
    );
  const place = placeOf(at);
  return [
    {
      ...(place === '' ? {} : { at: place }),
      ...(was === undefined ? {} : { was: spell(was) }),
      ...(now === undefined ? {} : { now: spell(now) }),
    },
  ];
}

/** A text of several lines as it is, anything else as YAML writes it: `true` and `"true"` are two values. */
function spell(value: unknown): string {
  if (typeof value === 'string' && value.includes('\n')) return value;
  const form = { collectionStyle: 'flow', lineWidth: 0, aliasDuplicateObjects: false } as const;
  return stringify(value, form).replace(/\n$/, '');
}

/** The members whose values differ, before and after; a rule's and a resource's without those that its name is made of. */
function memberPairs(
  part: Part,
  was: unknown,
  now: unknown,
): readonly (readonly [string, unknown, unknown])[] {
  const named = part === 'rules' ? ['id'] : part === 'resources' ? ['type', 'id'] : [];
  const [old, young] = [mapOf(was), mapOf(now)].map((map) => new Map<string, unknown>(Object.entries(map)));
  return [...new Set([...(old?.keys() ?? []), ...(young?.keys() ?? [])])]
    .filter((member) => !named.includes(member))
    .map((member) => [member, old?.get(member), young?.get(member)] as const)
    .filter(([, before, after]) => sameForm(before) !== sameForm(after));
}

const PLAIN_NAME = /^[A-Za-z_][\w-]*$/;
const placeOf = (steps: readonly string[]): string =>
  steps
    .map((step, index) => {
      if (!PLAIN_NAME.test(step)) return index === 0 ? JSON.stringify(step) : `[${JSON.stringify(step)}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');

/** One thing of each part, as people call it. */
const ONE: Readonly<Partial<Record<Part, string>>> = {
  agents: 'agent',
  enforcers: 'enforcer',
  runTokens: 'run token',
  targets: 'target',
  groups: 'group',
  routes: 'route',
  resources: 'resource',
  commands: 'command',
  actions: 'action',
  rules: 'rule',
};

function nameOf({ part, name }: Entry): string {
  const one = ONE[part];
  if (one !== undefined) return `${one} ${name}`;
  return part === 'other' ? name : part;
}

/** Comments decide nothing, and are told all the same: somebody may have meant them for whoever reads the change. */
function commentsOf(before: string, after: string): readonly Edit[] {
  const lines = changedLines(commentsIn(before), commentsIn(after));
  const side = (sign: string) => lines.filter((line) => line.startsWith(sign)).map((line) => line.slice(1));
  const [gone, come] = [side('-').join('\n'), side('+').join('\n')];
  if (gone === come) return [];
  const values = [{ ...(gone === '' ? {} : { was: gone }), ...(come === '' ? {} : { now: come }) }];
  return [{ of: 'comments', is: 'changed', values }];
}

const commentsIn = (text: string): string =>
  [...new Lexer().lex(text)].filter((token) => token.startsWith('#')).join('\n');
