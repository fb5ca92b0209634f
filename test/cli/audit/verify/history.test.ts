// What a card said of earlier requests of its kind, in a package, rewritten by somebody who makes every hash and signature fit.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { History } from '../../../../approvals/mark.ts';
import { rowsOf } from '../../../support/a-package.ts';
import { type Change, eventOf, type Line, type Pick } from '../../../support/rewrite-package.ts';
import { type Cases, firstFlaw, flawAfter, GOOD, rewritten } from './support/good-package.ts';

const historyOf = ({ history }: Line) => history as History | undefined;
const approved: Pick = (line) => historyOf(line)?.approved?.same === 'target';
const denied: Pick = (line) => historyOf(line)?.denied !== undefined;

const lines = rowsOf(GOOD['requests.ndjson']) as unknown as Line[];
const idOf = (isMeant: (line: Line) => boolean): string => {
  const found = lines.find(isMeant);
  assert.ok(found);
  return String(found.id);
};

/** Both what the event and what the request says. */
const telling =
  (change: (history: History) => History): Change =>
  (line, events) => {
    const told = change(historyOf(line) ?? {});
    line.history = told;
    eventOf(events, 'requested').facts.history = told;
  };
const ofApproved = (more: object): Change =>
  telling(({ approved: was, ...rest }) => ({ ...rest, ...(was && { approved: { ...was, ...more } }) }));
const ofDenied = (more: object): Change =>
  telling(({ denied: was, ...rest }) => ({ ...rest, ...(was && { denied: { ...was, ...more } }) }));

const CASES: Cases = {
  'an approval of its kind that no person gave': [
    approved,
    ofApproved({ request: idOf(({ status }) => status === 'expired') }),
    /names \S+ as approved before it, which no person approved/,
  ],
  'an approval at another moment': [
    approved,
    (line, events) => {
      const at = historyOf(line)?.approved?.at ?? '';
      ofApproved({ at: new Date(Date.parse(at) + 1).toISOString() })(line, events, []);
    },
    /as approved before it, which was approved at \S+, and not at/,
  ],
  'an approval that is said to be of the very same': [
    approved,
    ofApproved({ same: 'intent' }),
    /as approved before it, which asks something else/,
  ],
  'a denial of its kind by somebody else': [
    denied,
    ofDenied({ by: '7c0ffee0-0000-4000-8000-00000000e00b' }),
    /as denied before it, which \S+ denied, and not 7c0ffee0-0000-4000-8000-00000000e00b/,
  ],
  'a denial of its kind that no person gave': [
    denied,
    ofDenied({ request: idOf(({ status }) => status === 'expired') }),
    /as denied before it, which no person denied/,
  ],
  'a history that its event does not tell': [denied, (line) => void delete line.history, /history/],
};

test('the good package tells of both, and is good', async () => {
  assert.ok(lines.some((line) => approved(line, [])) && lines.some((line) => denied(line, [])));
  assert.equal((await firstFlaw(GOOD)).first, '');
});

for (const [title, [pick, change, why]] of Object.entries(CASES))
  test(`${title} is found`, async () => {
    assert.match(await flawAfter(pick, change), why);
  });

test('an approval of before the package is told as not compared', async () => {
  const nowhere = ofApproved({ request: `req_${'0'.repeat(26)}` });
  const { first, counts } = await firstFlaw(await rewritten(approved, nowhere));
  assert.deepEqual([first, counts.beyond], ['', 1]);
});
