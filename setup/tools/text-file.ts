// A file that holds a body or a secret for the moment a tool reads it: ours alone, and removed whatever happens.
import { rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs `use` with the path of a file (mode 0600, in a folder 0700) that holds the text. */
export async function withTextFile<T>(text: string, use: (file: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-'));
  const clear = () => rmSync(folder, { recursive: true, force: true });
  // Ended in between, by a person or a pipeline: `finally` does not run then.
  process.once('exit', clear);
  try {
    const file = join(folder, 'text');
    await writeFile(file, text, { mode: 0o600, flag: 'wx' });
    return await use(file);
  } finally {
    process.off('exit', clear);
    clear();
  }
}
