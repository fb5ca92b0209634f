// A package made out of a population: its lines as an export makes them; their order, the lists of heads and the manifest written down a second
// time from docs/record.md alone, and made anew with other hashes and another signature by whoever tampers with it.
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import canonicalize from 'canonicalize';
import { CompactSign } from 'jose';
import type { Standing } from '../../approvals/agent/standing.ts';
import { logId } from '../../approvals/audit/log.ts';
import { requestLine, standingLine, textLine } from '../../approvals/audit/record-lines.ts';
import { linkEvents } from '../../approvals/change/chain.ts';
import { INTENT_KEY, REQUEST_KEY, STANDING_KEY } from '../../approvals/row-keys.ts';
import { dayOf } from '../../approvals/time.ts';
import type { ApprovalRequest, ChainEvent, Text } from '../../approvals/words.ts';
import { publicJwks } from '../../keys/publish.ts';
import { readSigningKeys } from '../../keys/signing-key.ts';
import { TENANT } from '../../local/directory.ts';
import type { Population } from './a-population.ts';
import { BASE_URL } from './builders.ts';

/** Its files by name. */
export type Files = Readonly<Record<string, string>>;
type Key = Population['signingKey'];
type Row = Readonly<Record<string, unknown>>;

const LOG_ID = logId(TENANT);
const EXPORT_ID = 'exp_00000000000000000000000001';
const GENESIS = '0'.repeat(64);
/** Just before the export began. */
const SEALED_AT = '2026-11-22T09:34:34.000Z';

/** The package of a population: all its days, with one list of sealed heads. */
export async function aPackage({ world, policies, signingKey }: Population): Promise<Files> {
  const { tables } = world;
  const partitions = [...new Set([...tables.all()].map(([name]) => name.split('\n')[0] ?? ''))];
  const dataOf = <T>(id: string, key: string) => tables.get(id, key)?.data as T;
  const listOf = <T>(id: string, prefix: string) => tables.list(id, prefix).map(({ row }) => row.data as T);
  const requests = partitions
    .filter((id) => id.startsWith('req_'))
    .map((id) => {
      const head = dataOf<ApprovalRequest>(id, REQUEST_KEY);
      const intent = dataOf<Uint8Array | undefined>(id, INTENT_KEY);
      return requestLine({ head, ...(intent === undefined ? {} : { intent }) }, dayOf(head.createdAt));
    })
    .sort((a, b) => (`${a.day} ${a.id}` < `${b.day} ${b.id}` ? -1 : 1));
  const standings = partitions
    .filter((id) => id.startsWith('agent_'))
    .sort()
    .map((id) => standingLine(dataOf<Standing>(id, STANDING_KEY), undefined));
  const log = aLog(listOf<ChainEvent>(LOG_ID, 'event-'), world.desk.clock());
  const ids = [...requests, ...standings].map(({ id }) => String(id));
  const events = [...ids.flatMap((id) => listOf<ChainEvent>(id, 'event-')), ...log];
  const texts = ids.flatMap((id) =>
    listOf<Text>(id, 'text-')
      .sort((a, b) => (a.digest < b.digest ? -1 : 1))
      .map((text) =>
        textLine(id, text, id.startsWith('req_') ? dataOf<ApprovalRequest>(id, REQUEST_KEY) : undefined),
      ),
  );
  const files = {
    'policies.ndjson': linesOf([...policies].sort((a, b) => (a.version < b.version ? -1 : 1))),
    'requests.ndjson': linesOf(requests),
    'standings.ndjson': linesOf(standings),
    'events.ndjson': linesOf(events),
    'texts.ndjson': linesOf(texts),
  };
  // Sealed before the export began.
  const sealed = await sealHeads([...requests, ...standings, logHead(log.slice(0, -1))], signingKey);
  return await signPackage({ ...files, ...sealed }, signingKey);
}

/** The log of the population, and behind it that its export began. */
const aLog = (before: readonly ChainEvent[], at: string): readonly ChainEvent[] => [
  ...before,
  ...linkEvents(
    { request: LOG_ID, seq: before.length, head: before.at(-1)?.hash ?? GENESIS },
    [
      {
        type: 'export_started',
        actor: { kind: 'person', id: 'auditor' },
        facts: { export: EXPORT_ID, from: '2026-11-18', to: '2026-11-22' },
      },
    ],
    { at, op: 'op_log' },
  ),
];

const logHead = (log: readonly ChainEvent[]): Row => ({
  id: LOG_ID,
  seq: log.length,
  head: log.at(-1)?.hash,
});

export const linesOf = (rows: readonly object[]): string =>
  rows.map((row) => `${canonicalize(row)}\n`).join('');
export const rowsOf = (file = ''): readonly Row[] =>
  file
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

