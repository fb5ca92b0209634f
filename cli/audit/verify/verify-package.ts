// Verifies a package: every file, line, chain, state, decision and signature in it, offline. Opens no connection and changes nothing.
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createYeses } from '../../../approvals/audit/check/check-limits.ts';
import { createPinnedPolicies, type PinnedPolicies } from '../../../approvals/audit/check/pinned-policies.ts';
import { logId } from '../../../approvals/audit/log.ts';
import { PACKAGE_FILES, type PackageFile } from '../../../approvals/audit/package.ts';
import { UNFINISHED } from '../export/folder.ts';
import { type Chain, type CheckedRecord, createRecordCheck, type RawRecord } from './check-record.ts';
import { startCrew } from './crew.ts';
import { createFlaws, type Flaw, type Flaws } from './flaws.ts';
import { type Lines, openLines } from './lines.ts';
import { type Opened, openPackage } from './manifest.ts';
import { BadLine, openRawLines, type RawLines } from './raw-lines.ts';
import { recordsOf } from './records.ts';
import { openSealed, type SealedLists } from './sealed.ts';
import { type Counts, noCounts } from './totals.ts';
import { createUniqueIds } from './unique-ids.ts';
import { checkNothingLeft, walk } from './walk.ts';

/** What was found. */
export interface Verified {
  readonly opened: Opened | undefined;
  readonly counts: Counts;
  readonly flaws: readonly Flaw[];
  /** All of them; `flaws` are the first. */
  readonly found: number;
  /** Lists of sealed heads: whether anything was compared, and with which newest list. */
  readonly sealed: Pick<SealedLists, 'newest' | 'after' | 'lists' | 'passedOver'> | undefined;
}

/** What to verify by. */
export interface VerifyOptions {
  /** Thumbprint of the key that must have signed. */
  readonly trust?: string | undefined;
  /** Folder of sealed lists; else the package's own. */
  readonly heads?: string | undefined;
  /** From this many events on, threads do it; for tests. */
  readonly threadsFrom?: number;
  /** Told now and then how many requests are done. */
  readonly onProgress?: (done: number, of: number) => void;
}

const OTHERS = ['manifest.json', 'manifest.jws', 'sealed'];
/** Below this many events starting threads costs more than they save. */
const THREADS_FROM = 20_000;

/** Verifies the package in `folder`. Throws what reading files throws. */
export async function verifyPackage(folder: string, options: VerifyOptions): Promise<Verified> {
  const flaws = createFlaws();
  const counts = noCounts();
  checkNames(folder, flaws);
  const opened = await openPackage(folder, flaws);
  if (opened === undefined)
    return { opened, counts, flaws: flaws.all(), found: flaws.count(), sealed: undefined };
  const { manifest, keys, signedBy } = opened;
  if (options.trust !== undefined && signedBy !== undefined && signedBy !== options.trust)
    flaws.add({ file: 'manifest.jws', why: `is signed by ${signedBy}, and not by the key you trust` });

  const policies = createPinnedPolicies();
  const policyLines = openLines(join(folder, 'policies.ndjson'));
  const kept = await readPolicies(policyLines, policies, flaws);
  const open = (name: PackageFile) => openRawLines(join(folder, name));
  const files = {
    requests: open('requests.ndjson'),
    standings: open('standings.ndjson'),
    events: open('events.ndjson'),
    texts: open('texts.ndjson'),
  };
  const sealed = openHeads(folder, options.heads, opened, flaws);
  const ids = createUniqueIds();
  const yeses = createYeses();
  let done = 0;
  const { tenant } = manifest;
  const { event: seq, id: exportId, started_at: at } = manifest.export;
  const log = { seq, export: exportId, at };
  const records = recordsOf(files, logId(tenant));
  const crew =
    manifest.counts.events < (options.threadsFrom ?? THREADS_FROM)
      ? undefined
      : startCrew({ tenant, log, policies: kept, keys: opened.jwks });
  const checked = crew?.checkAll(records) ?? checkHere(records, { tenant, log, policies, keys });
  const onChain = (chain: Chain) => sealed?.onChain(chain);
  const onProgress = () => {
    done += 1;
    if (done % 500 === 0) options.onProgress?.(done, manifest.counts.requests);
  };
  const heads = await orBroken(flaws, () =>
    walk(checked, { opened, flaws, counts, ids, yeses, onChain, onProgress }),
  );
  await crew?.end();
  // What is behind a line that is none was not looked at: nothing can be said of what a list seals there.
  if (heads !== undefined) {
    checkNothingLeft(files, flaws);
    sealed?.close();
    const double = ids.firstDouble(join(folder, 'requests.ndjson'));
    if (double !== undefined)
      flaws.add({ file: 'requests.ndjson', ...double, why: 'stands in the package twice' });
    for (const each of yeses.tooMany()) flaws.add({ file: 'requests.ndjson', ...each });
  }
  const closed: Record<PackageFile, Closed> = {
    'policies.ndjson': policyLines.close(),
    'requests.ndjson': files.requests.close(),
    'standings.ndjson': files.standings.close(),
    'events.ndjson': files.events.close(),
    'texts.ndjson': files.texts.close(),
    'keys.json': open('keys.json').close(),
  };
  checkFiles(opened, closed, flaws);
  if (heads !== undefined) checkCounts(opened, { counts, policies, heads }, flaws);
  return { opened, counts, flaws: flaws.all(), found: flaws.count(), sealed };
}

