// The look and the schema it was made of answer alike: what the look knows is believed without asking the schema again.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import fc from 'fast-check';
import { z } from 'zod';
import { FACTS } from '../../../../approvals/audit/check/event-facts.ts';
import { knownShape } from '../../../../approvals/audit/check/known-shape.ts';
import { requestLine } from '../../../../approvals/audit/check/line-schema.ts';
import type { EventType } from '../../../../approvals/event-type.ts';
import type { ChainEvent } from '../../../../approvals/words.ts';
import { aPackage, rowsOf } from '../../../support/a-package.ts';
import { createPopulation } from '../../../support/a-population.ts';

type Row = Readonly<Record<string, unknown>>;

let lines: readonly Row[] = [];
let events: readonly ChainEvent[] = [];

before(async () => {
  const files = await aPackage(await createPopulation());
  lines = rowsOf(files['requests.ndjson']);
  events = rowsOf(files['events.ndjson']) as unknown as readonly ChainEvent[];
});

test('what a record holds is known, as it is', () => {
  const isLine = knownShape(requestLine);
  for (const line of lines) {
    assert.ok(isLine(line), JSON.stringify(line));
    assert.deepEqual(requestLine.parse(line), line, 'the schema changes nothing of what it reads');
  }
  for (const { type, facts } of events) assert.ok(isFacts(type)(facts), `${type} ${JSON.stringify(facts)}`);
});

test('a line spoiled anywhere is known exactly when its schema takes it', () => {
  compare(requestLine, lines, 3000);
});

test('facts spoiled anywhere are known exactly when their schema takes them', () => {
  for (const type of new Set(events.map((event) => event.type))) {
    const ofType = events.filter((event) => event.type === type).map(({ facts }) => facts);
    compare(FACTS[type], ofType, 300);
  }
});

test('what the look does not know of a schema it asks the schema', () => {
  const even = z.number().multipleOf(2);
  const lower = z
    .string()
    .regex(/^[a-z]+$/)
    .max(3);
  const stray = z.object({ n: z.number() });
  for (const schema of [
    even,
    lower,
    z.string().max(2),
    z.strictObject({ even }),
    z.array(even).min(1),
    stray,
  ]) {
    const isKnown = knownShape(schema);
    for (const value of [
      1,
      2,
      'a',
      'abc',
      'abcd',
      'A',
      '',
      [],
      [2],
      [3],
      {},
      { even: 2 },
      { even: 3 },
      { n: 1 },
    ])
      assert.equal(
        isKnown(value),
        schema.safeParse(value).success,
        `${schema.type} ${JSON.stringify(value)}`,
      );
  }
});

const isFacts = (type: EventType) => knownShape(FACTS[type]);

function compare(schema: z.ZodType, good: readonly object[], runs: number): void {
  const isKnown = knownShape(schema);
  let refused = 0;
  fc.assert(
    fc.property(fc.constantFrom(...good), fc.nat(), spoil, (value, where, spoiled) => {
      const text = JSON.stringify(value);
      const places = [...placesOf(JSON.parse(text))];
      const other = JSON.parse(text);
      spoiled(other, places[where % places.length] ?? []);
      const taken = schema.safeParse(other).success;
      if (!taken) refused += 1;
      // What the schema makes of a member of that name is its own to say: the look knows none.
      if (taken && JSON.stringify(other).includes('"__proto__"')) return;
      assert.equal(isKnown(other), taken, JSON.stringify(other));
    }),
    { numRuns: runs },
  );
  assert.ok(refused > runs / 10, 'much of it was refused');
}

type Place = readonly (string | number)[];
type Spoil = (root: unknown, place: Place) => void;

const anything: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  2 ** 53,
  1e300,
  '',
  'allow',
  '2026-11-19',
  '2026-02-30',
  '2026-11-19T10:00:00.000Z',
  '2026-11-19T10:00:00.000Z\n',
  [],
  [null],
  [''],
  {},
  { id: '' },
];

/** Another value in a place, a member that nobody knows, or one member fewer. */
const spoil: fc.Arbitrary<Spoil> = fc.oneof(
  fc.constantFrom(...anything).map(
    (value): Spoil =>
      (root, place) =>
        set(root, place, value),
  ),
  fc.constantFrom('x', '__proto__', 'constructor', 'toString', '').map(
    (name): Spoil =>
      (root, place) => {
        const at = get(root, place);
        if (typeof at === 'object' && at !== null)
          Object.defineProperty(at, name, {
            value: 'x',
            enumerable: true,
            configurable: true,
            writable: true,
          });
      },
  ),
  fc.constant<Spoil>((root, place) => {
    const holder = get(root, place.slice(0, -1));
    const last = place.at(-1);
    if (Array.isArray(holder)) holder.splice(Number(last), 1);
    else if (typeof holder === 'object' && holder !== null && last !== undefined)
      Reflect.deleteProperty(holder, last);
  }),
);

function* placesOf(value: unknown, here: Place = []): Generator<Place> {
  if (here.length > 0) yield here;
  if (typeof value !== 'object' || value === null) return;
  for (const [key, each] of Object.entries(value)) yield* placesOf(each, [...here, key]);
}

const get = (root: unknown, place: Place): unknown =>
  place.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
    root,
  );

function set(root: unknown, place: Place, value: unknown): void {
  const holder = get(root, place.slice(0, -1));
  const last = place.at(-1);
  if (typeof holder === 'object' && holder !== null && last !== undefined)
    Reflect.set(holder, last, structuredClone(value));
}
