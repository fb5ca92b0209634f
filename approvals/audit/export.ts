// Exporting the record: a page at a time, each told by the cursor of the one before. That somebody looks is written into the log before
// anything is given, and that they got all of it before the manifest is. Nothing is remembered between two pages.
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { type Answer, accept, invalid, refuse } from '../refusal.ts';
import { exportKey, manifestKey } from '../row-keys.ts';
import type { Instant } from '../words.ts';
import { type Export, makeCursor, type Position, readCursor } from './cursor.ts';
import { type Entry, entriesFrom, type Source } from './entries.ts';
import { type Auditor, type LogDesk, logId, noteOnce } from './log.ts';
import { MANIFEST_TYPE, type Manifest } from './manifest.ts';
import type { OpenStatement, SignStatement } from './ports.ts';
import type { Query } from './query.ts';
import { newestList, type SealDesk } from './seal.ts';
import { createTally, type Line, type Tally } from './tally.ts';

/** What an export needs. */
export interface ExportDesk extends LogDesk, Omit<Source, 'clock'>, Pick<SealDesk, 'lists' | 'openAny'> {
  readonly sign: SignStatement;
  readonly open: OpenStatement;
  readonly issuer: string;
  readonly software: Manifest['software'];
}

/** One call for a page. */
export interface PageCall {
  readonly query: Query;
  /** The cursor of the page before; absent for the first. */
  readonly after: string | undefined;
  readonly by: Auditor & { readonly kind: 'agent' | 'person' };
}

/** A page is never larger, its last line included. */
const PAGE_BYTES = 4_000_000;
/** Room for the last line. */
const LAST_LINE_BYTES = 12_000;
/** After this long a page ends: no proxy waits for ever, and a cursor is kept in short steps. */
const PAGE_MS = 15_000;
const AGAIN = 'fetch the export from its beginning';

/**
 * One page, as NDJSON. Refusals: `invalid` for a cursor that is not one of ours, of another caller, of another query, or too old, and those
 * of the log. Throws `StoreFault`.
 */
export async function exportPage(desk: ExportDesk, call: PageCall): Promise<Answer<string>> {
  const begun = call.after === undefined ? await begin(desk, call) : await goOn(desk, call, call.after);
  if (!begun.ok) return begun;
  const tally = await createTally(begun.value.tally);
  if (tally === undefined) {
    return refuse(invalid('after', `was made by another version of Countersign: ${AGAIN}`));
  }
  if (begun.value.position.phase === 'end') {
    return finish(desk, { ...begun.value, before: begun.value.position.before }, tally, call.by);
  }
  return accept(await fill(desk, begun.value, tally));
}

/** Tells the log that an export begins, also one that is broken off later. */
async function begin(desk: ExportDesk, { query, by }: PageCall): Promise<Answer<Export>> {
  const id = desk.mint('exp');
  const tally = await createTally();
  if (tally === undefined) throw new TypeError('an empty tally can always be made');
  // Out of the container, which nobody can change, and before the log is told: all that this list names was there before the first page is read.
  const newest = await newestList(desk);
  const startedAt = desk.clock();
  const noted = await noteOnce(desk, exportKey(id), ({ seq }) => ({
    note: { id, event: seq + 1 },
    event: { type: 'export_started', by, facts: { export: id, ...query } },
  }));
  if (!noted.ok) return noted;
  const position: Position = { phase: 'requests', day: query.from };
  const { event } = noted.value;
  return accept({
    ...{ id, query, by: whoOf(by), startedAt, event, position, tally: tally.save() },
    ...(newest === undefined ? {} : { sealed: { n: newest.n, sha256: newest.sha256, at: newest.at } }),
  });
}

const whoOf = ({ kind, id }: PageCall['by']): Export['by'] => ({ kind, id });

