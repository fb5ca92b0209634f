import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isQuorum, openSeats } from '../../../approvals/approvers/quorum.ts';
import type { Requirement } from '../../../approvals/verdict.ts';
import type { Vote } from '../../../approvals/words.ts';
import { aRequirement, aVote, NOW } from '../../support/builders.ts';

const group = (id: string) => ({ name: id, id });
const needs = (count: number, groups: readonly string[], people: readonly string[] = []): Requirement =>
  aRequirement({ groups: groups.map(group), people, count });
const by = (oid: string, groups: readonly string[], change: Partial<Vote> = {}): Vote => ({
  ...aVote('alice', { groups, at: NOW, ...change }),
  person: { oid, tenant: 't', name: oid },
});
const sum = (open: readonly number[]) => open.reduce((total, each) => total + each, 0);

const CASES = { numRuns: 100_000 } as const;

/** Every way to give each voter one seat or none, tried out: all sets of seats that can be filled, a bit for each seat. */
function fewestOpen(requirements: readonly Requirement[], votes: readonly Vote[]): number {
  const seats = requirements.flatMap((each) => Array.from({ length: each.count }, () => each));
  let filled = new Set([0]);
  for (const { person, groups } of votes) {
    const next = new Set(filled);
    for (const [at, seat] of seats.entries()) {
      if (!seat.people.includes(person.oid) && !seat.groups.some(({ id }) => groups.includes(id))) continue;
      for (const set of filled) next.add(set | (1 << at));
    }
    filled = next;
  }
  const open = [...filled].map((set) => seats.filter((_, at) => (set & (1 << at)) === 0).length);
  return Math.min(...open);
}

const names = fc.constantFrom('a', 'b', 'c', 'd');
/** At most six seats. */
const requirements = fc.array(
  fc.record({
    groups: fc.uniqueArray(names, { maxLength: 2 }).map((ids) => ids.map(group)),
    people: fc.uniqueArray(fc.constantFrom('p0', 'p1', 'p2'), { maxLength: 2 }),
    count: fc.integer({ min: 1, max: 2 }),
  }),
  { minLength: 1, maxLength: 3 },
);
/** At most six voters, by the groups they are in. */
const votes = fc
  .array(fc.uniqueArray(names, { maxLength: 3 }), { maxLength: 6 })
  .map((memberships) => memberships.map((each, n) => by(`p${n}`, each)));

test('votes are seated as well as the best of all possible seatings', () => {
  fc.assert(
    fc.property(requirements, votes, (needed, cast) => {
      const best = fewestOpen(needed, cast);
      const open = openSeats(needed, cast);
      assert.equal(sum(open), best);
      assert.equal(open.length, needed.length);
      assert.ok(open.every((each, at) => each >= 0 && each <= (needed[at]?.count ?? 0)));
      assert.equal(isQuorum(needed, cast), best === 0);
    }),
    CASES,
  );
});

test('the order of the votes changes nothing', () => {
  const ranks = fc.array(fc.nat(99), { minLength: 6, maxLength: 6 });
  fc.assert(
    fc.property(requirements, votes, ranks, (needed, cast, order) => {
      const rank = ({ person }: Vote) => order[Number(person.oid.slice(1))] ?? 0;
      const shuffled = cast.toSorted((a, b) => rank(a) - rank(b));
      assert.equal(sum(openSeats(needed, cast)), sum(openSeats(needed, shuffled)));
      assert.equal(isQuorum(needed, cast), isQuorum(needed, shuffled));
    }),
    CASES,
  );
});

test('one more vote, and one seat fewer, never leave more open', () => {
  fc.assert(
    fc.property(requirements, votes, (needed, cast) => {
      const open = sum(openSeats(needed, cast));
      assert.ok(sum(openSeats(needed, cast.slice(1))) >= open);
      assert.ok(sum(openSeats(needed.slice(1), cast)) <= open);
    }),
    { numRuns: 10_000 },
  );
});

test('whoever sits where another is needed is moved to a seat of their own', () => {
  const needed = [needs(1, ['a', 'b']), needs(1, ['a'])];
  assert.ok(isQuorum(needed, [by('one', ['a']), by('two', ['b'])]));
  assert.ok(isQuorum(needed, [by('two', ['b']), by('one', ['a'])]));
  assert.ok(!isQuorum(needed, [by('one', ['b']), by('two', ['b'])]));
});

test('a person fills one seat, however many groups they are in and however often they voted', () => {
  const needed = [needs(1, ['a']), needs(1, ['b'])];
  assert.ok(!isQuorum(needed, [by('one', ['a', 'b'])]));
  assert.ok(!isQuorum(needed, [by('one', ['a']), by('one', ['b'])]));
  assert.ok(!isQuorum([needs(2, ['a'])], [by('one', ['a']), by('one', ['a'])]));
});

test('only approving votes that count are seated', () => {
  const needed = [needs(1, ['a'])];
  assert.ok(!isQuorum(needed, [by('one', ['a'], { choice: 'deny' })]));
  assert.ok(!isQuorum(needed, [by('one', ['a'], { counted: false })]));
  assert.ok(isQuorum(needed, [by('one', ['a'])]));
});

test('a person named by the rule needs no group', () => {
  assert.ok(isQuorum([needs(1, [], ['one'])], [by('one', [])]));
  assert.ok(!isQuorum([needs(1, [], ['one'])], [by('two', ['a'])]));
});

test('no requirement at all is never a quorum: nothing is approved by nobody', () => {
  assert.ok(!isQuorum([], []));
  assert.ok(!isQuorum([], [by('one', ['a'])]));
  assert.ok(!isQuorum([needs(0, ['a'])], [by('one', ['a'])]));
});

test('open seats are told for each requirement', () => {
  const needed = [needs(2, ['a']), needs(1, ['b'])];
  assert.deepEqual(openSeats(needed, []), [2, 1]);
  assert.deepEqual(openSeats(needed, [by('one', ['a'])]), [1, 1]);
  assert.deepEqual(openSeats(needed, [by('one', ['a']), by('two', ['b'])]), [1, 0]);
});
