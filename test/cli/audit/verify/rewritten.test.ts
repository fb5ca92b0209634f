// A record rewritten in the store by somebody who can also make every hash fit, and then exported and signed by Countersign itself: no file differs
// from its manifest, and what was done is found by what it contradicts.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { judgementOf, reportOf } from '../../../../cli/audit/verify/report.ts';
import { PEOPLE } from '../../../../local/directory.ts';
import { linesOf, rowsOf, sealHeads, signPackage } from '../../../support/a-package.ts';
import { aSigningKey } from '../../../support/a-population.ts';
import { asked, type Event, eventOf, evidenceOf, type Line } from '../../../support/rewrite-package.ts';
import {
  type Cases,
  firstFlaw,
  flawAfter,
  GOOD,
  isSealed,
  key,
  rewritten,
  trust,
  UNSEALED,
} from './support/good-package.ts';

const drop = (events: Event[], type: string) =>
  void events.splice(
    events.findIndex((each) => each.type === type),
    1,
  );

const CASES: Cases = {
  'a state that no event led to': [
    asked('denied'),
    (line) => {
      line.status = 'approved';
    },
    /says status "approved", and its events say "denied"/,
  ],
  'an approval without a vote': [
    asked('approved'),
    (line, events) => {
      drop(events, 'voted');
      line.votes = [];
    },
    /events.ndjson .* (is not brought about by a vote|tells of a second look)/,
  ],
  'an approval by somebody in no group that may': [
    asked('approved'),
    (line, events) => {
      evidenceOf(eventOf(events, 'voted')).member_of = [];
      (line.votes as { groups: string[] }[])[0] = {
        ...(line.votes as { groups: string[] }[])[0],
        groups: [],
      };
    },
    /who was in no group that may decide it/,
  ],
  'an approval by the owner of the agent': [
    asked('approved'),
    (line, events) => {
      const voted = eventOf(events, 'voted');
      const approved = eventOf(events, 'approved');
      const from = voted.actor.id;
      const swap = <T>(value: T): T => JSON.parse(JSON.stringify(value).replaceAll(from, PEOPLE.dana));
      voted.actor = swap(voted.actor);
      approved.actor = swap(approved.actor);
      approved.facts = swap(approved.facts);
      line.votes = swap(line.votes);
    },
    /who was barred from deciding it/,
  ],
  'an owner forgotten in the evidence': [
    asked('approved'),
    (_line, events) => {
      evidenceOf(eventOf(events, 'voted')).barred = [];
    },
    /was judged without barring/,
  ],
  'a decision at its very end': [
    asked('denied'),
    (line, events) => {
      for (const type of ['voted', 'denied']) eventOf(events, type).at = String(line.expires_at);
      line.ended_at = line.expires_at;
      for (const vote of line.votes as { at: unknown }[]) vote.at = line.expires_at;
    },
    /and it was open until/,
  ],
  'a requirement made weaker': [
    asked('approved'),
    (line, events) => {
      const weaker = [{ groups: [{ name: 'sre-leads', id: PEOPLE.sam }], people: [], count: 1 }];
      eventOf(events, 'requested').facts.requirements = weaker;
      (line.verdict as Record<string, unknown>).requirements = weaker;
    },
    /judged by other groups|a verdict that its policy does not give/,
  ],
  'a rule that says allow where the policy says review': [
    ({ status, action, evaluated, purged }) =>
      status === 'approved' && action === 'data.read' && evaluated === undefined && purged === undefined,
    (line, events) => {
      eventOf(events, 'requested').facts.action = 'data.export';
      line.action = 'data.export';
    },
    /an intent with another action/,
  ],
  'a grant used twice': [
    asked('approved'),
    (line, events) => {
      const redeemed = eventOf(events, 'redeemed');
      events.splice(events.indexOf(redeemed) + 1, 0, {
        ...redeemed,
        facts: { ...redeemed.facts, redemption: 'rdm_other' },
      });
      line.revision = Number(line.revision);
    },
    /is redeemed, and the approval was redeemed already/,
  ],
  'parameters changed after they were approved': [
    ({ status, intent, trial, record, evaluated }) =>
      status === 'approved' &&
      intent !== undefined &&
      trial === undefined &&
      record === undefined &&
      evaluated === undefined,
    (line) => {
      const intent = line.intent as { action: Record<string, unknown> };
      intent.action = { ...intent.action, properties: { rows: 5000000 } };
    },
    /an intent whose hash is another/,
  ],
  'another policy pinned': [
    asked('approved'),
    (line, events) => {
      const other = rowsOf(GOOD['policies.ndjson'])
        .map(({ version }) => version)
        .find((each) => each !== (line.verdict as { policyVersion: string }).policyVersion);
      (line.verdict as Record<string, unknown>).policyVersion = other;
      eventOf(events, 'requested').facts.policy_version = other;
    },
    /signed for another policy_version|a verdict that its policy does not give/,
  ],
  'a decision after it ended': [
    asked('denied'),
    (_line, events) => {
      events.push({ ...eventOf(events, 'voted'), at: eventOf(events, 'denied').at });
    },
    /is voted, and it was denied already/,
  ],
  'an outcome told by somebody else': [
    asked('approved'),
    (_line, events) => {
      const told = eventOf(events, 'outcome');
      told.actor = { ...told.actor, id: 'somebody' };
    },
    /who did not use the approval/,
  ],
};

