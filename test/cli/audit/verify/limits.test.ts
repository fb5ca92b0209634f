// Limits of rules in a package: who rewrites what was counted, or lets more through than a rule's limit says, is found offline.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Counted } from '../../../../approvals/rule-limit.ts';
import { type Change, type Event, eventOf, type Line, type Pick } from '../../../support/rewrite-package.ts';
import { type Cases, firstFlaw, flawAfter, GOOD } from './support/good-package.ts';

type Limited = { effect: string; counted?: Counted; requirements: unknown; risk: unknown };
const verdictOf = (line: Line) => line.verdict as Limited;
const countedOf = (line: Line) => verdictOf(line).counted;
/** In the request and in the event that tells it. */
function count(line: Line, events: readonly Event[], counted: Counted | undefined): void {
  const { facts } = eventOf(events, 'requested');
  if (counted === undefined) {
    delete facts.counted;
    delete verdictOf(line).counted;
  } else {
    facts.counted = counted;
    verdictOf(line).counted = counted;
  }
}
const change =
  (more: (counted: Counted) => Counted): Change =>
  (line, events) => {
    const counted = countedOf(line);
    assert.ok(counted);
    count(line, events, more(counted));
  };
const withFirst = (counted: Counted, first: object): Counted => ({
  ...counted,
  limits: counted.limits.map((limit) => ({ ...limit, ...first })),
});

const allowed: Pick = (line) => countedOf(line) !== undefined && line.grant !== undefined;
const reviewed: Pick = (line) =>
  countedOf(line) !== undefined && verdictOf(line).effect === 'review' && line.evaluated === undefined;
const question: Pick = (line) => countedOf(line)?.dry === true;
/** A yes an hour after the others. */
const later: Pick = (line) =>
  line.evaluated !== undefined && countedOf(line) !== undefined && countedOf(line)?.dry === undefined;

test('the good package has what is rewritten here, and is good', async () => {
  assert.equal((await firstFlaw(GOOD)).first, '');
});

const CASES: Cases = {
  'a yes that was not counted': [
    allowed,
    (line, events) => count(line, events, undefined),
    /a verdict that its policy does not give: effect/,
  ],
  'a yes beyond the limit, told as one below it': [
    reviewed,
    change((counted) => withFirst(counted, { found: 1 })),
    /a verdict that its policy does not give: effect/,
  ],
  'a review that no limit made': [
    reviewed,
    (line, events) => count(line, events, undefined),
    /a verdict that its policy does not give/,
  ],
  'a yes although the limit was reached': [
    allowed,
    change((counted) => withFirst(counted, { found: 2 })),
    /a verdict that its policy does not give: effect/,
  ],
  'a count by a limit that the policy has not': [
    allowed,
    change((counted) => withFirst(counted, { count: 200 })),
    /a verdict that its policy does not give: effect/,
  ],
  'a count by another window': [
    allowed,
    change((counted) => withFirst(counted, { windowMs: 60_000 })),
    /a verdict that its policy does not give: effect/,
  ],
  'a count of other things together': [
    allowed,
    change((counted) => withFirst(counted, { per: 'resource' })),
    /a verdict that its policy does not give: effect/,
  ],
  'a count long before it was asked': [
    allowed,
    change((counted) => ({ ...counted, at: '2026-11-01T00:00:00.000Z' })),
    /was counted at 2026-11-01/,
  ],
  'an approval of what was only a question': [
    allowed,
    change((counted) => ({ ...counted, dry: true })),
    /was only looked at under a limit, and is no question/,
  ],
  'a count that its event does not tell': [
    allowed,
    (line) => {
      const counted = countedOf(line);
      assert.ok(counted);
      verdictOf(line).counted = withFirst(counted, { found: 1 - (counted.limits[0]?.found ?? 0) });
    },
    /says what was counted .* and its events say/,
  ],
};

for (const [what, [pick, how, why]] of Object.entries(CASES)) {
  test(`${what} is found`, async () => {
    assert.match(await flawAfter(pick, how), why);
  });
}

test('a third yes in a window of two is found, whoever made it fit', async () => {
  const near = (from: string, ms: number) => new Date(Date.parse(from) + ms).toISOString();
  // Counted within five minutes before it was asked: that brings it into the hour of the two.
  const flaw = await flawAfter(
    later,
    change((counted) => ({ ...counted, at: near(counted.at, -60_000) })),
  );
  assert.match(
    flaw,
    /requests\.ndjson req_\S+ is one more than the limit of rule dev-read lets its agent do: 2 in 1 h/,
  );
});

test('a question that was answered yes is not counted', async () => {
  const flaw = await flawAfter(
    question,
    change((counted) => ({ ...counted })),
  );
  assert.equal(flaw, '');
});
