// Exporting 100,000 events: does the app need more memory the longer it goes on, and how long does it take beside the bare queries that
// read the same partitions? The population is made of copies of one request with a long chain, row by row under ids of its own.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { odata } from '@azure/data-tables';
import type { Figure } from './figure.ts';
import { median, percentile } from './figure.ts';
import { aCard } from './measure-answer.ts';
import type { Place, Surroundings } from './place.ts';
import { finish, remark } from './shown.ts';

/** Chains of some 400 events, so often: 100,000 of them. Few long ones, because the emulator looks at all rows of a table at each query. */
const COMMENTS = 396;
const REQUESTS = 250;
/** So many partitions are read bare, one after the other. */
const BARE = 40;
const LOOK_MS = 100;
const MEGABYTE = 1_048_576;

/** Fills a fresh place and exports all of it. */
export async function measureExport(
  place: Place,
  around: Surroundings,
  { comments = COMMENTS, copies = REQUESTS }: { readonly comments?: number; readonly copies?: number } = {},
): Promise<readonly Figure[]> {
  const start = performance.now();
  const request = await aLongChain(place, around, comments);
  const rows = await place.emulator.multiply({ requests: [request], copies });
  const fill_ms = performance.now() - start;

  const bare = await bareQueries(place);
  const memory = watchMemory(place.pid());
  // The process is looked at no longer than it is there.
  const exported = await exportAll(place, around.tokens.auditor).finally(memory.stop);
  const { early, late, most } = memory.seen();
  const whole = exported.pages.reduce((sum, ms) => sum + ms, 0);
  const numbers = {
    events: exported.events,
    requests: exported.requests,
    rows,
    fill_ms,
    pages: exported.pages.length,
    page_p50_ms: percentile(exported.pages, 0.5),
    page_max_ms: Math.max(...exported.pages),
    largest_page_bytes: exported.largest,
    cursor_characters: exported.cursor,
    whole_ms: whole,
  };
  return [
    {
      figure: 'export_memory_late_of_early',
      value: late / early,
      target: 1.25,
      is: 'at most',
      numbers: { early_mb: early / MEGABYTE, late_mb: late / MEGABYTE, most_mb: most / MEGABYTE, ...numbers },
    },
    {
      figure: 'export_of_bare_queries',
      value: whole / exported.requests / bare,
      target: 3,
      is: 'at most',
      numbers: { bare_query_ms: bare, per_request_ms: whole / exported.requests },
    },
  ];
}

/** A finished request about which its agent had much to say. */
async function aLongChain(place: Place, around: Surroundings, comments: number): Promise<string> {
  const card = await aCard(place, around);
  for (let n = 1; n <= comments; n++)
    await remark(place.storage, card.request, `Batch ${n} of the export is ready.`);
  await place.client.click(card, 'approve');
  await finish(place.storage, around.channel.serviceUrl, card.request);
  return card.request;
}

/** Milliseconds a partition, read with nothing around it. */
async function bareQueries({ storage }: Place): Promise<number> {
  const ids: string[] = [];
  const catalogued = storage.lists.listEntities({
    queryOptions: { filter: odata`PartitionKey ge 'catalog-' and PartitionKey lt 'catalog.'` },
  });
  for await (const { rowKey } of catalogued) {
    ids.push(String(rowKey));
    if (ids.length >= BARE) break;
  }
  const start = performance.now();
  for (const id of ids) {
    const filter = odata`PartitionKey eq ${id}`;
    for await (const _row of storage.requests.listEntities({ queryOptions: { filter } }));
  }
  return (performance.now() - start) / ids.length;
}

interface Exported {
  readonly pages: readonly number[];
  readonly largest: number;
  readonly cursor: number;
  readonly events: number;
  readonly requests: number;
}

async function exportAll({ url }: Place, authorization: string): Promise<Exported> {
  const pages: number[] = [];
  let [largest, cursor] = [0, 0];
  const to = new Date().toISOString().slice(0, 10);
  for (let after = ''; ; ) {
    const begun = performance.now();
    const query = new URLSearchParams({ from: '2000-01-01', to, ...(after === '' ? {} : { after }) });
    const reply = await fetch(`${url}/api/audit?${query}`, { headers: { authorization } });
    const text = await reply.text();
    if (reply.status !== 200) throw new Error(`The export answered ${reply.status}: ${text.slice(0, 500)}`);
    pages.push(performance.now() - begun);
    largest = Math.max(largest, Buffer.byteLength(text));
    const last = JSON.parse(text.slice(text.lastIndexOf('\n', text.length - 2) + 1));
    if (last.manifest !== undefined) {
      const { events, requests } = last.manifest.counts;
      return { pages, largest, cursor, events, requests };
    }
    after = last.next;
    cursor = Math.max(cursor, after.length);
  }
}

/** What the process usually held in the second quarter of the time, and in the last. In the first everything is loaded. */
function watchMemory(pid: number | undefined) {
  const seen: number[] = [];
  const timer = setInterval(() => seen.push(residentBytes(pid)), LOOK_MS);
  return {
    stop: () => clearInterval(timer),
    seen: () => {
      const usual = (from: number, to: number) =>
        median(seen.slice(Math.floor(seen.length * from), Math.ceil(seen.length * to)));
      return { early: usual(0.25, 0.5), late: usual(0.75, 1), most: Math.max(...seen) };
    },
  };
}

function residentBytes(pid: number | undefined): number {
  if (process.platform === 'linux') {
    const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kilobytes) * 1024;
  }
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) * 1024;
}
