// An export as an auditor fetches it: page after page, every line put into its file.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Manifest } from '../../../approvals/audit/manifest.ts';
import type { Caller } from './caller.ts';

type Row = Readonly<Record<string, unknown>>;

/** What one export came to. */
export interface Exported {
  readonly files: Readonly<Record<string, readonly Row[]>>;
  readonly manifest: Manifest;
  readonly jws: string;
  /** The cursor each page gave. */
  readonly cursors: readonly string[];
  readonly pages: readonly string[];
}

/** Today, by the clock of the flow. */
export const today = (): string => new Date(Date.now()).toISOString().slice(0, 10);

// A flow may run over midnight.
const FROM = today();

/** The address of a page: by default everything since the flow began. */
export const pageOf = (query: { readonly from?: string; readonly to?: string; readonly after?: string }) =>
  `/api/audit?${new URLSearchParams({ from: FROM, to: today(), ...query })}`;

/** Fetches all pages; every file is what the manifest says of it, or this fails. */
export async function fetchExport(
  caller: Caller,
  query: { readonly from?: string; readonly to?: string } = {},
): Promise<Exported> {
  const files: Record<string, Row[]> = {};
  const cursors: string[] = [];
  const pages: string[] = [];
  for (let after: string | undefined; ; after = cursors.at(-1)) {
    const page = await caller.get(pageOf({ ...query, ...(after === undefined ? {} : { after }) }));
    assert.equal(page.status, 200, page.text);
    pages.push(page.text);
    const lines = page.text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const last = lines.pop();
    for (const { file, row } of lines) files[file] = [...(files[file] ?? []), row];
    if (last.next !== undefined) {
      cursors.push(last.next);
      continue;
    }
    assertWhole(files, last.manifest);
    return { files, manifest: last.manifest, jws: last.jws, cursors, pages };
  }
}

function assertWhole(files: Readonly<Record<string, readonly Row[]>>, manifest: Manifest): void {
  for (const { name, lines, bytes, sha256 } of manifest.files) {
    const rows = files[name] ?? [];
    const end = name === 'keys.json' ? '' : '\n';
    const text = rows.map((row) => `${canonicalize(row)}${end}`).join('');
    assert.deepEqual(
      [lines, bytes, sha256],
      [rows.length, Buffer.byteLength(text), createHash('sha256').update(text).digest('hex')],
      name,
    );
  }
}
