// One of a thing is never told as several, whatever is counted.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { en } from '../../../bot/words/en.ts';

type Tell = (...values: readonly unknown[]) => unknown;

const SOURCE = readFileSync('bot/words/en.ts', 'utf8');
const namesOf = (type: string): ReadonlySet<string> =>
  new Set([...SOURCE.matchAll(new RegExp(`(\\w+)\\??: ${type}\\b`, 'g'))].map(([, name = '']) => name));
const [NUMBERS, BOOLEANS] = [namesOf('number'), namesOf('boolean')];

/** `1 lines`, `1 more reasons`. */
const SEVERAL = /\b1 (?:more )?[a-z]+s\b/;

function* functionsIn(part: unknown, place = 'en'): Generator<readonly [place: string, tell: Tell]> {
  if (typeof part === 'function') yield [place, part as Tell];
  if (typeof part !== 'object' || part === null) return;
  for (const [name, each] of Object.entries(part)) yield* functionsIn(each, `${place}.${name}`);
}

const parametersOf = (tell: Tell): readonly string[] =>
  (/^(?:\(([^)]*)\)|(\w+)) *=>/.exec(String(tell))?.slice(1).join('') ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

/** One of whatever is counted; of the rest each kind of value it may be. */
function valuesOf(name: string): readonly unknown[] {
  if (NUMBERS.has(name)) return [1];
  return BOOLEANS.has(name) ? [true, false] : ['it', ['it']];
}

const callsOf = (names: readonly string[]): readonly (readonly unknown[])[] =>
  names.reduce<readonly (readonly unknown[])[]>(
    (calls, name) => calls.flatMap((call) => valuesOf(name).map((value) => [...call, value])),
    [[]],
  );

/** What it says; nothing where it takes no such values. */
function said(tell: Tell, values: readonly unknown[]): string {
  try {
    return [tell(...values)].flat(2).join('');
  } catch (error) {
    assert.ok(error instanceof TypeError);
    return '';
  }
}

test('of one thing no word of ours says that there are several', () => {
  const counting = [...functionsIn(en)].filter(([, tell]) =>
    parametersOf(tell).some((name) => NUMBERS.has(name)),
  );
  assert.ok(counting.length >= 30, String(counting.length));
  for (const [place, tell] of counting) {
    const told = callsOf(parametersOf(tell)).map((values) => said(tell, values));
    assert.ok(
      told.some((text) => text !== ''),
      place,
    );
    for (const text of told) assert.doesNotMatch(text, SEVERAL, place);
  }
});
