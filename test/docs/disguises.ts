// One wish in many disguises: what an agent would try so that a rule does not know again what it denies or asks people about. Each says
// the same to a careless target, or nothing; none is a smaller wish of its own. Which places and deeds are drawn is an argument.

/** Where, and what is done there; any whole numbers will do. */
export interface Draw {
  readonly site: number;
  readonly deed: number;
}

/** The wish of a case: what an agent sends. */
export interface Wish {
  readonly action: object;
  readonly resource: object;
}

type Path = readonly string[];
type Deed = (value: unknown) => unknown;

const LOOK_ALIKES: Readonly<Record<string, string>> = {
  a: 'а',
  c: 'с',
  e: 'е',
  i: 'і',
  o: 'о',
  p: 'р',
  k: 'K',
  s: 'ſ',
};
const onText =
  (change: (text: string) => unknown): Deed =>
  (value) =>
    change(String(value));

const KINDS: readonly Deed[] = [
  () => null,
  () => true,
  () => false,
  () => '',
  () => [],
  () => ({}),
  () => '*',
  (value) => [value],
  (value) => [value, value],
  (value) => ({ value }),
  (value) => JSON.stringify(value),
];

const SPELLINGS: readonly Deed[] = [
  onText((text) => text.toUpperCase()),
  onText((text) => text.toLowerCase()),
  onText((text) => text.charAt(0).toUpperCase() + text.slice(1)),
  onText((text) => ` ${text}`),
  onText((text) => `${text} `),
  onText((text) => `${text}\n`),
  onText((text) => `\t${text}`),
  onText((text) => `\u00a0${text}\u00a0`),
  onText((text) => `${text}\u0000`),
  onText((text) => [...text].join('\u200b')),
  onText((text) => `\u202e${[...text].reverse().join('')}`),
  onText((text) => encodeURIComponent(text)),
  onText((text) => encodeURIComponent(encodeURIComponent(text))),
  onText((text) => text.replaceAll('/', '%2f')),
  onText((text) => text.replace(/[a-z]/, (letter) => `%${letter.charCodeAt(0).toString(16)}`)),
  onText((text) => text.replace(/[a-z]/, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`)),
  onText((text) => text.replace(/[a-z]/, (letter) => `&#${letter.charCodeAt(0)};`)),
  onText((text) => Buffer.from(text).toString('base64')),
  onText((text) => text.replace(/[aceiopks]/, (letter) => LOOK_ALIKES[letter] ?? letter)),
  onText((text) => text.replaceAll(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0))),
  onText((text) => text.normalize('NFD').replace(/[a-z]/, (letter) => `${letter}\u0301`)),
  onText((text) => text + text),
  onText((text) => `"${text}"`),
  onText((text) => `${text},${text}`),
  onText((text) => `${text}-`),
  onText((text) => text.replaceAll('-', '_')),
  onText((text) => text.replaceAll('_', '-')),
];

const PATHS: readonly Deed[] = [
  onText((text) => `/${text}`),
  onText((text) => `${text}/`),
  onText((text) => `./${text}`),
  onText((text) => `${text}/.`),
  onText((text) => `x/../${text}`),
  onText((text) => `${text}/../${text.split('/').at(-1)}`),
  onText((text) => text.replace('/', '//')),
  onText((text) => text.replace('/', '\\')),
  onText((text) => `${text};x`),
  onText((text) => `${text}?x=1`),
  onText((text) => `${text}#x`),
  onText((text) => `${text}%00`),
];

const NUMBERS: readonly Deed[] = [
  onText((text) => text),
  onText((text) => ` ${text} `),
  onText((text) => `${text}.0`),
  onText((text) => `0x${Number(text).toString(16)}`),
  (value) => Number(value) + 0.5,
  (value) => -Math.abs(Number(value)) - 1,
  () => Number.MAX_SAFE_INTEGER,
  () => -0.5,
];

const LISTS: readonly Deed[] = [
  (value) => [...listOf(value), ...listOf(value)],
  (value) => listOf(value).toReversed(),
  (value) => listOf(value).join(','),
  (value) => Object.assign({}, listOf(value)),
];

const NAMES: readonly ((name: string) => string)[] = [
  ...SPELLINGS.map((deed) => (name: string) => String(deed(name))),
  () => '__proto__',
  () => 'constructor',
];

/** The wish in the disguises that were drawn, one upon the other. `mayDrop`: also without one of its parameters. */
export function disguised(wish: Wish, draws: readonly Draw[], mayDrop: boolean): unknown {
  return draws.reduce<unknown>((worn, draw) => wear(worn, draw, mayDrop), structuredClone(wish));
}

/** At one of its places: another spelling, kind or name, or the same once more under another name. */
function wear(wish: unknown, { site, deed }: Draw, mayDrop: boolean): unknown {
  const paths = placesIn(wish, []).filter((each) => mayDrop || each.length > 2 || each[0] !== 'action');
  const path = paths[site % paths.length];
  const at = path === undefined ? undefined : valueAt(wish, path);
  if (path === undefined || at === undefined) return wish;
  const deeds = deedsOn(at);
  // What an agent names itself: the members of its parameters. The frame around them is ours, and the door refuses another one.
  const names = path[0] === 'action' && path[1] === 'properties' && path.length > 2 ? NAMES : [];
  const drops = mayDrop && path.length === 3 && names.length > 0 ? 1 : 0;
  const choice = deed % (deeds.length + 2 * names.length + drops);
  const change = deeds[choice];
  if (change !== undefined) return changed(wish, path, (parent, key) => [[key, change(parent[key])]]);
  const name = names[(choice - deeds.length) % names.length];
  if (choice >= deeds.length + 2 * names.length || name === undefined) return changed(wish, path, () => []);
  const isTwice = choice >= deeds.length + names.length;
  return changed(wish, path, (parent, key) => [
    ...(isTwice ? [[key, parent[key]] as const] : []),
    [name(key), parent[key]],
  ]);
}

function deedsOn(value: unknown): readonly Deed[] {
  if (typeof value === 'string') return [...KINDS, ...SPELLINGS, ...PATHS];
  if (typeof value === 'number') return [...KINDS, ...NUMBERS];
  return Array.isArray(value) ? [...KINDS, ...LISTS] : KINDS;
}

/** Everything in the wish but its frame: what is asked on what. What is said of the resource is no part of it. */
function placesIn(value: unknown, path: Path): readonly Path[] {
  if (path[0] === 'resource' && path[1] === 'properties') return [];
  const inner = Object.entries(membersOf(value)).flatMap(([key, each]) => placesIn(each, [...path, key]));
  return path.length < 2 ? inner : [path, ...inner];
}

const membersOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((inner, key) => membersOf(inner)[key], value);

type Members = Readonly<Record<string, unknown>>;
type Change = (parent: Members, key: string) => readonly (readonly [string, unknown])[];

function changed(value: unknown, [key = '', ...rest]: Path, change: Change): unknown {
  const members = membersOf(value);
  const entries = Object.entries(members).flatMap(([name, each]) => {
    if (name !== key) return [[name, each] as const];
    return rest.length === 0 ? change(members, key) : [[name, changed(each, rest, change)] as const];
  });
  return Array.isArray(value) ? entries.map(([, each]) => each) : Object.fromEntries(entries);
}
