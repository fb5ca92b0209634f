// A package in which one request was rewritten by somebody who can make every hash fit, and who has it signed anew.
import assert from 'node:assert/strict';
import { GENESIS, linkEvents } from '../../approvals/change/chain.ts';
import type { ChainEvent, EventDraft, RequestId } from '../../approvals/words.ts';
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
/** A text of it, as its line tells it. */
export type Said = { digest: string; salt: string; text: string };
/** What is done to it. */
export type Change = (line: Line, events: Event[], texts: readonly Said[]) => void;

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
  const texts = rowsOf(good['texts.ndjson']) as unknown as (Said & { request: string })[];
  change(
    line,
    mine,
    texts.filter(({ request }) => request === line.id),
  );
  const linked = relinked(mine.map((each) => ({ ...each, request: line.id as RequestId })));
  line.seq = linked.length;
  line.head = linked.at(-1)?.hash ?? '';
  const all = events.flatMap((each) => (each.request !== line.id ? [each] : each.seq === 1 ? linked : []));
  const told = JSON.stringify(linked);
  const left = texts.filter(
    ({ request, digest }) =>
      request !== line.id || (line.purged === undefined && told.includes(String(digest))),
  );
  return await signPackage(
    {
      ...good,
      'requests.ndjson': linesOf(lines),
      'events.ndjson': linesOf(all),
      'texts.ndjson': linesOf(left),
    },
    key,
  );
}

/** The good package with the log changed: every hash and signature made to fit. */
export async function rewriteLog(
  good: Files,
  key: Population['signingKey'],
  change: (events: Event[]) => void,
): Promise<Files> {
  const events = rowsOf(good['events.ndjson']) as unknown as Event[];
  const isLog = ({ request }: Event) => request.startsWith('log_');
  const log = events.filter(isLog);
  change(log);
  const others = events.filter((each) => !isLog(each));
  return await signPackage({ ...good, 'events.ndjson': linesOf([...others, ...relinked(log)]) }, key);
}

/** One chain again, whatever was changed, put in or taken out. */
function relinked(events: readonly Event[]): readonly ChainEvent[] {
  const linked: ChainEvent[] = [];
  for (const { request, type, actor, facts, at, op } of events) {
    const head = { request, seq: linked.length, head: linked.at(-1)?.hash ?? GENESIS };
    linked.push(...linkEvents(head, [{ type, actor, facts } as EventDraft], { at, op }));
  }
  return linked;
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
