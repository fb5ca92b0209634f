// Can the journal be kept? Without one nothing runs, and that is better known before a person is asked than after.
import { randomUUID } from 'node:crypto';
import { link, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandError } from '../exit.ts';

/** Tries what a journal does with its folder, which is made when it is not there. Throws a `CommandError` with the cure. */
export async function checkJournal(folder: string): Promise<void> {
  const draft = join(folder, `probe-${randomUUID()}`);
  const probe = `${draft}-linked`;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(draft, '', { flag: 'wx', mode: 0o600 });
    await link(draft, probe);
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? error.code : error;
    throw new CommandError(
      2,
      `${folder} cannot hold the journal (${why}). Set COUNTERSIGN_JOURNAL to a folder on a disk that can be written. Nothing was asked.`,
    );
  } finally {
    await Promise.all([draft, probe].map((file) => rm(file, { force: true }).catch(() => undefined)));
  }
}
