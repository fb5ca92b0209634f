// The way through a package: what came of each record, in their order, is counted, compared with the order and the days that were asked for, and with
// lists of sealed heads. Whatever the size of the package, a few records are held at one time.
import { createHash } from 'node:crypto';
import { createPolicyChanges, type Reviewed } from '../../../approvals/audit/check/check-changes.ts';
import { createEarlierDenials } from '../../../approvals/audit/check/check-earlier.ts';
import { createHistories } from '../../../approvals/audit/check/check-history.ts';
import type { Yeses } from '../../../approvals/audit/check/check-limits.ts';
import { createJudgedBy } from '../../../approvals/audit/check/check-loads.ts';
import type { Chain, CheckedRecord } from './check-record.ts';
import type { Flaws } from './flaws.ts';
import type { Opened } from './manifest.ts';
import { ownerOf, type RecordFiles } from './records.ts';
import { createStandings } from './standings.ts';
import { type Counts, count } from './totals.ts';
import type { UniqueIds } from './unique-ids.ts';

/** What the way needs, and what it tells. */
export interface Walk {
  readonly opened: Opened;
  readonly flaws: Flaws;
  readonly counts: Counts;
  readonly ids: UniqueIds;
  readonly yeses: Yeses;
  /** Each chain in its order: how far it reaches is compared with sealed lists. */
  readonly onChain: (chain: Chain) => void;
  readonly onProgress: () => void;
}

/** Goes all the way. Throws `BadLine`; what cannot be told apart any more is not gone on with. */
export async function walk(
  records: AsyncIterable<CheckedRecord>,
  { opened, flaws, counts, ids, yeses, onChain, onProgress }: Walk,
): Promise<{ readonly count: number; readonly sha256: string }> {
  const heads = createHash('sha256');
  const { query } = opened.manifest;
  let chains = 0;
  let last = { kind: '', place: '' };
  const standings = createStandings();
  const judged = createJudgedBy();
  const earlier = createEarlierDenials();
  const histories = createHistories();
  const changes = createPolicyChanges();
  let reviewed: readonly Reviewed[] = [];
  for await (const record of records) {
    const { kind, line, chain, seq, head, tally, claim, standing, flaws: found } = record;
    const { id, day = '', hashes } = chain;
    for (const each of found) flaws.add(each);
    const place = { file: kind === 'request' ? 'requests.ndjson' : 'standings.ndjson', line, id };
    if (kind !== 'log' && last.kind === kind && `${day} ${id}` <= last.place)
      flaws.add({ ...place, why: 'is not in order: days, and ids within a day, rise' });
    if (kind === 'request' && (day < query.from || day > query.to))
      flaws.add({ ...place, why: `is of ${day}, and was not asked for` });
    last = { kind, place: `${day} ${id}` };
    if (kind === 'request') ids.add(id);
    if (found.length > 0) earlier.passOver(id);
    if (record.earlier !== undefined) earlier.add(record.earlier, { line, id });
    if (record.history !== undefined) histories.add(record.history, { line, id });
    if (record.change !== undefined) changes.add(record.change, { line, id });
    reviewed = record.reviewed ?? reviewed;
    if (claim !== undefined) standings.claim({ line, id }, claim);
    if (standing !== undefined) standings.tell(standing);
    const { policy: version, loads } = record;
    if (version !== undefined) judged.add({ version, at: chain.createdAt ?? '', id, line });
    const wrong = loads === undefined ? undefined : judged.wrong(loads);
    if (wrong !== undefined)
      flaws.add({ file: 'requests.ndjson', line: wrong.line, id: wrong.id, why: wrong.why });
    count(counts, tally, chain.status);
    yeses.add(tally.yeses ?? [], { line, id });
    if (kind === 'log' && hashes.length === 0) continue;
    heads.update(`${id} ${seq} ${head}\n`);
    chains += 1;
    onChain(chain);
    onProgress();
  }
  const across = [
    ...standings.flaws({ isFlawed: earlier.isFlawed, isHere: ids.has }),
    ...earlier.flaws({ isHere: ids.has, days: query }),
    ...histories.flaws({ isFlawed: earlier.isFlawed, isHere: ids.has, days: query }),
    ...changes.flaws(reviewed, query),
  ];
  for (const flaw of across) flaws.add({ file: 'requests.ndjson', ...flaw });
  counts.beyond = earlier.beyond(ids.has) + histories.beyond(ids.has);
  return { count: chains, sha256: heads.digest('hex') };
}

/** Behind the last record no event and no text is left. */
export function checkNothingLeft({ events, texts }: RecordFiles, flaws: Flaws): void {
  for (const [file, lines] of [
    ['events.ndjson', events],
    ['texts.ndjson', texts],
  ] as const) {
    const left = lines.peek();
    if (left === undefined) continue;
    const why = 'belongs to no record of the package, or stands out of order';
    flaws.add({ file, line: left.number, id: ownerOf(left), why });
  }
}
