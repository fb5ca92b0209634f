// Parameters as agents send them, other spellings of the same, and others. Drawn: `chance` says where and what, from 0 to 99.
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { intentHash } from '../../approvals/intent/intent.ts';
import { type Likeness, likeHash } from '../../approvals/intent/like.ts';

type Chance = fc.Stream<number>;
type Properties = { readonly [name: string]: unknown };

const name = fc.stringMatching(/^[a-z]{1,4}$/);
const leaf = fc.oneof(
  fc.stringMatching(/^[a-z0-9 ]{1,6}$/),
  fc.integer(),
  fc.boolean(),
  fc.constantFrom(null, '', 0, false),
);
const inner = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(name, tie('value'), { maxKeys: 3 }),
  ),
})).value;

/** Parameters of an act; `kept` is a value in any case. */
export const aValue: fc.Arbitrary<Properties> = fc
  .dictionary(name, inner, { maxKeys: 4 })
  .map((members) => ({ ...members, kept: 'a' }));

/** The same in another spelling. */
export const respelled = (value: Properties, chance: Chance): Properties =>
  spell(value, () => drawn(chance)) as Properties;

/** With another value at one place: one more, or another in place of what is there. */
export function anotherValue(value: Properties, chance: Chance): Properties {
  const how = drawn(chance) % 3;
  if (how === 0) return { ...value, kept: 'b' };
  if (how === 1) return { ...value, 'one-more': [false, 0, 'x', [1], { a: 'b' }][drawn(chance) % 5] };
  const { kept: _kept, ...rest } = value;
  return rest;
}

/** The hashes of an intent. */
export const aLikeness = (intent: object): Likeness => ({
  intentHash: intentHash(new TextEncoder().encode(canonicalize(intent))),
  likeHash: likeHash(intent),
});

const NOTHING: readonly unknown[] = [null, '', {}, [], [null], { empty: {} }, [[''], {}]];

const drawn = (chance: Chance): number => Number(chance.next().value);

function spell(value: unknown, draw: () => number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  // Places in a list count: what holds nothing may stand behind all others, or in place of what holds nothing.
  if (Array.isArray(value)) return [...value.map((item) => spell(item, draw)), ...some(draw)];
  const members = Object.entries(value)
    .filter(([, member]) => !(isNothing(member) && draw() % 2 === 0))
    .map(([key, member]) => [key, spell(member, draw)] as const);
  const more = some(draw).map((nothing, n) => [`nothing-${n}`, nothing] as const);
  const all = [...members, ...more];
  return Object.fromEntries(draw() % 2 === 0 ? all : all.reverse());
}

const some = (draw: () => number): readonly unknown[] =>
  draw() % 3 === 0 ? [NOTHING[draw() % NOTHING.length]] : [];

const isNothing = (value: unknown): boolean =>
  NOTHING.some((each) => JSON.stringify(each) === JSON.stringify(value));