/** Lists 1 and 2 of sealed heads, both of these chains. */
export async function sealHeads(heads: readonly Row[], key: Key): Promise<Files> {
  const first = await sealList({ n: 1, at: '2026-11-22T09:30:00.000Z', heads }, key);
  return { ...first, ...(await sealList({ n: 2, at: SEALED_AT, heads, after: first }, key)) };
}

/** One list of these chains, behind the one that is `after`. */
export async function sealList(
  {
    n,
    at,
    heads,
    after = {},
  }: { readonly n: number; readonly at: string; readonly heads: readonly Row[]; readonly after?: Files },
  key: Key,
): Promise<Files> {
  const name = (of: number) => `sealed/${String(of).padStart(8, '0')}`;
  const before = after[`${name(n - 1)}.ndjson`];
  const prev = before === undefined ? GENESIS : sha256(before);
  const byStatus: Record<string, number> = {};
  for (const { status } of heads)
    if (typeof status === 'string') byStatus[status] = (byStatus[status] ?? 0) + 1;
  const list = linesOf([
    { format: 1, n, prev, at, tenant: TENANT, software: { name: 'countersign', version: '0.1.0' } },
    ...heads.map(({ day, id, seq, head, status }) => ({ day, id, seq, hash: head, status })),
    { count: heads.length, by_status: byStatus },
  ]);
  const statement = { n, prev, sha256: sha256(list), count: heads.length, at };
  const jws = await sign(canonicalize(statement) ?? '', 'countersign-sealed-heads+jws', key);
  return { [`${name(n)}.ndjson`]: list, [`${name(n)}.jws`]: jws };
}

/** The files with keys, manifest and signature made to fit, whatever is in them. */
export async function signPackage(files: Files, key: Key, change: Row = {}): Promise<Files> {
  const named = { ...files, 'keys.json': canonicalize(publicJwks(key)) ?? '' };
  const requests = rowsOf(files['requests.ndjson']);
  const standings = rowsOf(files['standings.ndjson']);
  const policies = rowsOf(files['policies.ndjson']);
  const log = rowsOf(files['events.ndjson']).filter(({ request }) => request === LOG_ID);
  const last = log.at(-1);
  const heads = [
    ...requests,
    ...standings,
    ...(last ? [{ id: last.request, seq: last.seq, head: last.hash }] : []),
  ];
  const byStatus: Record<string, number> = {};
  for (const { status } of requests) byStatus[String(status)] = (byStatus[String(status)] ?? 0) + 1;
  const entries = [
    'policies.ndjson',
    'requests.ndjson',
    'standings.ndjson',
    'events.ndjson',
    'texts.ndjson',
    'keys.json',
  ];
  const entryOf = (name: string) => {
    const text = named[name as keyof typeof named] ?? '';
    const lines = name === 'keys.json' ? 1 : text.split('\n').length - 1;
    return { name, lines, bytes: Buffer.byteLength(text), sha256: sha256(text) };
  };
  const linesIn = (name: string) => entryOf(name).lines;
  const second = files['sealed/00000002.ndjson'];
  const manifest =
    canonicalize({
      format: 1,
      issuer: BASE_URL,
      tenant: TENANT,
      query: { from: '2026-11-18', to: '2026-11-22' },
      export: {
        id: EXPORT_ID,
        started_at: last?.at ?? '2026-11-22T23:00:00.000Z',
        ended_at: '2026-11-22T23:00:01.000Z',
        by: { kind: 'person', id: 'auditor' },
        event: log.length,
      },
      software: { name: 'countersign', version: '0.1.0' },
      counts: {
        requests: requests.length,
        by_status: byStatus,
        standings: standings.length,
        events: linesIn('events.ndjson'),
        texts: linesIn('texts.ndjson'),
        policies: policies.length,
        missing: 0,
      },
      heads: {
        count: heads.length,
        sha256: sha256(heads.map(({ id, seq, head }) => `${id} ${seq} ${head}\n`).join('')),
      },
      files: entries.map(entryOf),
      policies: policies.map(({ version }) => version),
      ...(second === undefined ? {} : { sealed: { n: 2, sha256: sha256(second), at: SEALED_AT } }),
      ...change,
    }) ?? '';
  return {
    ...named,
    'manifest.json': manifest,
    'manifest.jws': await sign(manifest, 'countersign-manifest+jws', key),
  };
}

/** A compact JWS as keys/ makes it. */
export async function sign(payload: string, typ: string, key: Key): Promise<string> {
  const [{ kid, privateKey }] = readSigningKeys(key);
  return await new CompactSign(Buffer.from(payload))
    .setProtectedHeader({ alg: 'ES256', kid, typ })
    .sign(privateKey);
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The folder on disk, and how to remove it. */
export function writePackage(files: Files): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-package-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
