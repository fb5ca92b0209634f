// The folder of one run: the given one, which is kept, or a temporary one, which is not.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The emulator may still write while it goes. */
const REMOVE = { recursive: true, force: true, maxRetries: 10, retryDelay: 100 };

/** Where a run keeps its files; `keep` is undefined when nothing outlives it. */
export interface DataFolder {
  readonly path: string;
  readonly keep: { readonly azurite: string; readonly teams: string; readonly timers: string } | undefined;
  readonly remove: () => Promise<void>;
}

/** Opens the folder; only this user may look into it. */
export async function openDataFolder(dataDir: string | undefined): Promise<DataFolder> {
  if (dataDir === undefined) {
    const path = await mkdtemp(join(tmpdir(), 'countersign-'));
    return { path, keep: undefined, remove: () => rm(path, REMOVE) };
  }
  const path = resolve(dataDir);
  const keep = {
    azurite: join(path, 'azurite'),
    teams: join(path, 'teams.json'),
    timers: join(path, 'timers.json'),
  };
  await mkdir(keep.azurite, { recursive: true, mode: 0o700 }).catch((error: Error) => {
    throw new Error(`The data folder ${path} cannot be used: ${error.message}`, { cause: error });
  });
  return { path, keep, remove: async () => undefined };
}
