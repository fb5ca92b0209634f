#!/usr/bin/env node
// The `countersign` command. This file alone reads the arguments and the environment, and ends the process.
import { InvalidCall } from '../client/errors.ts';
import { auditCommand } from './audit/command.ts';
import { doctorCommand } from './doctor/command.ts';
import { CommandError } from './exit.ts';
import { explainCommand } from './explain/command.ts';
import { HELP } from './help.ts';
import { hookCommand } from './hook/command.ts';
import { mcpCommand } from './mcp/command.ts';
import { policyCommand } from './policy/command.ts';
import { recordCommand } from './record/command.ts';
import { redriveCommand } from './redrive/command.ts';
import { requestsCommand } from './requests/commands.ts';
import { runCommand } from './run/command.ts';
import type { Command } from './surroundings.ts';

const COMMANDS: Readonly<Record<string, Command>> = {
  run: runCommand,
  request: requestsCommand('request'),
  wait: requestsCommand('wait'),
  status: requestsCommand('status'),
  comment: requestsCommand('comment'),
  cancel: requestsCommand('cancel'),
  hook: hookCommand,
  mcp: mcpCommand,
  record: recordCommand,
  redrive: redriveCommand,
  policy: policyCommand,
  audit: auditCommand,
  explain: explainCommand,
  doctor: doctorCommand,
};

// Whoever read what we say may have read enough, as `head` has: then we say it to nobody, do the rest and end as we would have.
// Windows calls it EOF.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EOF') throw error;
  });
}

const [name = '', ...args] = process.argv.slice(2);
try {
  process.exitCode = await run();
} catch (error) {
  // What cannot be sent: the command line, a variable or a file is wrong.
  const code = error instanceof CommandError ? error.code : error instanceof InvalidCall ? 2 : undefined;
  if (code === undefined) throw error;
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = code;
}

async function run(): Promise<number> {
  const { env, stdout, stderr } = process;
  if (Object.hasOwn(COMMANDS, name))
    return (
      (await COMMANDS[name]?.(args, {
        env,
        cwd: folderHere(),
        stdin: () => process.stdin,
        stdout,
        stderr,
      })) ?? 0
    );
  if (!['', 'help', '--help', '-h'].includes(name))
    throw new CommandError(2, `There is no command "${name}". ${HELP}`);
  stdout.write(HELP);
  return 0;
}

function folderHere(): string {
  try {
    return process.cwd();
  } catch {
    throw new CommandError(
      2,
      'The working directory is not there any more. Go to one that is, then try again. Nothing was asked.',
    );
  }
}
