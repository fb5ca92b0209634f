// The files of the review page: a fixed list, read once when the app starts. Nothing outside it is ever served.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { ENTRA } from '../../entra/token-verifier.ts';
import type { Settings } from '../settings.ts';

/** A file ready to be sent. */
export interface PageFile {
  readonly type: string;
  readonly bytes: Buffer;
  /** Quoted, as the header wants it. */
  readonly etag: string;
}

/** What the review page is made of, and where it signs people in. */
export interface Pages extends ReturnType<typeof readPageFiles> {
  readonly authority: string;
  readonly tenant: string;
  readonly audience: string;
  readonly reviewApp: string;
}

const TYPES = {
  'page.js': 'text/javascript; charset=utf-8',
  'page-style.css': 'text/css; charset=utf-8',
  'icon.svg': 'image/svg+xml',
} as const;

/** The shell's HTML, and the files it names. Throws when the build left one out: then the app does not start. */
function readPageFiles(): { readonly html: string; readonly files: ReadonlyMap<string, PageFile> } {
  const folder = findFolder();
  const files = Object.entries(TYPES).map(([name, type]) => {
    const bytes = readFileSync(new URL(name, folder));
    const etag = `"${createHash('sha256').update(bytes).digest('base64url')}"`;
    return [name, { type, bytes, etag }] as const;
  });
  return { html: readFileSync(new URL('page.html', folder), 'utf8'), files: new Map(files) };
}

/** The files, and where the page signs people in. Throws like `readPageFiles`. */
export const readPages = ({ local, tenant, audience, reviewAppId }: Settings): Pages => ({
  ...readPageFiles(),
  authority: local?.authority ?? ENTRA,
  tenant,
  audience,
  reviewApp: reviewAppId,
});

// Beside dist/app.cjs where the bundle runs; two folders up where the compiled files run one by one.
function findFolder(): URL {
  const places = ['./review-files/', '../../review-files/'].map((path) => new URL(path, import.meta.url));
  const found = places.find((place) => existsSync(place));
  if (found === undefined)
    throw new Error('The review page is missing: dist/review-files. Build again: npm run build.');
  return found;
}
