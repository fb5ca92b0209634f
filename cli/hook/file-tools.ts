// Tools that write files. Most of what they write is the agent's daily work and does not ask; what could switch the hook off does.
import { readdirSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join, parse, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Environment } from '../surroundings.ts';
import { MANAGED_DROP_INS, MANAGED_FILE, managedFolder } from './managed-settings.ts';

/** Their names in Claude Code. */
export const FILE_TOOLS: readonly string[] = ['Write', 'Edit', 'MultiEdit', 'NotebookEdit'];

/**
 * Could writing this file change the hook, the program that runs it, or what it remembers? Judged are the path as it is written, where links lead it, and whether
 * that is where the links of a settings file lead: a file in a folder of dotfiles may be the settings under another name. `managed`: the folder of this machine's
 * managed settings.
 */
export function guardsTheHook(
  path: string,
  env: Environment,
  cwd: string,
  managed = managedFolder(),
): boolean {
  const dropIns = managed === undefined ? [] : [join(managed, MANAGED_DROP_INS)];
  const folders = [
    env.COUNTERSIGN_JOURNAL ?? join(homedir(), '.countersign'),
    configFolder(env),
    ...PROGRAM,
    ...dropIns,
  ].flatMap((folder) => [resolve(cwd, folder), realOf(resolve(cwd, folder))]);
  const paths = namesOf(path, cwd);
  if (paths.some((each) => isGuardedName(each, folders))) return true;
  const settings = [
    ...settingsFiles(env, cwd),
    ...(managed === undefined ? [] : [join(managed, MANAGED_FILE)]),
    ...dropIns.flatMap(filesIn),
    process.execPath,
  ];
  const targets = new Set(settings.map((file) => realOf(file).toLowerCase()));
  const written = new Set(paths.map(fileAt).filter((file) => file !== undefined));
  return (
    paths.some((each) => targets.has(each.toLowerCase())) ||
    settings.map(fileAt).some((file) => file !== undefined && written.has(file))
  );
}

/** The path as it may be meant: as written with `..` taken from its letters, the same behind its links, and as the system goes it. */
function namesOf(path: string, cwd: string): readonly string[] {
  const home = /^~(?=$|[\\/])/;
  return [path, ...(home.test(path) ? [path.replace(home, homedir())] : [])].flatMap((each) => {
    const written = resolve(cwd, each);
    return [written, realOf(written), asTheSystemGoes(isAbsolute(each) ? each : `${cwd}${sep}${each}`)];
  });
}

/** Behind a link `..` is the folder of what the link leads to. */
function asTheSystemGoes(path: string): string {
  try {
    return realOf(join(realpathSync.native(dirname(path)), basename(path)));
  } catch {
    return resolve(path);
  }
}

/** Names are not told apart by letters: some file systems do not either. */
function isGuardedName(path: string, folders: readonly string[]): boolean {
  const parts = path.toLowerCase().split(sep);
  return (
    folders.some((folder) => isIn(path, folder) && !isIn(path, join(folder, 'projects'))) ||
    (parts.includes('.claude') && /^settings.*\.json$/.test(parts.at(-1) ?? '')) ||
    parts.at(-1) === MANAGED_FILE ||
    parts.includes(MANAGED_DROP_INS)
  );
}

const configFolder = (env: Environment): string => env.CLAUDE_CONFIG_DIR ?? join(homedir(), '.claude');

/** Every settings file that a session here reads or could read, whether it is there or not: the user's, and those of each folder above. */
function settingsFiles(env: Environment, cwd: string): readonly string[] {
  const starts = [cwd, env.CLAUDE_PROJECT_DIR ?? cwd, process.cwd()].map((start) => resolve(cwd, start));
  const folders = new Set(starts.flatMap(withParents).map((folder) => join(folder, '.claude')));
  return [resolve(cwd, configFolder(env)), ...folders].flatMap((folder) =>
    ['settings.json', 'settings.local.json'].map((name) => join(folder, name)),
  );
}

function withParents(folder: string): readonly string[] {
  return folder === parse(folder).root ? [folder] : [folder, ...withParents(dirname(folder))];
}

/** Each may be a link. */
function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    // Not there, or not to be read: nor can the harness, which runs as the same user.
    return [];
  }
}

/** Which file it is, whatever its name: also a second name of it (a hard link). */
function fileAt(path: string): string | undefined {
  try {
    const { dev, ino } = statSync(path, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    // Not there, or nothing that this user can look at: nor can the harness.
    return undefined;
  }
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
