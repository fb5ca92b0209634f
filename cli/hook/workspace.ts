// Where a command runs, as people know it: the repository's address, or the folder. Read from files: starting git in a folder that an agent
// wrote could run what it wrote.
import { readFileSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const LONGEST = 400;

/** `github.com/acme/infra`, or `laptop:/home/ada/notes`. Never with a user name or a password. */
export function workspaceOf(cwd: string): string {
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const remote = remoteIn(join(folder, '.git'));
    if (remote !== undefined) return remote.slice(0, LONGEST);
    if (folder === dirname(folder)) return `${hostname()}:${cwd}`.slice(0, LONGEST);
  }
}

function remoteIn(git: string): string | undefined {
  try {
    const folder = statSync(git).isDirectory() ? git : linked(git);
    const config = readFileSync(join(folder, 'config'), 'utf8').slice(0, 65_536);
    const url = /^\s*\[remote "origin"\][^[]*?^\s*url\s*=\s*(\S+)/m.exec(config)?.[1];
    return url === undefined ? undefined : plain(url);
  } catch {
    return undefined;
  }
}

/** A work tree's `.git` is a file that names the folder. */
function linked(git: string): string {
  const named = /^gitdir:\s*(.+)$/m.exec(readFileSync(git, 'utf8'))?.[1] ?? '';
  const folder = resolve(dirname(git), named.trim());
  try {
    return resolve(folder, readFileSync(join(folder, 'commondir'), 'utf8').trim());
  } catch {
    return folder;
  }
}

/** `git@host:a/b.git` and `https://user:password@host/a/b.git` are both `host/a/b`. */
function plain(url: string): string | undefined {
  const short = /^(?:[^@/\s]+@)?([^:/\s]+):(?!\/\/)(.+)$/.exec(url);
  const long = /^[a-z+]+:\/\/(?:[^@/\s]*@)?([^/\s?#]+)\/([^?#]+)/i.exec(url);
  const [, host, path] = short ?? long ?? [];
  return host === undefined || path === undefined
    ? undefined
    : `${host}/${path.replace(/\.git\/?$/, '').replace(/^\//, '')}`;
}
