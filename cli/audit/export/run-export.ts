// Exporting: page after page into the folder, then the manifest, if every file is what it says, then the list of sealed heads that it names.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import canonicalize from 'canonicalize';
import { MANIFEST_TYPE, type Manifest, readManifest } from '../../../approvals/audit/manifest.ts';
import { sealedListName } from '../../../approvals/audit/package.ts';
import { CommandError } from '../../exit.ts';
import { readKeys } from '../signatures.ts';
import type { Source } from '../source.ts';
import type { Folder } from './folder.ts';
import { type Last, readPage, readRows } from './pages.ts';

/** How far it has come. */
export interface Progress {
  readonly pages: number;
  readonly requests: number;
  readonly bytes: number;
}

/** What was exported. */
export interface Exported {
  readonly manifest: Manifest;
  /** Thumbprint of the key that signed it. */
  readonly signedBy: string;
}

/** Fills the folder. Throws a `CommandError` when it cannot go on now, or when what came is not what the manifest says. */
export async function runExport(
  path: string,
  folder: Folder,
  source: Source,
  onProgress: (progress: Progress) => void,
): Promise<Exported> {
  const jws = folder.note.jws ?? (await fetchPages(folder, source, onProgress));
  const exported = await confirm(path, folder, jws);
  const { sealed } = exported.manifest;
  if (sealed !== undefined) await fetchSealed(folder, source, sealed);
  folder.write('manifest.jws', jws);
  folder.write('manifest.json', canonicalize(exported.manifest) ?? '');
  return exported;
}

async function fetchPages(
  folder: Folder,
  source: Source,
  onProgress: (progress: Progress) => void,
): Promise<string> {
  let progress: Progress = { pages: 0, requests: 0, bytes: 0 };
  for (;;) {
    const { from, to, cursor } = folder.note;
    const query = new URLSearchParams({ from, to, ...(cursor === undefined ? {} : { after: cursor }) });
    const { text } = await source({ method: 'GET', path: `/api/audit?${query}` });
    const { page, last, requests } = readPage(text);
    folder.append(page, noteOf(last));
    progress = {
      pages: progress.pages + 1,
      requests: progress.requests + requests,
      bytes: folder.entries().reduce((sum, { bytes }) => sum + bytes, 0),
    };
    onProgress(progress);
    if (last.jws !== undefined) return last.jws;
  }
}

const noteOf = ({ next, jws }: Last) => ({
  ...(next === undefined ? {} : { cursor: next }),
  ...(jws === undefined ? {} : { jws }),
});

/** The manifest, once every file is what it says. */
async function confirm(path: string, folder: Folder, jws: string): Promise<Exported> {
  const keys = await readKeys(JSON.parse(readFileSync(join(path, 'keys.json'), 'utf8') || 'null'));
  if (typeof keys === 'string') throw wrong(`keys.json ${keys}`);
  const signed = keys.open(jws, MANIFEST_TYPE);
  if (typeof signed === 'string') throw wrong(`the manifest ${signed}`);
  const manifest = readManifest(JSON.parse(signed.payload.toString('utf8')));
  if ('why' in manifest) throw wrong(`the manifest ${manifest.why}`);
  for (const { name, bytes, sha256 } of folder.entries()) {
    const told = manifest.files.find((each) => each.name === name);
    if (told?.bytes !== bytes || told.sha256 !== sha256) throw wrong(`${name} is not what the manifest says`);
  }
  return { manifest, signedBy: signed.by };
}

const wrong = (what: string): CommandError =>
  new CommandError(1, `What came is no whole export: ${what}. Begin anew with --restart.`);

/** The newest list that there was when the export began, page after page. */
async function fetchSealed(
  folder: Folder,
  source: Source,
  { n, sha256 }: NonNullable<Manifest['sealed']>,
): Promise<void> {
  const name = sealedListName(n);
  const list = folder.begin(`sealed/${name}.ndjson`);
  const hash = createHash('sha256');
  for (let after = ''; ; ) {
    const { text } = await source({ method: 'GET', path: `/api/audit/heads?n=${n}${after}` });
    const { rows, last } = readRows(text);
    for (const row of [...rows.values()].flat()) {
      list.add(`${row}\n`);
      hash.update(`${row}\n`);
    }
    if (last.jws !== undefined) {
      list.end();
      if (hash.digest('hex') !== sha256)
        throw wrong(`list ${n} of sealed heads is not the one the manifest names`);
      folder.write(`sealed/${name}.jws`, last.jws);
      return;
    }
    after = `&after=${encodeURIComponent(last.next ?? '')}`;
  }
}
