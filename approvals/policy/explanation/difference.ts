// What a changed policy file changes: the names of what was added, removed and changed, compared in the file's own words, so that a member
// of the language that comes tomorrow is seen too. Spaces, comments and the order of members make no difference. Pure.
import { parse } from 'yaml';

/** The parts of a file whose entries have names of their own; `other` holds its remaining members. */
export const PARTS = [
  'admins',
  'agents',
  'enforcers',
  'runTokens',
  'targets',
  'groups',
  'routes',
  'resources',
  'commands',
  'actions',
  'defaults',
  'rules',
  'other',
] as const;
/** One of them. */
export type Part = (typeof PARTS)[number];

/** Where an entry stands in a list whose order counts: before which other one, by its name. */
export type Stands = { readonly before: string } | { readonly last: true };

/** Names of one part. What is empty is left out. */
interface Changes {
  readonly added?: readonly string[];
  readonly removed?: readonly string[];
  readonly changed?: readonly string[];
  /** Of what was added where the order counts. */
  readonly stands?: readonly ({ readonly name: string } & Stands)[];
}

/** The difference of two files. The counts are of all; `unnamed` counts the names that were left out for length. */
export interface PolicyDifference {
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  readonly unnamed?: number;
  readonly parts: Readonly<Partial<Record<Part, Changes>>>;
}

/** It stands in an event and on a card: so many names, each of so many characters. */
const NAMES = 100;
const NAME_LENGTH = 80;

/** What `after` changes of `before`, both the text of a policy that was read without a mistake. */
export function differenceOf(before: string, after: string): PolicyDifference {
  const [old, young] = [entriesOf(before), entriesOf(after)];
  const standing = standingIn(young);
  const changes: Change[] = [];
  for (const { key, part, name, value } of young.values()) {
    const known = old.get(key);
    if (known === undefined) changes.push({ part, name, how: 'added', stands: standing.get(key) });
    else if (known.value !== value) changes.push({ part, name, how: 'changed' });
  }
  for (const { key, part, name } of old.values())
    if (!young.has(key)) changes.push({ part, name, how: 'removed' });
  // Of two entries that fit one resource the later wins.
  if (isReordered([...old.values()], [...young.values()]))
    changes.push({ part: 'other', name: 'order of resources', how: 'changed' });
  const named = firstOf(changes);
  const parts: Partial<Record<Part, Changes>> = {};
  for (const { part, name, how, stands } of named) {
    const known = parts[part] ?? {};
    parts[part] = {
      ...known,
      [how]: [...(known[how] ?? []), cut(name)],
      ...(stands === undefined
        ? {}
        : { stands: [...(known.stands ?? []), { name: cut(name), ...cutIn(stands) }] }),
    };
  }
  const count = (how: How) => changes.filter((each) => each.how === how).length;
  return {
    added: count('added'),
    removed: count('removed'),
    changed: count('changed'),
    ...(changes.length > named.length ? { unnamed: changes.length - named.length } : {}),
    parts,
  };
}

type How = 'added' | 'removed' | 'changed';
interface Change {
  readonly part: Part;
  readonly name: string;
  readonly how: How;
  readonly stands?: Stands | undefined;
}

/** As many as may be named; where one stands is told by a second name. */
function firstOf(changes: readonly Change[]): readonly Change[] {
  let names = 0;
  const end = changes.findIndex(({ stands }) => {
    names += stands === undefined ? 1 : 2;
    return names > NAMES;
  });
  return end === -1 ? changes : changes.slice(0, end);
}

/** One entry of a file. */
export interface Entry {
  readonly part: Part;
  readonly name: string;
  readonly key: string;
  /** In a form that is the same for equal values. */
  readonly value: string;
  /** As it was read. */
  readonly raw: unknown;
}

/** Every entry of a file, in its order. */
export function entriesOf(text: string): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  const add = (part: Part, name: string, value: unknown) => {
    let key = `${part} ${name}`;
    // Resources may stand twice.
    for (let n = 2; entries.has(key); n++) key = `${part} ${name} (${n})`;
    entries.set(key, { part, name: key.slice(part.length + 1), key, value: sameForm(value), raw: value });
  };
  for (const [member, value] of Object.entries(mapOf(parse(text, { stringKeys: true })))) {
    const part = PARTS.find((each) => each === member);
    if (part === undefined) add('other', member, value);
    else if (Array.isArray(value)) for (const each of value) add(part, nameOf(each), each);
    else for (const [name, entry] of Object.entries(mapOf(value))) add(part, name, entry);
  }
  return entries;
}

export const isMap = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The members of a map; none of anything else. */
export const mapOf = (value: unknown): object => (isMap(value) ? value : {});

/** A rule by its id, a resource by kind and pattern. */
function nameOf(value: unknown): string {
  const { id, type } = mapOf(value) as { readonly id?: unknown; readonly type?: unknown };
  return type === undefined ? String(id) : `${String(type)} ${patternName(String(id))}`;
}

/** A pattern that reads like one with a number of ours stands in quotation marks: it is not the second of another. */
const patternName = (id: string): string => (/^"| \(\d+\)$/.test(id) ? JSON.stringify(id) : id);

/** The same for equal values: members in order of their names; numbers that JSON has no word for keep one of their own. */
export const sameForm = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) => {
    if (typeof each === 'number' && !Number.isFinite(each)) return `number ${each}`;
    return isMap(each) ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1))) : each;
  }) ?? 'nothing';

/** Of two resources that fit the later wins. No other list with names of its own has an order that counts. */
const hasOrder = ({ part }: Entry): boolean => part === 'resources';

/** Where each entry stands whose place counts, by its key. */
export function standingIn(entries: ReadonlyMap<string, Entry>): ReadonlyMap<string, Stands> {
  const placed = [...entries.values()].filter(hasOrder);
  return new Map(
    placed.map(({ key }, index) => {
      const next = placed[index + 1];
      return [key, next === undefined ? { last: true } : { before: next.name }];
    }),
  );
}

/** Do resources that both files have stand in another order? */
export function isReordered(old: readonly Entry[], young: readonly Entry[]): boolean {
  const order = (entries: readonly Entry[], others: readonly Entry[]) => {
    const known = new Set(others.map(({ key }) => key));
    return entries.filter((entry) => hasOrder(entry) && known.has(entry.key)).map(({ key }) => key);
  };
  return sameForm(order(old, young)) !== sameForm(order(young, old));
}

const cut = (name: string): string =>
  name.length <= NAME_LENGTH ? name : `${name.slice(0, NAME_LENGTH - 1)}…`;
const cutIn = (stands: Stands): Stands => ('before' in stands ? { before: cut(stands.before) } : stands);
