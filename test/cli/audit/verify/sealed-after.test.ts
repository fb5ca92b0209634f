// Lists of sealed heads that were sealed after an export began: an honest package stays good beside them, what it holds is compared all the same, and
// nobody makes a list count as later by claiming another time.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { judgementOf, reportOf } from '../../../../cli/audit/verify/report.ts';
import { type Files, linesOf, rowsOf, sealList, signPackage } from '../../../support/a-package.ts';
import { firstFlaw, GOOD, isSealed, key, trust, UNSEALED } from './support/good-package.ts';

type Head = Readonly<Record<string, unknown>>;

const { export: made } = JSON.parse(GOOD['manifest.json'] ?? '');
const OTHER = 'f'.repeat(64);
const LATER = '2026-11-22T12:00:00.000Z';
const before = (minutes: number) => new Date(Date.parse(made.started_at) - minutes * 60_000).toISOString();
const requests = rowsOf(GOOD['requests.ndjson']);
const events = rowsOf(GOOD['events.ndjson']);
const log = events.at(-1);
/** All heads as they stand in the package, the log with the start of its export. */
const HERE: readonly Head[] = [
  ...requests,
  ...rowsOf(GOOD['standings.ndjson']),
  { id: log?.request, seq: log?.seq, head: log?.hash },
];
const waiting = requests.find(({ status }) => status === 'pending');
const denied = requests.find(({ status }) => status === 'denied');
const placeOf = ({ day, id }: Head) => `${day ?? (String(id).startsWith('log_') ? 'y' : 'x')} ${id}`;
const asked = (day: string): Head => ({
  day,
  id: 'req_zzzzzzzzzzzzzzzzzzzzzzzzzz',
  seq: 1,
  head: OTHER,
  status: 'pending',
});
const paused: Head = { id: 'agent_zz', seq: 1, head: OTHER };

/** The heads of the package with some of them changed or added, in their order. */
const heads = (...changed: readonly (Head | undefined)[]): readonly Head[] => {
  const byId = new Map([...HERE, ...changed].map((head) => [head?.id, head ?? {}]));
  return [...byId.values()].sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
};
/** The log as it is behind the export. */
const goneOn: Head = { ...HERE.at(-1), seq: made.event + 1, head: OTHER };

const scratch = mkdtempSync(join(tmpdir(), 'countersign-after-'));
after(() => rmSync(scratch, { recursive: true, force: true }));
let folders = 0;

/** A copy of the container: the lists of the package and these. */
function container(lists: Files, own: Files = GOOD): string {
  const folder = join(scratch, String(++folders));
  mkdirSync(folder);
  for (const [name, text] of Object.entries({ ...own, ...lists }).filter(([name]) => isSealed(name)))
    writeFileSync(join(folder, name.slice('sealed/'.length)), text);
  return folder;
}

/** What is found in the package beside list 3 of these heads. */
async function beside(chains: readonly Head[], at = LATER, files: Files = GOOD) {
  const list = await sealList({ n: 3, at, heads: chains, after: GOOD }, key);
  const how = { trust, heads: container(list) };
  const verified = await firstFlaw(files, how);
  return { ...verified, after: verified.sealed?.after(), report: reportOf(verified, how) };
}

test('an export stays good when heads are sealed after it began: what came later is counted, and said', async () => {
  const grown = { ...waiting, seq: 3, head: OTHER, status: 'approved' };
  const {
    flaws,
    sealed: lists,
    after: later,
    report,
  } = await beside(heads(goneOn, grown, asked('2026-11-22'), paused));
  assert.deepEqual(flaws, []);
  assert.deepEqual([lists?.newest?.n, later], [2, { from: 3, to: 3, uncompared: 4 }]);
  assert.match(report, / sealed {5}list 2 of .*\n {13}sealed after this export began: list 3\n/);
  assert.match(report, /\n {13}not compared: 4 chains of which more is there than here\n/);
  assert.match(report, /\nComplete: every chain in list 2, sealed /);
  for (const line of report.split('\n').filter((each) => /after this|not compared/.test(each)))
    assert.ok(line.length <= 80, line);
});

test('where nothing came later no chain is left out', async () => {
  const { flaws, after: later, report } = await beside(HERE);
  assert.deepEqual([flaws, later], [[], { from: 3, to: 3, uncompared: 0 }]);
  assert.doesNotMatch(report, /not compared/);
});

const FOUND: Readonly<Record<string, readonly [readonly Head[], RegExp]>> = {
  'another event than was sealed': [
    heads(goneOn, { ...denied, seq: 2, head: OTHER }),
    /was sealed with another event 2 than the package holds/,
  ],
  'another last event than was sealed': [
    heads(goneOn, { ...denied, head: OTHER }),
    /was sealed with another event \d than the package holds/,
  ],
  'another start of this export in the log': [
    heads({ ...goneOn, seq: made.event }),
    /log_.* was sealed with another event 4 than the package holds/,
  ],
  'a request of a day before the export that is not here': [
    heads(goneOn, asked('2026-11-21')),
    /req_zz\w+ was sealed, and is missing from the package/,
  ],
  'an end that was still open afterwards': [
    heads(goneOn, { ...denied, seq: 9, head: OTHER, status: 'pending' }),
    /was sealed later as pending, and had ended before as denied/,
  ],
  'an end that was another one afterwards': [
    heads(goneOn, { ...denied, seq: 9, head: OTHER, status: 'approved' }),
    /was sealed later as approved, and had ended before as denied/,
  ],
  'another state of the same events': [
    heads(goneOn, { ...denied, status: 'expired' }),
    /was sealed as expired, and the package says denied/,
  ],
  'a request made up for a time before': [
    heads(goneOn).filter(({ id }) => id !== denied?.id),
    /was asked at .*, and this list, sealed at .*, does not know it/,
  ],
};
for (const [what, [chains, words]] of Object.entries(FOUND)) {
  test(`${what} is found by a list that was sealed after the export began`, async () => {
    const { first, flaws } = await beside(chains);
    assert.match(first, words);
    assert.equal(flaws.length, 1);
  });
}

