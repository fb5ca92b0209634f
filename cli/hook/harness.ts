// Is the harness still there? Claude Code starts its hooks in sessions of their own: when it is killed, or its terminal is closed, nothing ends
// them. A hook that stayed would keep a card before people for half an hour, and use their approval for a call that nobody makes.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const LOOK_EVERY_MS = 2000;
const ANSWERS_WITHIN_MS = 5000;

/**
 * Resolves when the process that started the hook's shell has ended. Never where that cannot be told: on Windows, and where nothing tells a
 * process's parent. Rejects with the signal's reason.
 */
export async function harnessGone(signal: AbortSignal): Promise<void> {
  const shell = process.ppid;
  const harness = await parentOf(shell);
  // Of what init started nothing can be told.
  while (harness !== undefined && harness > 1) {
    await sleep(LOOK_EVERY_MS, undefined, { signal, ref: false });
    if (process.ppid !== shell || ((await parentOf(shell)) ?? harness) !== harness) return;
  }
  await new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** The parent of a process; nothing where nobody says. `/proc` first: a slim container has no `ps`. */
async function parentOf(pid: number): Promise<number | undefined> {
  if (process.platform === 'win32') return undefined;
  try {
    // "PID (NAME) STATE PARENT …", and a name may hold anything.
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1');
    return numberIn(
      stat
        .slice(stat.lastIndexOf(')') + 1)
        .trim()
        .split(' ')[1],
    );
  } catch {
    return await askPs(pid).catch(() => undefined);
  }
}

async function askPs(pid: number): Promise<number | undefined> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'ppid=', '-p', String(pid)], {
    timeout: ANSWERS_WITHIN_MS,
  });
  return numberIn(stdout.trim());
}

const numberIn = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
