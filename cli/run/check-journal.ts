// Can the journal be kept? Without one nothing runs, and that is better known before a person is asked than after.
import { tryFolder } from '../../client/node/file-journal.ts';
import { codeOfError } from '../code-of-error.ts';
import { CommandError } from '../exit.ts';

/** Does with the folder what a journal does. Throws a `CommandError` with the cure. */
export async function checkJournal(folder: string): Promise<void> {
  try {
    await tryFolder(folder);
  } catch (error) {
    const why = codeOfError(error) ?? error;
    throw new CommandError(
      2,
      `${folder} cannot hold the journal (${why}). Set COUNTERSIGN_JOURNAL to a folder on a disk that can be written. Nothing was asked.`,
    );
  }
}
