// The hash chain of events, of a request or of an agent's standing. `hash` = SHA-256 (hex) of the RFC 8785 form of the event without `hash`;
// the first `prev` is 64 zeros. Pure: time and operation id are arguments.
import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { ChainEvent, ChainId, EventDraft, Instant } from '../words.ts';

/** `prev` of a chain's first event. */
export const GENESIS = '0'.repeat(64);

/** The hash an event must carry. */
export function hashEvent(event: Omit<ChainEvent, 'hash'>): string {
  const { request, seq, at, type, actor, facts, op, prev } = event;
  const bytes = canonicalize({ request, seq, at, type, actor, facts, op, prev });
  if (bytes === undefined) throw new TypeError('an event must be plain JSON');
  return hash('sha256', bytes, 'hex');
}

/** Links drafts behind the head of a chain; all of one commit carry its operation id and time. */
export function linkEvents(
  head: { readonly request: ChainId; readonly seq: number; readonly head: string },
  drafts: readonly EventDraft[],
  stamp: { readonly at: Instant; readonly op: string },
): readonly ChainEvent[] {
  const events: ChainEvent[] = [];
  let prev = head.head;
  for (const draft of drafts) {
    const event = {
      request: head.request,
      seq: head.seq + events.length + 1,
      at: stamp.at,
      type: draft.type,
      actor: draft.actor,
      facts: draft.facts,
      op: stamp.op,
      prev,
    };
    prev = hashEvent(event);
    events.push({ ...event, hash: prev });
  }
  return events;
}

/**
 * Checks a whole chain in order; names the first event that does not fit. `hashOf` is for who has the canonical bytes of an event at hand and
 * need not write them down again.
 */
export function verifyChain(
  events: readonly ChainEvent[],
  head?: { readonly seq: number; readonly head: string },
  hashOf: (event: ChainEvent) => string = hashEvent,
): { ok: true } | { ok: false; seq: number; problem: string } {
  let prev = GENESIS;
  for (const [index, event] of events.entries()) {
    const seq = index + 1;
    if (event.seq !== seq) return { ok: false, seq, problem: `expected event ${seq}, found ${event.seq}` };
    if (event.prev !== prev) return { ok: false, seq, problem: 'does not continue the event before it' };
    if (hashOf(event) !== event.hash) return { ok: false, seq, problem: 'content does not match its hash' };
    prev = event.hash;
  }
  if (head !== undefined && (head.seq !== events.length || head.head !== prev)) {
    return {
      ok: false,
      seq: events.length + 1,
      problem: 'the chain is shorter or longer than its head says',
    };
  }
  return { ok: true };
}
