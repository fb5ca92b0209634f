// Runs `az` and `azd` as child processes. Arguments go as a list, never through a shell that could read more into them.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { SetupFault } from '../faults.ts';
import { commandFor } from './find-tool.ts';

/** What a tool answered. */
export interface ToolAnswer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The tools setup speaks to. */
export type ToolName = 'az' | 'azd';

/** Runs one tool. Throws `SetupFault` when it is not installed or does not end. */
export type RunTool = (tool: ToolName, args: readonly string[]) => Promise<ToolAnswer>;

const TIMEOUT_MS = 180_000;
const INSTALL: Readonly<Record<ToolName, string>> = {
  az: 'Install the Azure CLI (https://aka.ms/installazurecli), then: az login --allow-no-subscriptions',
  azd: 'Install the Azure Developer CLI (https://aka.ms/install-azd), then: azd auth login',
};

/** The tools of this machine, found on its PATH and started in the project's folder, where azd finds its environments. */
export const runInstalled =
  (folder: string): RunTool =>
  async (tool, args) => {
    const command = commandFor(tool, args, {
      platform: process.platform,
      env: process.env,
      exists: existsSync,
    });
    if (command === undefined) throw notInstalled(tool);
    return await run(tool, command.file, command.args, { verbatim: command.verbatim, cwd: folder });
  };

/** A Node script that stands in for the tools: called with the tool's name and then its arguments. */
export const runStandIn =
  (script: string): RunTool =>
  async (tool, args) =>
    await run(tool, process.execPath, [script, tool, ...args]);

function run(
  tool: ToolName,
  file: string,
  args: readonly string[],
  { verbatim = false, cwd }: { readonly verbatim?: boolean; readonly cwd?: string } = {},
): Promise<ToolAnswer> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: TIMEOUT_MS,
      windowsHide: true,
      windowsVerbatimArguments: verbatim,
      ...(cwd === undefined ? {} : { cwd }),
      // A question nobody sees would hang the run; and colours are not for parsing.
      env: { ...process.env, AZURE_CORE_NO_COLOR: 'true', AZURE_CORE_SURVEY_MESSAGE: 'false', NO_COLOR: '1' },
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'ENOENT'
          ? notInstalled(tool)
          : new SetupFault(
              `${tool} cannot be started (${error.code ?? 'unknown'}).`,
              `Run it by hand: ${tool} version`,
              error,
            ),
      ),
    );
    child.on('close', (code, signal) => {
      if (code === null) {
        reject(
          new SetupFault(
            `${tool} did not end (${signal ?? 'no exit code'}).`,
            'Run the same command again; it goes on where this one stopped.',
          ),
        );
        return;
      }
      resolve({
        code,
        stdout: Buffer.concat(out).toString('utf8'),
        stderr: Buffer.concat(err).toString('utf8'),
      });
    });
  });
}

const notInstalled = (tool: ToolName): SetupFault =>
  new SetupFault(
    `${tool} is not installed, or not on the PATH. Both are needed, az and azd.`,
    `${INSTALL[tool]}${tool === 'az' ? `. ${INSTALL.azd}` : ''}. To see set-up without either: npm run setup -- --what-if --demo`,
  );
