// A package of many requests: those of a small one again and again under ids of their own, each with its chain linked and its approval signed anew,
// so that it is as good as the small one and as large as wanted. Written to disk as it is made.
import { createHash } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import canonicalize from 'canonicalize';
import { SignJWT } from 'jose';
import { GENESIS, linkEvents } from '../../approvals/change/chain.ts';
import { grantIdOf } from '../../approvals/grant/grant.ts';
import { POLICY_CHANGE } from '../../approvals/policy/judgement/judge-change.ts';
import type { ChainEvent } from '../../approvals/words.ts';
import { readSigningKeys } from '../../keys/signing-key.ts';
import { type Files, rowsOf, sign } from './a-package.ts';
import type { Population } from './a-population.ts';

type Row = Readonly<Record<string, unknown>>;
type Key = Population['signingKey'];

/** What was counted would go past its limit, and a change of the policy is made once. */
const isRepeatable = ({ action, verdict }: Row): boolean =>
  action !== POLICY_CHANGE && (verdict as { counted?: object }).counted === undefined;

/** The folder, and how many events are in it. Remove it afterwards. */
export async function manyRequests(
  small: Files,
  key: Key,
  events: number,
): Promise<{ readonly folder: string; readonly events: number; readonly remove: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-many-'));
  const [{ kid, privateKey }] = readSigningKeys(key);
  const requests = rowsOf(small['requests.ndjson']);
  const byRequest = (file: string) => grouped(rowsOf(small[file]), 'request');
  const [chains, texts] = [byRequest('events.ndjson'), byRequest('texts.ndjson')];
  const own = requests.filter(isRepeatable).reduce((sum, { seq }) => sum + Number(seq), 0);
  const copies = Math.ceil(events / own);
  const out = createFiles(folder);
  const byStatus: Record<string, number> = {};
  const heads = createHash('sha256');
  let count = 0;

  const plan = [...grouped(requests, 'day').values()].flatMap((ofDay) =>
    Array.from({ length: copies }, (_, n) =>
      ofDay.filter((request) => n === 0 || isRepeatable(request)).map((request) => ({ request, n })),
    ).flat(),
  );
  // Each copy names its own: a request may tell of another one that was denied before it.
  const ids = new Map(
    plan.map(({ request, n }, nth) => [`${n} ${request.id}`, String(nth + 1).padStart(26, '0')]),
  );
  const known = new RegExp(requests.map(({ id }) => String(id).slice(4)).join('|'), 'g');
  const renamedIn = <T>(n: number, value: T): T =>
    JSON.parse(JSON.stringify(value).replace(known, (old) => ids.get(`${n} req_${old}`) ?? old));
  const copy = async ({ request, n }: (typeof plan)[number]) => {
    count += 1;
    const before = String(request.id);
    const id = `req_${ids.get(`${n} ${before}`)}`;
    const renamed = <T>(value: T): T => renamedIn(n, value);
    const chain = relink(renamed(chains.get(before) ?? []) as unknown as readonly ChainEvent[], id);
    const head = chain.at(-1)?.hash ?? GENESIS;
    const { grant, ...line } = renamed(request) as Row & { grant?: Row };
    const signed =
      grant?.token === undefined ? grant : { ...grant, token: await signAnew(String(grant.token), id) };
    out.add('requests.ndjson', { ...line, head, ...(signed === undefined ? {} : { grant: signed }) });
    for (const event of chain) out.add('events.ndjson', event);
    for (const text of texts.get(before) ?? []) out.add('texts.ndjson', { ...text, request: id });
    byStatus[String(request.status)] = (byStatus[String(request.status)] ?? 0) + 1;
    heads.update(`${id} ${chain.length} ${head}\n`);
  };
  const signAnew = (token: string, id: string): Promise<string> => {
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return new SignJWT({ ...claims, request: id, jti: grantIdOf(id) })
      .setProtectedHeader({ alg: 'ES256', kid, typ: 'countersign-grant+jwt' })
      .sign(privateKey);
  };

  for (const each of plan) await copy(each);
  for (const standing of rowsOf(small['standings.ndjson'])) {
    // A pause tells which request was reported: by the id it has here.
    const id = String(standing.id);
    const chain = relink(renamedIn(0, chains.get(id) ?? []) as unknown as readonly ChainEvent[], id);
    const head = chain.at(-1)?.hash ?? GENESIS;
    out.add('standings.ndjson', { ...renamedIn(0, standing), head });
    for (const event of chain) out.add('events.ndjson', event);
    for (const text of texts.get(id) ?? []) out.add('texts.ndjson', text);
    heads.update(`${id} ${chain.length} ${head}\n`);
  }
  const [logId = '', ofLog = []] = [...chains].find(([id]) => id.startsWith('log_')) ?? [];
  const log = relink(renamedIn(0, ofLog) as unknown as readonly ChainEvent[], logId);
  for (const event of log) out.add('events.ndjson', event);
  const last = log.at(-1);
  heads.update(`${last?.request} ${last?.seq} ${last?.hash}\n`);
  for (const policy of rowsOf(small['policies.ndjson'])) out.add('policies.ndjson', policy);
  out.addText('keys.json', small['keys.json'] ?? '');

  const entries = out.close();
  const linesIn = (name: string) => entries.find((each) => each.name === name)?.lines ?? 0;
  const { sealed: _sealed, ...manifest } = JSON.parse(small['manifest.json'] ?? '{}');
  const text =
    canonicalize({
      ...manifest,
      counts: {
        ...manifest.counts,
        requests: count,
        by_status: byStatus,
        events: linesIn('events.ndjson'),
        texts: linesIn('texts.ndjson'),
      },
      heads: { count: count + linesIn('standings.ndjson') + 1, sha256: heads.digest('hex') },
      files: entries,
    }) ?? '';
  writeFileSync(join(folder, 'manifest.json'), text);
  writeFileSync(join(folder, 'manifest.jws'), await sign(text, 'countersign-manifest+jws', key));
  return {
    folder,
    events: linesIn('events.ndjson'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function grouped(rows: readonly Row[], member: string): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = String(row[member]);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return groups;
}

/** The same events, one behind the other. */
function relink(events: readonly ChainEvent[], id: string): readonly ChainEvent[] {
  const linked: ChainEvent[] = [];
  for (const { type, actor, facts, at, op } of events) {
    const head = { request: id, seq: linked.length, head: linked.at(-1)?.hash ?? GENESIS };
    linked.push(...linkEvents(head, [{ type, actor, facts }], { at, op }));
  }
  return linked;
}

const NAMES = [
  'policies.ndjson',
  'requests.ndjson',
  'standings.ndjson',
  'events.ndjson',
  'texts.ndjson',
  'keys.json',
];

function createFiles(folder: string) {
  const open = new Map(
    NAMES.map((name) => [
      name,
      { file: openSync(join(folder, name), 'w'), hash: createHash('sha256'), lines: 0, bytes: 0 },
    ]),
  );
  const addText = (name: string, text: string) => {
    const each = open.get(name);
    if (each === undefined) throw new TypeError(name);
    const bytes = Buffer.from(text);
    writeSync(each.file, bytes);
    each.hash.update(bytes);
    each.lines += 1;
    each.bytes += bytes.length;
  };
  return {
    addText,
    add: (name: string, row: object) => addText(name, `${canonicalize(row)}\n`),
    close: () =>
      [...open].map(([name, { file, hash, lines, bytes }]) => {
        closeSync(file);
        return { name, lines, bytes, sha256: hash.digest('hex') };
      }),
  };
}
