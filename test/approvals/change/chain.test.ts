import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { GENESIS, hashEvent, linkEvents, verifyChain } from '../../../approvals/change/chain.ts';
import type { ChainEvent, EventDraft } from '../../../approvals/words.ts';
import { idOf, NOW } from '../../support/builders.ts';

const start = { request: idOf('req'), seq: 0, head: GENESIS };
const stamp = { at: NOW, op: idOf('op') };
const draft: EventDraft = { type: 'voted', actor: { kind: 'person', id: 'p' }, facts: { choice: 'approve' } };

const drafts = fc.array(
  fc.record({
    type: fc.constantFrom<EventDraft['type']>('voted', 'commented', 'approved', 'redeemed'),
    actor: fc.record(
      { kind: fc.constantFrom('agent', 'person', 'clock'), id: fc.string(), name: fc.string() },
      { requiredKeys: ['kind', 'id'] },
    ),
    facts: fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue()),
  }) as fc.Arbitrary<EventDraft>,
  { minLength: 1, maxLength: 6 },
);

test('the hash is SHA-256 of the RFC 8785 form of the event without its hash, the first prev 64 zeros', () => {
  const [event] = linkEvents(start, [draft], stamp);
  const canonical =
    `{"actor":{"id":"p","kind":"person"},"at":"${NOW}","facts":{"choice":"approve"},"op":"${stamp.op}",` +
    `"prev":"${'0'.repeat(64)}","request":"${start.request}","seq":1,"type":"voted"}`;
  assert.equal(event?.hash, createHash('sha256').update(canonical).digest('hex'));
});

test('every chain verifies after it was stored and read again, however its commits were cut', () => {
  fc.assert(
    fc.property(drafts, fc.nat({ max: 6 }), (all, cut) => {
      const first = linkEvents(start, all.slice(0, cut), stamp);
      const last = first.at(-1);
      const head = last === undefined ? start : { request: start.request, seq: last.seq, head: last.hash };
      const events = [...first, ...linkEvents(head, all.slice(cut), { ...stamp, op: idOf('op', 2) })];
      const stored = JSON.parse(JSON.stringify(events)) as ChainEvent[];
      const end = stored.at(-1);
      assert.deepEqual(verifyChain(stored, { seq: stored.length, head: end?.hash ?? GENESIS }), { ok: true });
    }),
  );
});

test('changing, dropping, doubling or swapping any event is noticed, and the first bad one is named', () => {
  const events = linkEvents(start, [draft, draft, draft, draft], stamp);
  const head = { seq: 4, head: events[3]?.hash ?? '' };
  const changes: Record<string, (at: number) => Partial<ChainEvent>> = {
    type: () => ({ type: 'approved' }),
    actor: () => ({ actor: { kind: 'person', id: 'q' } }),
    facts: () => ({ facts: { choice: 'deny' } }),
    at: () => ({ at: '2026-11-21T14:00:00.001Z' }),
    op: () => ({ op: 'op_other' }),
    request: () => ({ request: idOf('req', 2) }),
    prev: () => ({ prev: 'f'.repeat(64) }),
    hash: () => ({ hash: 'f'.repeat(64) }),
  };
  for (const [member, change] of Object.entries(changes)) {
    for (let at = 0; at < 4; at++) {
      const forged = events.map((event, index) => (index === at ? { ...event, ...change(at) } : event));
      const verified = verifyChain(forged, head);
      assert.equal(verified.ok, false, `${member} of event ${at + 1}`);
      assert.equal(!verified.ok && verified.seq, at + 1, `${member} of event ${at + 1}`);
    }
  }
  const [a, b, c, d] = events as [ChainEvent, ChainEvent, ChainEvent, ChainEvent];
  for (const broken of [[a, b, c], [b, c, d], [a, c, d], [a, b, b, c, d], [a, c, b, d], []]) {
    assert.equal(verifyChain(broken, head).ok, false);
  }
});

test('an event rehashed after a change is still noticed by the one behind it', () => {
  const events = linkEvents(start, [draft, draft], stamp);
  const [first, second] = events as [ChainEvent, ChainEvent];
  const forged = { ...first, facts: { choice: 'deny' } };
  const verified = verifyChain([{ ...forged, hash: hashEvent(forged) }, second]);
  assert.deepEqual(verified, { ok: false, seq: 2, problem: 'does not continue the event before it' });
});

test('events of one commit share its time and operation id and are numbered on', () => {
  const events = linkEvents({ ...start, seq: 4 }, [draft, draft], stamp);
  assert.deepEqual(
    events.map(({ seq, at, op }) => ({ seq, at, op })),
    [
      { seq: 5, ...stamp },
      { seq: 6, ...stamp },
    ],
  );
});

test('a last event that was replaced and hashed anew is noticed by the head', () => {
  const events = linkEvents(start, [draft, draft], stamp);
  const [first, second] = events as [ChainEvent, ChainEvent];
  const forged = { ...second, facts: { choice: 'deny' } };
  const chain = [first, { ...forged, hash: hashEvent(forged) }];
  assert.equal(verifyChain(chain).ok, true);
  assert.equal(verifyChain(chain, { seq: 2, head: second.hash }).ok, false);
});