async function goOn(desk: ExportDesk, { query, by }: PageCall, cursor: string): Promise<Answer<Export>> {
  const read = await readCursor(desk.open, desk.clock(), cursor);
  if (!read.ok) return refuse(invalid('after', `${read.why}: ${AGAIN}`));
  const { value } = read;
  if (value.by.kind !== by.kind || value.by.id !== by.id) {
    return refuse(invalid('after', `was given to somebody else: ${AGAIN}`));
  }
  if (value.query.from !== query.from || value.query.to !== query.to) {
    return refuse(
      invalid(
        'after',
        `belongs to the days ${value.query.from} to ${value.query.to}: name these, or ${AGAIN}`,
      ),
    );
  }
  return accept(value);
}

/** Fills a page and says where to go on. */
async function fill(desk: ExportDesk, export_: Export, tally: Tally): Promise<string> {
  const until = Date.parse(desk.clock()) + PAGE_MS;
  const out: string[] = [];
  let bytes = LAST_LINE_BYTES;
  let position = export_.position;
  for await (const entry of entriesFrom(desk, export_)) {
    const lines = entry.lines.map(written);
    const more = lines.reduce((sum, line) => sum + Buffer.byteLength(line, 'utf8'), 0);
    if (out.length > 0 && bytes + more > PAGE_BYTES) break;
    count(tally, entry);
    out.push(...lines);
    bytes += more;
    position = entry.after;
    if (Date.parse(desk.clock()) >= until) break;
  }
  const next = await makeCursor(desk.sign, desk.clock(), { ...export_, position, tally: tally.save() });
  return `${out.join('')}${JSON.stringify({ next })}\n`;
}

const written = ({ file, text }: Line): string => `{"file":${JSON.stringify(file)},"row":${text}}\n`;

function count(tally: Tally, { lines, head, status, missing }: Entry): void {
  for (const line of lines) tally.add(line);
  if (head !== undefined) tally.addHead(head.id, head.seq, head.hash);
  if (status !== undefined) tally.addStatus(status);
  if (missing) tally.addMissing();
}

/** What is given at the end, and stays the same however often it is asked for. */
interface Given {
  readonly manifest: string;
  readonly jws: string;
}

/** Signs the manifest once for what was sent, and tells the log before it is given. */
async function finish(
  desk: ExportDesk,
  export_: Export & { readonly before: Instant },
  tally: Tally,
  by: PageCall['by'],
): Promise<Answer<string>> {
  const key = manifestKey(digestOf(JSON.stringify([export_.id, tally.save()])));
  const id = logId(desk.tenant);
  const before = await desk.log.peek<Given>(id, key);
  if (before !== undefined) return accept(lastLine(before.data));
  const policies = await desk.reads.policyVersions(export_.before);
  const manifest = manifestOf(desk, export_, { tally, policies });
  const text = canonicalize(manifest) ?? '';
  const jws = await desk.sign(MANIFEST_TYPE, text);
  const facts = {
    export: export_.id,
    started: export_.event,
    ...export_.query,
    counts: manifest.counts,
    manifest: digestOf(text),
  };
  const given = await noteOnce<Given>(desk, key, () => ({
    note: { manifest: text, jws },
    event: { type: 'exported', by, facts },
  }));
  return given.ok ? accept(lastLine(given.value)) : given;
}

function manifestOf(
  { issuer, tenant, software, clock }: ExportDesk,
  { id, query, by, startedAt, event, sealed }: Export,
  { tally, policies }: { tally: Tally; policies: readonly string[] },
): Manifest {
  return {
    format: 1,
    issuer,
    tenant,
    query,
    export: { id, started_at: startedAt, ended_at: clock(), by, event },
    software,
    ...tally.close(),
    policies,
    ...(sealed === undefined ? {} : { sealed }),
  };
}

// As signed, to the byte: who reads it takes the manifest's own text out of the signature.
const lastLine = ({ manifest, jws }: Given): string => `{"manifest":${manifest},"jws":"${jws}"}\n`;

const digestOf = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
