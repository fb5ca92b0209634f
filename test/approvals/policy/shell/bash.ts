// What bash, or the plain sh of this machine, runs of a line: asked of it, in an empty folder, with a search path of stubs that write down that they ran and of the
// few programs that wrappings need. Lines are spoiled at random and may write anywhere: there are no links to programs that one could write
// through, and where tests run as root the lines run as nobody.
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Needed by wrappings; what they write is in the folder. */
const PROGRAMS = 'bash sh cat env find xargs nice nohup timeout base64 chmod cp tee sort git'.split(' ');

const NOBODY = 65_534;

/** A bash whose stubs are watched. */
export interface WatchedBash {
  /** The commands of stubs that this line ran, each as its words. */
  readonly run: (line: string) => Promise<readonly (readonly string[])[]>;
  readonly end: () => void;
}

/** Makes one with stubs of these names. */
export function watchBash(stubs: readonly string[], shell: 'bash' | 'sh' = 'bash'): WatchedBash {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-bash-'));
  const [bin, work, log] = [join(folder, 'bin'), join(folder, 'work'), join(folder, 'log')];
  chmodSync(folder, 0o755);
  for (const each of [bin, work]) mkdirSync(each, { mode: 0o755 });
  const placeOf = (name: string) =>
    execFileSync('/bin/sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim();
  const put = (name: string, script: string) =>
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const place = placeOf(shell);
  for (const name of PROGRAMS) put(name, `exec ${placeOf(name)} "$@"`);
  // Words end with 0x1f and commands with 0x1e, in one write each: several stubs may run at the same time.
  const stub = `all=$(printf '%s\\037' "\${0##*/}" "$@"; printf x)\nprintf '%s\\036' "\${all%x}" >> ${log}`;
  for (const name of stubs) put(name, stub);
  writeFileSync(log, '');
  const nobody = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  if (nobody.uid !== undefined) for (const each of [work, log]) chownSync(each, NOBODY, NOBODY);
  return {
    run: async (line) => {
      writeFileSync(log, '');
      // A group of its own: what a line leaves behind in the background ends with it.
      const child = spawn(place, [...(shell === 'bash' ? ['--norc'] : []), '-c', line], {
        cwd: work,
        env: { PATH: bin, HOME: work, TMPDIR: work, LC_ALL: 'C.UTF-8' },
        ...nobody,
        stdio: 'ignore',
        detached: true,
      });
      await new Promise<void>((resolve) => {
        const timer = setTimeout(() => end(child.pid), 5000);
        child.once('close', () => {
          clearTimeout(timer);
          resolve();
        });
      });
      await settled(log);
      end(child.pid);
      return recordsIn(readFileSync(log, 'utf8'));
    },
    end: () => rmSync(folder, { recursive: true, force: true }),
  };
}

const recordsIn = (text: string): readonly (readonly string[])[] =>
  text
    .split('\u001e')
    .slice(0, -1)
    .map((each) => each.split('\u001f').slice(0, -1));

function end(group: number | undefined): void {
  try {
    if (group !== undefined) process.kill(-group, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}

/** Substitutions that nobody waits for may write a moment later; looked at until it stays as it is. */
async function settled(log: string): Promise<void> {
  for (let [before, same] = ['', 0]; same < 2; ) {
    await new Promise((resolve) => setTimeout(resolve, 4));
    const now = readFileSync(log, 'utf8');
    same = now === before ? same + 1 : 0;
    before = now;
  }
}
