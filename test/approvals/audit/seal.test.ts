// Sealing once a day: when has a day its list? Sealing itself is in flows/stories/sealed-heads.test.ts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type SealDesk, sealHeads, sealToday } from '../../../approvals/audit/seal.ts';

/** One list, sealed at `at`, of which the log knows; anything that would write fails. */
function open(at: string, now: string) {
  let looks = 0;
  const jws = JSON.stringify({ n: 1, at });
  const desk = {
    clock: () => now,
    tenant: 'the tenant',
    lists: {
      all: async () => {
        looks++;
        return [{ n: 1, jws }];
      },
      putSignature: async () => ({ name: '00000001.jws', isPlanted: false }),
    },
    drafts: { load: async () => undefined },
    openAny: async (_: string, signed: string) => signed,
    log: { peek: async () => ({ data: { sealed: { n: 1 } }, etag: '1' }) },
  };
  return { seal: () => sealToday(desk as unknown as SealDesk, '9999'), looks: () => looks };
}

test('a file where the signature belongs is no list that held: operators are told where the signature lies', async () => {
  const told: unknown[] = [];
  const jws = JSON.stringify({ n: 1, at: '2026-11-22T00:00:00.000Z' });
  const desk = {
    clock: () => '2026-11-22T00:01:00.000Z',
    lists: {
      all: async () => [{ n: 1, jws }],
      putSignature: async () => ({ name: '00000001.0123456789abcdef.jws', isPlanted: true }),
    },
    openAny: async (_: string, signed: string) => signed,
    log: { peek: async () => ({ data: { sealed: { n: 1 } } }) },
    alarm: (...all: unknown[]) => told.push(all),
  };
  const by = { kind: 'clock', id: 'timer' } as const;
  assert.equal((await sealHeads(desk as unknown as SealDesk, { by })).ok, false);
  assert.deepEqual(told, [[1, '00000001.0123456789abcdef.jws']]);
});

test('a day that has its list is done with one look, up to its last second', async () => {
  const { seal, looks } = open('2026-11-22T00:41:00.000Z', '2026-11-22T23:59:59.999Z');
  assert.equal(await seal(), undefined);
  assert.equal(looks(), 1);
});

test('a day without a list wants one; a list of minutes ago, from before midnight, is no trouble', async () => {
  const { seal, looks } = open('2026-11-21T23:59:00.000Z', '2026-11-22T00:00:00.000Z');
  assert.equal(await seal(), undefined);
  assert.equal(looks(), 2);
});
