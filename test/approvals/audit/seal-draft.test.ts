// Sealing more heads than one call has time for: call after call goes on, and the list is the very one that a single call would have written.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import type { ListWriter, RecordReads, Written } from '../../../approvals/audit/ports.ts';
import { type SealDesk, sealHeads, sealToday } from '../../../approvals/audit/seal.ts';
import type { KeptDraft } from '../../../approvals/audit/seal-draft.ts';
import { later } from '../../../approvals/time.ts';

const NOW = '2026-11-22T12:00:00.000Z';
const DAYS = ['2026-11-20', '2026-11-21', '2026-11-22'];
const BY = { kind: 'clock', id: 'timer' } as const;
const idsOn = (day: string) =>
  Array.from({ length: 40 }, (_, n) => `req_${day}_${String(n).padStart(2, '0')}`);

/** A record of 120 requests, two agents and the log; each head read takes a second. */
function deployment() {
  let now = NOW;
  const blobs = new Map<number, { text: string; jws: string }>();
  const staged = new Map<string, string>();
  let kept: { data: KeptDraft; etag: string } | undefined;
  let saves = 0;
  let writers = 0;

  async function* idsOf(day: string, after: string | undefined) {
    for (const id of idsOn(day)) if (after === undefined || id > after) yield id;
  }
  const reads = {
    nextDay: async (from: string, to: string) => DAYS.find((day) => day >= from && day <= to),
    idsOf,
    isListed: async () => true,
    standingIds: async () => ['agent_a', 'agent_b'],
    peek: async (id: string) => {
      now = later(now, 1000);
      const createdAt = `${id.slice(4, 14)}T10:00:00.000Z`;
      return {
        data: { seq: 2, head: createHash('sha256').update(id).digest('hex'), status: 'denied', createdAt },
      };
    },
  };
  const begin = (n: number, written: readonly Written[] = []): ListWriter => {
    const writer = `w${writers++}`;
    let blocks = 0;
    return {
      add: async (block) => {
        staged.set(`${writer}-${blocks++}`, Buffer.from(block).toString());
      },
      written: () => (blocks === 0 ? written : [...written, { writer, blocks }]),
      commit: async (jws) => {
        if (blobs.has(n)) return false;
        const all = blocks === 0 ? written : [...written, { writer, blocks }];
        const ids = all.flatMap((each) =>
          Array.from({ length: each.blocks }, (_, at) => `${each.writer}-${at}`),
        );
        blobs.set(n, { text: ids.map((id) => staged.get(id) ?? '?').join(''), jws });
        return true;
      },
    };
  };
  const desk = {
    clock: () => now,
    tenant: 't',
    software: { name: 'countersign', version: '0' },
    reads: reads as unknown as RecordReads,
    lists: {
      all: async () => [...blobs].map(([n, { jws }]) => ({ n, jws })),
      begin,
      putSignature: async (n: number) => ({ name: `${n}.jws`, isPlanted: false }),
    },
    drafts: {
      load: async () => kept,
      save: async (data: KeptDraft, before: { etag: string } | undefined) => {
        if (before?.etag !== kept?.etag) return undefined;
        kept = { data, etag: String(++saves) };
        return kept;
      },
    },
    sign: async (type: string, payload: string) => JSON.stringify([type, payload]),
    openAny: async (type: string, jws: string) => {
      const [signed, payload] = JSON.parse(jws) as [string, string];
      return signed === type ? payload : undefined;
    },
    log: { peek: async () => ({ data: { sealed: { n: 99 }, seq: 7, head: 'h' } }) },
    alarm: () => undefined,
  } as unknown as SealDesk;
  const call = (seconds: number) => sealHeads(desk, { by: BY, until: later(now, seconds * 1000) });
  return {
    desk,
    call,
    blobs,
    saves: () => saves,
    /** What is kept is another one: signed under another type, or with other members. */
    spoil: (change: (type: string, payload: string) => readonly [string, string]) => {
      const [type, payload] = JSON.parse(kept?.data.jws ?? '') as [string, string];
      kept = { data: { jws: JSON.stringify(change(type, payload)) }, etag: 'spoiled' };
    },
    pass: (ms: number) => {
      now = later(now, ms);
    },
  };
}

