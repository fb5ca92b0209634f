// The files of the page: real files in page/, and the library that renders cards.
// Promises: read once at start; nothing outside this list is ever served.
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file ready to be sent. */
export interface PageFile {
  readonly type: string;
  readonly bytes: Buffer;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Every file of the page by its path on the server. */
export async function readPageFiles(): Promise<ReadonlyMap<string, PageFile>> {
  const folder = await findPageFolder();
  const files = new Map<string, PageFile>();
  for (const name of await readdir(folder)) {
    const type = TYPES[extname(name)];
    if (type === undefined) continue;
    const path = name === 'page.html' ? '/' : `/page/${name}`;
    files.set(path, { type, bytes: await readFile(join(folder, name)) });
  }
  const library = createRequire(import.meta.url).resolve('adaptivecards/dist/adaptivecards.min.js');
  files.set('/page/adaptivecards.js', { type: TYPES['.js'] ?? '', bytes: await readFile(library) });
  return files;
}

// The compiled file runs from dist/, the page stays in the source tree: look upwards for it.
async function findPageFolder(): Promise<string> {
  const here = dirname(fileURLToPath(import.meta.url));
  for (const up of ['.', '../../..']) {
    const folder = up === '.' ? join(here, 'page') : join(here, up, 'local/teams/page');
    const names: readonly string[] = await readdir(folder).catch(() => []);
    if (names.includes('page.html')) return folder;
  }
  throw new Error(`The page of the local Teams is missing: no local/teams/page/page.html near ${here}.`);
}