const CUT_OFF = /was sealed with another event 5 than the package holds/;
const MISSING = /agent_zz was sealed, and is missing from the package/;
const AS_BEFORE: Readonly<Record<string, readonly [readonly Head[], string, RegExp]>> = {
  'does not know the start of the export, whenever it says it was sealed': [
    heads(paused).with(-1, {
      ...HERE.at(-1),
      seq: made.event - 1,
      head: events.at(-2)?.hash,
    }),
    LATER,
    MISSING,
  ],
  'knows no log': [heads(paused).slice(0, -1), LATER, MISSING],
  'was begun more than an hour before the export, whatever its log': [heads(goneOn), before(61), CUT_OFF],
  'says no time': [heads(goneOn), 'once upon a time', CUT_OFF],
};
for (const [what, [chains, at, words]] of Object.entries(AS_BEFORE)) {
  test(`a list that ${what} counts as sealed before it, and holds all the way`, async () => {
    const { first, after: later } = await beside(chains, at);
    assert.match(first, words);
    assert.equal(later, undefined);
  });
}

test('a list begun within the hour before the export and closed after it counts as later, unless the manifest knows it', async () => {
  const { flaws, after: later } = await beside(heads(goneOn), before(59));
  assert.deepEqual([flaws, later?.uncompared], [[], 1]);
  const third = await sealList({ n: 3, at: before(59), heads: heads(goneOn), after: GOOD }, key);
  const { sha256 } = JSON.parse(
    Buffer.from(third['sealed/00000003.jws']?.split('.')[1] ?? '', 'base64url').toString(),
  );
  const knows = await signPackage(GOOD, key, { sealed: { n: 3, sha256, at: before(59) } });
  assert.match((await beside(heads(goneOn), before(59), knows)).first, CUT_OFF);
});

test('in the first hour of a day what was asked the day before may still be on its way', async () => {
  const early = await signPackage(GOOD, key, { export: { ...made, started_at: '2026-11-22T00:59:00.000Z' } });
  const chains = (day: string) => heads(goneOn, asked(day));
  const found = await beside(chains('2026-11-21'), LATER, early);
  assert.doesNotMatch(JSON.stringify(found.flaws), /missing from the package/);
  const longGone = await beside(chains('2026-11-20'), LATER, early);
  assert.match(JSON.stringify(longGone.flaws), /missing from the package/);
});

test('of many later lists the numbers are told, and the most that one leaves out', async () => {
  const third = await sealList({ n: 3, at: LATER, heads: heads(goneOn), after: GOOD }, key);
  const fourth = await sealList({ n: 4, at: LATER, heads: heads(goneOn, paused), after: third }, key);
  const { flaws, sealed: lists } = await firstFlaw(GOOD, {
    trust,
    heads: container({ ...third, ...fourth }),
  });
  assert.deepEqual([flaws, lists?.after()], [[], { from: 3, to: 4, uncompared: 2 }]);
});

test('with later lists alone completeness is not proven; a package whose own list was sealed between its pages is good', async () => {
  const first = await sealList({ n: 1, at: LATER, heads: heads(goneOn, paused) }, key);
  const list = first['sealed/00000001.ndjson'] ?? '';
  const { sha256 } = JSON.parse(
    Buffer.from(first['sealed/00000001.jws']?.split('.')[1] ?? '', 'base64url').toString(),
  );
  assert.ok(list !== '');
  const own = await signPackage({ ...UNSEALED, ...first }, key, { sealed: { n: 1, sha256, at: LATER } });
  for (const [files, given] of [
    [own, undefined],
    [await signPackage(UNSEALED, key), container(first, UNSEALED)],
  ] as const) {
    const how = { trust, heads: given };
    const verified = await firstFlaw(files, given === undefined ? { trust } : { trust, heads: given });
    assert.equal(judgementOf(verified), 'good', verified.first);
    assert.match(
      reportOf(verified, how),
      /completeness not proven: no list of sealed heads is here\nthat was sealed before this export began\.\n/,
    );
  }
});

test('a later list whose file was changed is found', async () => {
  const third = await sealList({ n: 3, at: LATER, heads: heads(goneOn, paused), after: GOOD }, key);
  const shorter = linesOf(rowsOf(third['sealed/00000003.ndjson']).filter(({ id }) => id !== denied?.id));
  const verified = await firstFlaw(GOOD, {
    trust,
    heads: container({ ...third, 'sealed/00000003.ndjson': shorter }),
  });
  assert.match(verified.flaws.map(({ why }) => why).join(), /is another list than its signature says/);
});
