// What Claude Code does around a tool call, as far as its hooks go, with a script in the model's place: it starts the hooks that the
// settings name, obeys them, runs the command, and tells the hooks what came of it. So it can be seen and tested without a model.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/** What became of a command. */
export interface Called {
  readonly ran: boolean;
  /** What the model would be told: the command's output, or why it did not run. */
  readonly told: string;
  /** A hook said yes, so that the person at the keyboard is not asked. */
  readonly isApproved: boolean;
}

/** A session of the harness. */
export interface Harness {
  /** Runs a command of the model's, if the hooks let it. */
  readonly bash: (command: string, description?: string, id?: string) => Promise<Called>;
}

interface Hook {
  readonly command: string;
  readonly timeout?: number;
}

interface Group {
  readonly matcher?: string;
  readonly hooks: readonly Hook[];
}

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A session with these settings, in this folder. `env` is the harness' own; the command is given `commandEnv`. */
export function openSession(at: {
  readonly settings: string;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly commandEnv: NodeJS.ProcessEnv;
}): Harness {
  const session_id = randomUUID();

  async function hooks(event: string, call: object): Promise<readonly Ended[]> {
    const settings = JSON.parse(await readFile(at.settings, 'utf8')) as {
      readonly hooks?: Readonly<Record<string, readonly Group[]>>;
    };
    const groups = (settings.hooks?.[event] ?? []).filter(({ matcher = '' }) =>
      new RegExp(`^(?:${matcher || '.*'})$`).test('Bash'),
    );
    const input = JSON.stringify({ session_id, cwd: at.cwd, hook_event_name: event, ...call });
    return await Promise.all(
      groups.flatMap((group) =>
        group.hooks.map((hook) =>
          run(hook.command, { ...at, input, timeoutMs: (hook.timeout ?? 600) * 1000 }),
        ),
      ),
    );
  }

  return {
    bash: async (command, description = '', id = `toolu_${randomUUID()}`) => {
      const call = { tool_name: 'Bash', tool_use_id: id, tool_input: { command, description } };
      const words = await hooks('PreToolUse', call);
      const stop = words.find(({ code, out }) => code === 2 || decisionIn(out) === 'deny');
      if (stop !== undefined) return { ran: false, told: stop.err.trim(), isApproved: false };
      const isApproved = words.some(({ code, out }) => code === 0 && decisionIn(out) === 'allow');
      const { code, out, err } = await run(command, { cwd: at.cwd, env: at.commandEnv, timeoutMs: 60_000 });
      await (code === 0
        ? hooks('PostToolUse', { ...call, tool_response: { stdout: out, stderr: err, interrupted: false } })
        : hooks('PostToolUseFailure', { ...call, error: `Exit code ${code}\n${err}` }));
      return { ran: true, told: out + err, isApproved };
    },
  };
}

function decisionIn(out: string): unknown {
  try {
    return JSON.parse(out).hookSpecificOutput.permissionDecision;
  } catch {
    return undefined;
  }
}

function run(
  command: string,
  at: {
    readonly cwd: string;
    readonly env: NodeJS.ProcessEnv;
    readonly input?: string;
    readonly timeoutMs: number;
  },
): Promise<Ended> {
  const child = spawn('bash', ['-c', command], { cwd: at.cwd, env: at.env, timeout: at.timeoutMs });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  // A hook may end without having read what it was told.
  child.stdin.on('error', () => undefined);
  child.stdin.end(at.input ?? '');
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? -1, out, err }));
  });
}