type Closed = ReturnType<RawLines['close']>;

async function* checkHere(
  records: Iterable<RawRecord>,
  around: Parameters<typeof createRecordCheck>[0],
): AsyncGenerator<CheckedRecord> {
  const check = createRecordCheck(around);
  for (const record of records) yield check(record);
}

/** A line that is none ends what reads it: what stands behind it cannot be told apart. */
async function orBroken<T>(flaws: Flaws, read: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof BadLine)) throw error;
    flaws.add({ file: error.file, line: error.line, why: error.message });
    return undefined;
  }
}

/** Nothing missing, nothing that the manifest does not tell of. */
function checkNames(folder: string, flaws: Flaws): void {
  for (const name of readdirSync(folder)) {
    // Not followed where it leads: what lies elsewhere is no part of what was handed over.
    const it = lstatSync(join(folder, name));
    const isFile = it.isFile();
    if (it.isSymbolicLink()) {
      flaws.add({ file: name, why: 'is a link, and no part of a package' });
      continue;
    }
    const isKnown = [...OTHERS, ...PACKAGE_FILES].includes(name);
    if (name === UNFINISHED) flaws.add({ file: name, why: 'tells that the export was never finished' });
    else if (!isKnown || isFile === (name === 'sealed'))
      flaws.add({ file: name, why: 'is no part of a package' });
  }
}

/** Takes the lines in; gives those that are good. */
async function readPolicies(
  lines: Lines,
  policies: PinnedPolicies,
  flaws: Flaws,
): Promise<readonly object[]> {
  const good: object[] = [];
  await orBroken(flaws, () => {
    for (let line = lines.next(); line !== undefined; line = lines.next()) {
      const why = policies.add(line.value);
      if (why === undefined) good.push(line.value);
      else flaws.add({ file: 'policies.ndjson', line: line.number, why });
    }
  });
  return good;
}

function openHeads(folder: string, given: string | undefined, { manifest, keys }: Opened, flaws: Flaws) {
  const own = readdirSync(folder).includes('sealed') ? join(folder, 'sealed') : undefined;
  const from = given ?? own;
  const { sealed } = manifest;
  if (from === undefined) {
    // Signed with the manifest: who took the lists away took away what shows that chains are missing.
    if (sealed !== undefined)
      flaws.add({ file: 'sealed', why: `is not here, and the manifest names list ${sealed.n}` });
    return undefined;
  }
  const where = { path: from, label: given ?? 'sealed', isOwn: given === undefined };
  const lists = openSealed(where, { keys, flaws, manifest });
  if (sealed === undefined) return lists;
  const same = lists.statements.find(({ n }) => n === sealed.n);
  if (same === undefined || same.sha256 !== sealed.sha256)
    flaws.add({
      file: given ?? 'sealed',
      why: `does not hold list ${sealed.n}, which the manifest names`,
    });
  return lists;
}

/** Each file is what the manifest says. */
function checkFiles({ manifest }: Opened, files: Record<PackageFile, Closed>, flaws: Flaws): void {
  for (const name of PACKAGE_FILES) {
    const told = manifest.files.find((each) => each.name === name);
    const is = files[name];
    // One line without a newline at its end.
    const count = name === 'keys.json' ? 1 : is.lines;
    if (told === undefined) continue;
    if (told.sha256 !== is.sha256)
      flaws.add({ file: name, why: 'has another SHA-256 than the manifest says' });
    else if (told.bytes !== is.bytes || told.lines !== count)
      flaws.add({ file: name, why: 'has other bytes or lines than the manifest says' });
  }
}

interface Counted {
  readonly counts: Counts;
  readonly policies: PinnedPolicies;
  readonly heads: { readonly count: number; readonly sha256: string };
}

/** The manifest counts what is there. */
function checkCounts({ manifest }: Opened, { counts, policies, heads }: Counted, flaws: Flaws): void {
  const { counts: told, files } = manifest;
  const linesOf = (name: PackageFile) => files.find((each) => each.name === name)?.lines;
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ['requests', told.requests, counts.requests],
    ['by_status', sortedEntries(told.by_status), sortedEntries(counts.byStatus)],
    ['standings', told.standings, linesOf('standings.ndjson')],
    ['events', told.events, linesOf('events.ndjson')],
    ['texts', told.texts, linesOf('texts.ndjson')],
    ['policies', manifest.policies.join(), policies.versions().join()],
    ['policies', told.policies, policies.versions().length],
    ['heads', heads.count, manifest.heads.count],
    ['heads', heads.sha256, manifest.heads.sha256],
  ];
  const wrong = pairs.find(([, one, other]) => one !== other);
  if (wrong !== undefined)
    flaws.add({ file: 'manifest.json', why: `counts other ${wrong[0]} than there are` });
}

const sortedEntries = (map: Readonly<Record<string, number>>): string =>
  JSON.stringify(Object.entries(map).sort());
