// A journal in a folder, for Node: a file for each thing written down, put in place whole and only if nobody did before. All processes of
// the caller must use the same folder; on a network share it is as good as the share's hard links.
import { createHash, randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Entry, Journal, Result } from '../journal.ts';

/** The journal in this folder, which is made when it is not there. Its methods throw what the file system says. */
export function fileJournal(folder: string): Journal {
  const path = (kind: 'key' | 'run' | 'end', name: string) =>
    join(folder, `${kind}-${createHash('sha256').update(name).digest('hex')}.json`);
  const insert = (file: string, data: object) => putOnce(folder, file, JSON.stringify(data));

  return {
    keyFor: async (request, proposed) => {
      const file = path('key', request);
      if (await insert(file, { request, key: proposed })) return proposed;
      return (await read<{ readonly key: string }>(file)).key;
    },
    start: async (entry) => {
      const file = path('run', entry.redemption);
      if (await insert(file, entry)) return { isOwn: true, entry };
      const started = await read<Entry>(file);
      const ended = await read<{ readonly result: Result }>(path('end', entry.redemption)).catch(ifAbsent);
      return { isOwn: false, entry: ended === undefined ? started : { ...started, result: ended.result } };
    },
    finish: async (redemption, result) => {
      await insert(path('end', redemption), { result });
    },
  };
}

/** Puts a file there as its methods do, and takes it away again. Throws what the file system says. */
export async function tryFolder(folder: string): Promise<void> {
  const probe = join(folder, `probe-${randomUUID()}`);
  await putOnce(folder, probe, '');
  await unlink(probe);
}

/** Whole and on disk under its name, or not there at all. False when somebody was first. */
async function putOnce(folder: string, file: string, text: string): Promise<boolean> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = join(folder, `draft-${randomUUID()}`);
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    // Unlike a rename, a link fails where something stands already.
    await link(draft, file);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await unlink(draft);
  }
  await syncFolder(folder);
  return true;
}

/** The new name too must survive a power cut. Windows has no such call, and keeps names by itself. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function read<T>(file: string): Promise<T> {
  return JSON.parse(await readFile(file, 'utf8')) as T;
}

function ifAbsent(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error;
  return undefined;
}

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;
