// Records on their way to another thread: all their lines in one piece of memory that is handed over, since copying them one by one costs as much as
// checking them.
import type { RawRecord, SomeLines } from './check-record.ts';

const PARTS = ['line', 'events', 'texts'] as const;
type Part = (typeof PARTS)[number];

/** Some records, packed. */
export interface Parcel {
  readonly records: readonly Label[];
  /** Where each line ends in `bytes`: of every record its own line, its events, its texts. */
  readonly ends: Uint32Array<ArrayBuffer>;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A record without its lines: of each part the number of the first, and how many there are. */
interface Label extends Pick<RawRecord, 'kind' | 'id'> {
  readonly parts: Readonly<Record<Part, readonly [first: number, count: number]>>;
}

/** Packs them. What is in the parcel is a copy: its memory may be handed over. */
export function pack(records: readonly RawRecord[]): Parcel {
  const lines = records.flatMap((record) => PARTS.flatMap((part) => record[part].lines));
  const ends = new Uint32Array(lines.length);
  const bytes = new Uint8Array(lines.reduce((sum, line) => sum + line.length, 0));
  let at = 0;
  for (const [nth, line] of lines.entries()) {
    bytes.set(line, at);
    at += line.length;
    ends[nth] = at;
  }
  return { records: records.map(labelOf), ends, bytes };
}

/** The records again; their lines lie in the parcel. */
export function unpack({ records, ends, bytes }: Parcel): readonly RawRecord[] {
  let nth = 0;
  let at = 0;
  const take = ([first, count]: readonly [number, number]): SomeLines => {
    const lines = Array.from({ length: count }, () => {
      const line = bytes.subarray(at, ends[nth]);
      at += line.length;
      nth += 1;
      return line;
    });
    return { first, lines };
  };
  return records.map(({ kind, id, parts }) => ({
    kind,
    id,
    line: take(parts.line),
    events: take(parts.events),
    texts: take(parts.texts),
  }));
}

const labelOf = ({ kind, id, line, events, texts }: RawRecord): Label => ({
  kind,
  id,
  parts: { line: placeOf(line), events: placeOf(events), texts: placeOf(texts) },
});

const placeOf = ({ first, lines }: SomeLines): readonly [number, number] => [first, lines.length];