for (const [what, [pick, change, words]] of Object.entries(CASES)) {
  test(`${what} is found, although every hash and signature fits`, async () => {
    assert.match(await flawAfter(pick, change), words);
  });
}

test('a package signed with another key throughout is consistent, and says that this is all; with the key it is bad', async () => {
  const other = aSigningKey();
  const files = await signPackage(UNSEALED, other);
  const { first } = await firstFlaw(files, {});
  assert.match(first, /has an approval that is signed by a key that is not in keys.json/);
  const trusted = await firstFlaw(files);
  assert.match(trusted.flaws.map(({ why }) => why).join(), /is signed by .*, and not by the key you trust/);
});

test('what says more than this version knows is not passed, and not called bad', async () => {
  for (const change of [
    (line: Line) => Object.assign(line, { mood: 'good' }),
    (_: Line, events: Event[]) => Object.assign(eventOf(events, 'requested').facts, { mood: 'good' }),
    (line: Line) => Object.assign(line, { newer: 2 }),
  ]) {
    const verified = await firstFlaw(await rewritten(asked('denied'), change));
    assert.deepEqual([judgementOf(verified), verified.flaws[0]?.unknown], ['unknown', true], verified.first);
  }
});

const heads = mkdtempSync(join(tmpdir(), 'countersign-heads-'));
after(() => rmSync(heads, { recursive: true, force: true }));
for (const [name, text] of Object.entries(GOOD).filter(([name]) => isSealed(name))) {
  mkdirSync(heads, { recursive: true });
  writeFileSync(join(heads, name.slice('sealed/'.length)), text);
}

test('without lists completeness is not proven; with its own it is as good as who made it; with yours it is', async () => {
  const how = { trust, heads: undefined };
  const plain = await firstFlaw(await signPackage(UNSEALED, key));
  assert.match(reportOf(plain, how), /GOOD.*\nInternally consistent; completeness not proven/);
  const own = await firstFlaw(GOOD);
  assert.match(reportOf(own, how), /Complete by its own lists.*\n.*\nthem from the immutable container/s);
  const yours = await firstFlaw(await signPackage(UNSEALED, key), { trust, heads });
  assert.deepEqual(yours.flaws, []);
  assert.match(reportOf(yours, { trust, heads }), /Complete: every chain in list 2/);
  assert.match(
    reportOf(await firstFlaw(GOOD, {}), { trust: undefined, heads: undefined }),
    /GOOD, consistency only/,
  );
});

