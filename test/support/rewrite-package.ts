// A package in which one request was rewritten by somebody who can make every hash fit, and who has it signed anew.
import assert from 'node:assert/strict';
import { GENESIS, linkEvents } from '../../approvals/change/chain.ts';
import type { ChainEvent, EventDraft } from '../../approvals/words.ts';
import { type Files, linesOf, rowsOf, signPackage } from './a-package.ts';
import type { Population } from './a-population.ts';

/** A line of requests.ndjson, to be changed. */
export type Line = { id: string; status: string; seq: number; head: string; action: string } & Record<
  string,
  unknown
>;
/** An event, to be changed. */
export type Event = { -readonly [K in keyof ChainEvent]: ChainEvent[K] } & { facts: Record<string, unknown> };
/** What the directory said of a voter, as an event tells it. */
export type Evidence = { asked_groups: string[]; member_of: string[]; barred: string[] };
/** Which request, by its line and the kinds of its events. */
export type Pick = (line: Line, types: readonly string[]) => boolean;
/** What is done to it. */
export type Change = (line: Line, events: Event[]) => void;

/** The good package with the first such request and its events rewritten; texts that belong to none of its events any more are gone. */
export async function rewritePackage(
  good: Files,
  key: Population['signingKey'],
  pick: Pick,
  change: Change,
): Promise<Files> {
  const lines = rowsOf(good['requests.ndjson']) as unknown as Line[];
  const events = rowsOf(good['events.ndjson']) as unknown as Event[];
  const of = (id: string) => events.filter(({ request }) => request === id);
  const typesOf = ({ id }: Line) => of(id).map(({ type }) => type);
  const line = lines.find((each) => pick(each, typesOf(each)));
  assert.ok(line, 'there is no such request');
  const mine = of(line.id);
  change(line, mine);
  const linked: ChainEvent[] = [];
  for (const { type, actor, facts, at, op } of mine) {
    const head = { request: line.id, seq: linked.length, head: linked.at(-1)?.hash ?? GENESIS };
    linked.push(...linkEvents(head, [{ type, actor, facts } as EventDraft], { at, op }));
  }
  line.seq = linked.length;
  line.head = linked.at(-1)?.hash ?? '';
  const all = events.flatMap((each) => (each.request !== line.id ? [each] : each.seq === 1 ? linked : []));
  const told = JSON.stringify(linked);
  const texts = rowsOf(good['texts.ndjson']).filter(
    ({ request, digest }) =>
      request !== line.id || (line.purged === undefined && told.includes(String(digest))),
  );
  return await signPackage(
    {
      ...good,
      'requests.ndjson': linesOf(lines),
      'events.ndjson': linesOf(all),
      'texts.ndjson': linesOf(texts),
    },
    key,
  );
}

/** Asked, voted on, and ended so. */
export const asked =
  (status: string): Pick =>
  (line, types) =>
    line.status === status &&
    types.includes('voted') &&
    line.trial === undefined &&
    line.purged === undefined &&
    line.intent !== undefined;

/** The first event of this kind. */
export function eventOf(events: readonly Event[], type: string): Event {
  const found = events.find((each) => each.type === type);
  assert.ok(found, type);
  return found;
}

/** What the directory said when it came about. */
export const evidenceOf = ({ facts }: Event): Evidence => facts.checked as Evidence;
