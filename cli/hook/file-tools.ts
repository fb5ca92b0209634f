// Tools that write files. Most of what they write is the agent's daily work and does not ask; what could switch the hook off does.
import { readlinkSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Environment } from '../surroundings.ts';

/** Their names in Claude Code. */
export const FILE_TOOLS: readonly string[] = ['Write', 'Edit', 'MultiEdit', 'NotebookEdit'];

/** Could writing this file change the hook, or what it remembers? Links are followed as far as they exist. */
export function guardsTheHook(path: string, env: Environment, cwd: string): boolean {
  const real = realOf(resolve(cwd, path));
  const folders = [
    env.COUNTERSIGN_JOURNAL ?? join(homedir(), '.countersign'),
    env.CLAUDE_CONFIG_DIR ?? join(homedir(), '.claude'),
    ...PROGRAM,
  ].map((folder) => realOf(resolve(cwd, folder)));
  // Not told apart by letters: some file systems do not either.
  const parts = real.toLowerCase().split(sep);
  return (
    folders.some((folder) => isIn(real, folder) && !isIn(real, join(folder, 'projects'))) ||
    (parts.includes('.claude') && /^settings.*\.json$/.test(parts.at(-1) ?? '')) ||
    parts.at(-1) === 'managed-settings.json'
  );
}

/** The hook's own program, and what it imports. */
const PROGRAM = ['../..', '../../../node_modules'].map((path) =>
  fileURLToPath(new URL(path, import.meta.url)),
);

const isIn = (path: string, folder: string): boolean =>
  path.toLowerCase().startsWith(`${folder.toLowerCase()}${sep}`);

/** Links that lead to links: more than systems follow. */
const MAX_LINKS = 40;

/** The path with links followed, also one that leads to what is not there yet; of what is not there, its folder's. */
function realOf(path: string, links = 0): string {
  try {
    return realpathSync(path);
  } catch {
    const folder = dirname(path);
    if (folder === path) return path;
    const real = join(realOf(folder, links), basename(path));
    const target = linkOf(real);
    return target === undefined || links >= MAX_LINKS
      ? real
      : realOf(resolve(dirname(real), target), links + 1);
  }
}

function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
