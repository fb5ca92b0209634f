// Do the texts of a record have the digests that its events hold? A text that is not there was erased, which breaks no chain; one that no event
// brought was never said.
import { hash } from 'node:crypto';
import { lacksReason } from '../../decision/vote-reason.ts';
import { isRemoved, type Purged } from '../../purged.ts';
import type { Verdict } from '../../verdict.ts';
import type { TextLine } from '../package.ts';
import { sameJson } from './same-json.ts';
import type { Told, ToldOf } from './told.ts';

/** How many of its texts are gone, and how many were changed by taking something out. */
interface Said {
  readonly erased: number;
  readonly redacted: number;
}

/** The record that the texts belong to, as far as it says what they must be. */
interface Speaking {
  /** What the caller said of itself, as its line tells it. */
  readonly claims?: unknown;
  readonly purged?: Purged | undefined;
  /** What votes were held to; a standing has none. */
  readonly verdict?: Pick<Verdict, 'requireReason'>;
}

/** Counts them, or names the first text that is not as it was said, or says nothing where something had to be said. */
export function checkTexts(
  { claims, purged, verdict = {} }: Speaking,
  events: readonly Told[],
  texts: readonly TextLine[],
): Said | { readonly nth: number; readonly why: string } {
  const brought = broughtBy(events);
  if (isRemoved(purged, 'parameters')) {
    return texts.length === 0
      ? { erased: 0, redacted: 0 }
      : { nth: 0, why: 'is a text which an event says was removed' };
  }
  let redacted = 0;
  let salt: string | undefined;
  for (const [nth, text] of texts.entries()) {
    const seq = brought.get(text.digest);
    if (seq === undefined) return { nth, why: `is a text that no event brought (${text.digest})` };
    if ('redacted' in text) {
      redacted += 1;
      continue;
    }
    const digest = hash('sha256', `${text.salt}\n${text.text}`, 'base64url');
    if (digest !== text.digest) return { nth, why: 'is another text than its digest says' };
    const [own, number] = [
      text.salt.slice(0, text.salt.lastIndexOf('.')),
      text.salt.slice(text.salt.lastIndexOf('.') + 1),
    ];
    if (number !== String(seq) || own !== (salt ?? own))
      return { nth, why: `is a text of another event than ${seq}` };
    salt = own;
    const [first] = events;
    if (
      first?.type === 'requested' &&
      purged === undefined &&
      first.facts.claims === text.digest &&
      !sameJson(jsonOf(text.text), claims)
    )
      return { nth, why: 'is what the caller said of itself, and its request says something else' };
    const vote = events[seq - 1];
    if (vote?.type === 'voted' && lacksReason(verdict, { ...wordless(vote), comment: text.text }))
      return {
        nth,
        why: `is the reason that a rule asks of a vote to ${vote.facts.choice}, and says nothing`,
      };
  }
  return { erased: brought.size - texts.length, redacted };
}

const wordless = ({ facts: { choice, reason } }: ToldOf<'voted'>) => ({
  choice,
  ...(reason === undefined ? {} : { reason }),
});

/** Digests of texts, and the number of the event that brought each. */
function broughtBy(events: readonly Told[]): ReadonlyMap<string, number> {
  const brought = new Map<string, number>();
  for (const { seq, facts } of events) {
    for (const name of ['text', 'justification', 'claims'] as const) {
      const digest = (facts as Readonly<Record<string, unknown>>)[name];
      if (typeof digest === 'string') brought.set(digest, seq);
    }
  }
  for (const event of events) {
    if (event.type !== 'requested' && event.type !== 'similar_denied') continue;
    const told =
      event.type === 'similar_denied'
        ? [event.facts.changes]
        : [event.facts.denied_before?.changes, event.facts.history?.approved?.changes];
    for (const changes of told) if (changes !== undefined) brought.set(changes, event.seq);
  }
  return brought;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
