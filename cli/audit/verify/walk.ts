// The way through a package: its records one after the other, each with its events and texts, which stand in the same order in files of their
// own. Whatever the size of the package, one record at a time is held.
import { createHash } from 'node:crypto';
import { checkChain, checkRequest, type Flaw } from '../../../approvals/audit/check-request.ts';
import { checkStanding } from '../../../approvals/audit/check-standing.ts';
import type { TextLine } from '../../../approvals/audit/package.ts';
import type { PinnedPolicies } from '../../../approvals/audit/pinned-policies.ts';
import type { ChainEvent } from '../../../approvals/words.ts';
import { createEventHashes, type EventHashes } from './event-hash.ts';
import type { Finding, Findings } from './findings.ts';
import type { Line, Lines } from './lines.ts';
import type { Opened } from './manifest.ts';
import type { Totals } from './totals.ts';
import type { UniqueIds } from './unique-ids.ts';

/** How far a chain reaches, and its hashes. */
export interface Chain {
  readonly day?: string;
  readonly id: string;
  readonly status?: string;
  /** When a request was asked. */
  readonly createdAt?: string;
  readonly hashes: readonly string[];
}

/** What the way needs, and what it tells. */
export interface Walk {
  readonly opened: Opened;
  readonly policies: PinnedPolicies;
  readonly files: Readonly<Record<'requests' | 'standings' | 'events' | 'texts', Lines>>;
  readonly findings: Findings;
  readonly totals: Totals;
  readonly ids: UniqueIds;
  /** Each chain in its order: how far it reaches is compared with sealed lists. */
  readonly onChain: (chain: Chain) => void;
  /** A signed approval to be verified. */
  readonly onGrant: (grant: { readonly token: string; readonly place: Omit<Finding, 'why'> }) => void;
  readonly onProgress: () => void;
}

type Taken = { readonly first: number; readonly values: readonly object[] };

/** Goes all the way. Throws `BadLine`; what cannot be told apart any more is not gone on with. */
export function walk(from: Walk): { readonly heads: { count: number; sha256: string } } {
  const heads = createHash('sha256');
  let chains = 0;
  const { files, findings, totals, ids, opened } = from;
  const { query, tenant } = opened.manifest;
  const hashes = createEventHashes();
  const around = { tenant, policy: from.policies.find, hashOf: hashes.of };
  let last = '';

  const pass = (chain: Chain, line: object) => {
    heads.update(`${chain.id} ${Reflect.get(line, 'seq')} ${Reflect.get(line, 'head')}\n`);
    chains += 1;
    from.onChain(chain);
  };

  for (let line = files.requests.next(); line !== undefined; line = files.requests.next()) {
    const { id = '', day = '' } = line.value as { id?: string; day?: string };
    const place = { file: 'requests.ndjson', line: line.number, id };
    if (`${day} ${id}` <= last)
      findings.add({ ...place, why: 'is not in order: days, and ids within a day, rise' });
    if (day < query.from || day > query.to)
      findings.add({ ...place, why: `is of ${day}, and was not asked for` });
    last = `${day} ${id}`;
    const events = take(files.events, id, hashes.add);
    const texts = take(files.texts, id);
    const found = checkRequest(line.value, events.values as ChainEvent[], texts.values as TextLine[], around);
    if ('why' in found) addFlaw(findings, found, { line: line.number, events, texts, id });
    else {
      totals.request(found);
      if (found.grant !== undefined) from.onGrant({ token: found.grant.token, place });
    }
    const { status, created_at: createdAt } = line.value as { status?: string; created_at?: string };
    ids.add(id);
    totals.status(status ?? '');
    pass({ day, id, hashes: hashesOf(events), status: status ?? '', createdAt: createdAt ?? '' }, line.value);
    from.onProgress();
  }

  last = '';
  for (let line = files.standings.next(); line !== undefined; line = files.standings.next()) {
    const { id = '' } = line.value as { id?: string };
    if (id <= last) findings.add({ file: 'standings.ndjson', line: line.number, id, why: 'is not in order' });
    last = id;
    const events = take(files.events, id, hashes.add);
    const texts = take(files.texts, id);
    const found = checkStanding(
      line.value,
      events.values as ChainEvent[],
      texts.values as TextLine[],
      around,
    );
    if ('why' in found) addFlaw(findings, found, { line: line.number, events, texts, id });
    else totals.texts(found);
    pass({ id, hashes: hashesOf(events) }, line.value);
  }
  checkLog(from, hashes, pass);
  return { heads: { count: chains, sha256: heads.digest('hex') } };
}

/** The lines of one record, all that stand next. */
function take(lines: Lines, id: string, onLine?: (value: object, text: string) => void): Taken {
  const values: object[] = [];
  const first = lines.peek()?.number ?? 0;
  for (let line = lines.peek(); isOf(line, id); line = lines.peek()) {
    values.push(line.value);
    onLine?.(line.value, line.text);
    lines.next();
  }
  return { first, values };
}

const isOf = (line: Line | undefined, id: string): line is Line =>
  line !== undefined && Reflect.get(line.value, 'request') === id;

const hashesOf = ({ values }: Taken): readonly string[] =>
  values.map((event) => String(Reflect.get(event, 'hash')));

/** Where in the package a flaw of a record is. */
function addFlaw(
  findings: Findings,
  { file, nth, why, unknown }: Flaw,
  { line, events, texts, id }: { line: number; events: Taken; texts: Taken; id: string },
): void {
  const first = { 'events.ndjson': events.first, 'texts.ndjson': texts.first }[file as string] ?? line;
  findings.add({ file, line: first + nth, id, why, ...(unknown === undefined ? {} : { unknown }) });
}

/** Behind all records stands the log of the record itself, up to the start of this export. */
function checkLog(
  { files, findings, opened }: Walk,
  hashes: EventHashes,
  pass: (chain: Chain, line: object) => void,
): void {
  const { manifest } = opened;
  const id = `log_${manifest.tenant}`;
  const events = take(files.events, id, hashes.add);
  const place = { file: 'events.ndjson', id };
  const values = events.values as ChainEvent[];
  const last = values.at(-1);
  const line = { id, seq: manifest.export.event, head: last?.hash ?? '' };
  const chain = checkChain(line, values, hashes.of);
  if ('why' in chain) addFlaw(findings, chain, { line: events.first, events, texts: events, id });
  else if (last === undefined || Reflect.get(last.facts, 'export') !== manifest.export.id)
    findings.add({ ...place, line: events.first, why: 'does not end with the start of this export' });
  if (last !== undefined) pass({ id, hashes: hashesOf(events) }, { seq: last.seq, head: last.hash });
  for (const [file, lines] of [
    ['events.ndjson', files.events],
    ['texts.ndjson', files.texts],
  ] as const) {
    const left = lines.peek();
    if (left === undefined) continue;
    const owner = String(Reflect.get(left.value, 'request'));
    findings.add({
      file,
      line: left.number,
      id: owner,
      why: 'belongs to no record of the package, or stands out of order',
    });
  }
}