/** Calls until there is a list; gives how many it took. */
async function callUntilSealed(
  { call, blobs }: ReturnType<typeof deployment>,
  seconds: number,
): Promise<number> {
  for (let calls = 1; ; calls++) {
    assert.ok(calls < 200, 'it goes on');
    const told = await call(seconds);
    if (blobs.size > 0) {
      assert.ok(told.ok);
      return calls;
    }
    assert.ok(!told.ok && told.refusal.reason === 'limit_reached');
    assert.match(told.refusal.limit, /written down so far; the timer goes on by itself/);
  }
}
const sealedBy = ({ blobs }: ReturnType<typeof deployment>) => {
  const { text = '', jws = '' } = blobs.get(1) ?? {};
  const statement = JSON.parse(JSON.parse(jws)[1]);
  assert.equal(statement.sha256, createHash('sha256').update(text).digest('hex'));
  return { text, statement };
};

test('call after call goes on, and the list is as one call would have written it', async () => {
  const whole = deployment();
  assert.equal(await callUntilSealed(whole, 10_000), 1);
  assert.equal(whole.saves(), 0);
  const parts = deployment();
  // The first calls end among the requests, later ones among agents.
  assert.ok((await callUntilSealed(parts, 13)) > 5);
  assert.deepEqual(sealedBy(parts), sealedBy(whole));
  const lines = sealedBy(parts).text.trimEnd().split('\n');
  assert.equal(lines.length, 1 + 120 + 2 + 1 + 1);
  assert.equal(sealedBy(parts).statement.at, NOW);
});

test('wherever a call ends, nothing is told twice and nothing is left out', async () => {
  const whole = deployment();
  await callUntilSealed(whole, 10_000);
  for (const seconds of [1, 2, 17, 39, 40, 41, 119, 121, 122]) {
    const parts = deployment();
    await callUntilSealed(parts, seconds);
    assert.equal(sealedBy(parts).text, sealedBy(whole).text, `${seconds} s`);
  }
});

test('the timer goes on too, also on a day that has a list already', async () => {
  const record = deployment();
  for (let run = 0; record.blobs.size === 0; run++) {
    assert.ok(run < 50);
    assert.equal(await sealToday(record.desk, later(record.desk.clock(), 20_000)), undefined);
  }
  record.pass(6 * 60_000);
  // By hand, and more than one call has time for.
  assert.equal((await record.call(20)).ok, false);
  for (let run = 0; record.blobs.size === 1; run++) {
    assert.ok(run < 50);
    assert.equal(await sealToday(record.desk, later(record.desk.clock(), 20_000)), undefined);
  }
  const saves = record.saves();
  assert.equal(await sealToday(record.desk, later(record.desk.clock(), 20_000)), undefined);
  assert.deepEqual([record.blobs.size, record.saves()], [2, saves]);
});

test('of two calls at once on one list one goes on and the other gives way: the list is whole', async () => {
  const record = deployment();
  // How far they get beside each other is the machine's matter; alone it is brought to its end.
  for (let round = 0; round < 20 && record.blobs.size === 0; round++)
    await Promise.all([record.call(20), record.call(15)]);
  if (record.blobs.size === 0) await callUntilSealed(record, 20);
  const whole = deployment();
  await callUntilSealed(whole, 10_000);
  assert.equal(sealedBy(record).text, sealedBy(whole).text);
});

test('what we did not sign, what is of another list, and what is a week old is not gone on with', async () => {
  const whole = deployment();
  await callUntilSealed(whole, 10_000);
  const other = (change: object) => (type: string, payload: string) =>
    [type, JSON.stringify({ ...JSON.parse(payload), ...change })] as const;
  const spoiled = [
    (_: string, payload: string) => ['another type', payload] as const,
    other({ n: 2 }),
    other({ prev: 'other' }),
    other({ hash: 'AAAA' }),
  ];
  for (const change of spoiled) {
    const record = deployment();
    await record.call(20);
    record.spoil(change);
    await callUntilSealed(record, 10_000);
    assert.equal(sealedBy(record).text.split('\n').length, sealedBy(whole).text.split('\n').length);
    assert.ok(sealedBy(record).statement.at > NOW, 'begun anew');
  }
  const old = deployment();
  await old.call(20);
  old.pass(7 * 86_400_000);
  await callUntilSealed(old, 10_000);
  assert.ok(sealedBy(old).statement.at > later(NOW, 6 * 86_400_000));
});
