// One export at a time in a folder: a file that names the process which writes there. What a killed process left is taken over.
import {
  closeSync,
  existsSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { codeOfError } from '../../code-of-error.ts';
import { CommandError } from '../../exit.ts';

/** The file. */
export const LOCK = 'export.lock';

/** Takes the folder; what it gives lets go of it. Throws a `CommandError` where another export is at it. */
export function takeFolder(folder: string): () => void {
  const path = join(folder, LOCK);
  if (!create(path)) {
    const holder = readFileSync(path, 'utf8');
    if (isAlive(holder)) throw new CommandError(2, busy(path, holder));
    takeOver(path, holder);
    if (!create(path)) throw new CommandError(2, busy(path, readFileSync(path, 'utf8')));
  }
  return () => rmSync(path, { force: true });
}

/** Only one process creates it. */
function create(path: string): boolean {
  try {
    const file = openSync(path, 'wx');
    writeSync(file, `${hostname()} ${process.pid}`);
    closeSync(file);
    return true;
  } catch (error) {
    if (codeOfError(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Moves the file of a dead process away; what turns out to be another's by now goes back. */
function takeOver(path: string, dead: string): void {
  const aside = `${path}.${process.pid}`;
  renameSync(path, aside);
  if (readFileSync(aside, 'utf8') !== dead && !existsSync(path)) linkSync(aside, path);
  rmSync(aside, { force: true });
}

function isAlive(holder: string): boolean {
  const [host, pid] = holder.split(' ');
  // Of another machine nothing can be known.
  if (host !== hostname()) return true;
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch (error) {
    return codeOfError(error) !== 'ESRCH';
  }
}

const busy = (path: string, holder: string): string =>
  `Another export writes to this folder (process ${holder.split(' ')[1]} on ${holder.split(' ')[0]}).\nIf there is none any more, remove ${path}.`;
