// What a system can start, as far as the file system tells.
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';

/** A file, and this user may start it. */
export async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