test('what was sealed and is missing, or is another now, is found by the lists of the container', async () => {
  const gone = rowsOf(GOOD['requests.ndjson'])[3]?.id;
  const without = (file: string, member: string) =>
    linesOf(rowsOf(GOOD[file]).filter((row) => row[member] !== gone));
  const shorter = await signPackage(
    {
      ...UNSEALED,
      'requests.ndjson': without('requests.ndjson', 'id'),
      'events.ndjson': without('events.ndjson', 'request'),
      'texts.ndjson': without('texts.ndjson', 'request'),
    },
    key,
  );
  assert.deepEqual((await firstFlaw(shorter)).flaws, []);
  assert.match(
    (await firstFlaw(shorter, { trust, heads })).first,
    new RegExp(`${gone} was sealed, and is missing from the package`),
  );
  const other = await rewritten(asked('denied'), (_line, events) => {
    for (const event of events) event.op = `${event.op}-again`;
  });
  assert.deepEqual((await firstFlaw(other)).flaws, []);
  assert.match((await firstFlaw(other, { trust, heads })).first, /was sealed with another event/);
});

test('a request made up for a time that was sealed already is found', async () => {
  const all = rowsOf(GOOD['requests.ndjson']);
  const standings = rowsOf(GOOD['standings.ndjson']);
  const log = rowsOf(GOOD['events.ndjson']).at(-2);
  const chains = [...all.slice(1), ...standings, { id: log?.request, seq: log?.seq, head: log?.hash }];
  const files = await signPackage({ ...UNSEALED, ...(await sealHeads(chains, key)) }, key);
  assert.match(
    (await firstFlaw(files)).first,
    /was asked at .*, and this list, sealed at .*, does not know it/,
  );
});

test('a list whose signature is there and which is not is no list that held', async () => {
  const list = readFileSync(join(heads, '00000002.ndjson'));
  rmSync(join(heads, '00000002.ndjson'));
  try {
    const { first } = await firstFlaw(await signPackage(UNSEALED, key), { trust, heads });
    assert.match(first, /00000002.jws {2}signs list 2, and 00000002.ndjson is not here/);
  } finally {
    writeFileSync(join(heads, '00000002.ndjson'), list);
  }
});

test('in a container files that are no lists of ours are passed over; in the package they are not', async () => {
  writeFileSync(join(heads, '00000003.ndjson'), 'junk\n');
  writeFileSync(join(heads, '00000003.jws'), 'a.b.c');
  try {
    const files = await signPackage(UNSEALED, key);
    const { flaws, sealed } = await firstFlaw(files, { trust, heads });
    assert.deepEqual([flaws, sealed?.passedOver, sealed?.newest?.n], [[], 2, 2]);
    assert.match(
      (await firstFlaw({ ...GOOD, 'sealed/00000003.jws': 'a.b.c' })).first,
      /sealed\/00000003.jws {2}is no signature/,
    );
  } finally {
    for (const name of ['00000003.ndjson', '00000003.jws']) rmSync(join(heads, name));
  }
});

test('a signature whose name somebody had taken is found under its other name, and once where it lies twice', async () => {
  const [name, other] = ['00000002.jws', '00000002.0123456789abcdef.jws'].map((each) => join(heads, each));
  const jws = readFileSync(name ?? '');
  try {
    writeFileSync(other ?? '', jws);
    const files = await signPackage(UNSEALED, key);
    for (const planted of ['a.b.c', jws]) {
      writeFileSync(name ?? '', planted);
      const { flaws, sealed } = await firstFlaw(files, { trust, heads });
      const passedOver = planted === jws ? 0 : 1;
      assert.deepEqual([flaws, sealed?.passedOver, sealed?.newest?.n], [[], passedOver, 2]);
    }
  } finally {
    writeFileSync(name ?? '', jws);
    rmSync(other ?? '');
  }
});
