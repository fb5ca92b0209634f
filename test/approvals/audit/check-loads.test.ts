// Policies by the log, and the requests judged by them: one load follows the other, and nobody judges by what was not loaded.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createJudgedBy, readLoads } from '../../../approvals/audit/check/check-loads.ts';
import { GENESIS, linkEvents } from '../../../approvals/change/chain.ts';
import { later } from '../../../approvals/time.ts';
import { NOW } from '../../support/builders.ts';

const loadsAt = (...facts: readonly { version: string; previous?: string }[]) =>
  facts.flatMap((each, n) =>
    linkEvents(
      { request: 'log_t', seq: n, head: GENESIS },
      [{ type: 'policy_loaded', actor: { kind: 'policy', id: each.version }, facts: each }],
      { at: later(NOW, n * 3_600_000), op: 'op_1' },
    ),
  );
const GOOD = readLoads(loadsAt({ version: 'p1' }, { version: 'p2', previous: 'p1' }));

const wrongOf = (version: string, minutes: number) => {
  assert.ok(!('why' in GOOD));
  const judged = createJudgedBy();
  judged.add({ version: 'p1', at: later(NOW, 1000), id: 'req_0', line: 1 });
  judged.add({ version, at: later(NOW, minutes * 60_000), id: 'req_1', line: 2 });
  return judged.wrong(GOOD)?.id;
};

test('a load that does not follow from the one before is named', () => {
  const flaw = readLoads(loadsAt({ version: 'p1' }, { version: 'p3', previous: 'p2' }));
  assert.ok('why' in flaw);
  assert.equal(flaw.seq, 2);
});

for (const [what, version, minutes, expected] of [
  ['by a policy in force', 'p2', 70, undefined],
  ['by one that another host had before, while hosts change over', 'p1', 70, undefined],
  ['by one that was loaded a moment later by another clock', 'p2', 59.5, undefined],
  ['by one that was loaded only an hour later', 'p2', 10, 'req_1'],
  ['by one that never was', 'p9', 70, 'req_1'],
  ['by one that never was, before the log told of policies', 'p9', -10, undefined],
] as const)
  test(`a request judged ${what} is ${expected === undefined ? 'good' : 'named'}`, () =>
    assert.equal(wrongOf(version, minutes), expected));
