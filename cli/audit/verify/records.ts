// The records of a package, one after the other, each with the lines of its events and texts, which stand in the same order in files of their own.
// Found by what the canonical form lets nobody else say, without reading the lines: whoever checks them reads them.
import type { RawRecord, SomeLines } from './check-record.ts';
import { asBuffer, type RawLine, type RawLines } from './raw-lines.ts';

/** The files that records are made of. */
export type RecordFiles = Readonly<Record<'requests' | 'standings' | 'events' | 'texts', RawLines>>;

/** Behind `head`, and `history` where there is one, comes `id` in a request's form; a quotation mark inside a text is written otherwise. */
const REQUEST_ID = /"head":"[^"]*",(?:"history":\{.*?\},)?"id":"([^"]*)"/;
const STANDING_ID = /"id":"([^"]*)"/;
const OWNER = '"request":"';

/** Requests, standings, the log. Throws `BadLine`. */
export function* recordsOf(files: RecordFiles, log: string): Generator<RawRecord> {
  for (const [kind, own, pattern] of [
    ['request', files.requests, REQUEST_ID],
    ['standing', files.standings, STANDING_ID],
  ] as const) {
    for (let line = own.next(); line !== undefined; line = own.next()) {
      const id = pattern.exec(asBuffer(line.bytes).toString('latin1'))?.[1] ?? '';
      yield {
        kind,
        id,
        line: { first: line.number, lines: [line.bytes] },
        events: take(files.events, id),
        texts: take(files.texts, id),
      };
    }
  }
  const events = take(files.events, log);
  yield {
    kind: 'log',
    id: log,
    line: { first: events.first, lines: [] },
    events,
    texts: { first: 0, lines: [] },
  };
}

/** Whose line it is: no member behind `request` holds another text of that form. */
export function ownerOf({ bytes }: RawLine): string {
  const line = asBuffer(bytes);
  const at = line.lastIndexOf(OWNER) + OWNER.length;
  return line.toString('latin1', at, line.indexOf('"', at));
}

/** The lines of one record, all that stand next. */
function take(lines: RawLines, id: string): SomeLines {
  const taken: Uint8Array[] = [];
  const first = lines.peek()?.number ?? 0;
  for (let line = lines.peek(); line !== undefined && ownerOf(line) === id; line = lines.peek()) {
    taken.push(line.bytes);
    lines.next();
  }
  return { first, lines: taken };
}
