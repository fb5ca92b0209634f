#!/usr/bin/env node
// The `countersign` command. This file alone reads the arguments and the environment, and ends the process.
import { doctorCommand } from './doctor/command.ts';
import { openTerminal } from './doctor/terminal.ts';
import { CommandError } from './exit.ts';
import { HELP } from './help.ts';
import { recordCommand } from './record/command.ts';
import { redriveCommand } from './redrive/command.ts';
import { requestsCommand } from './requests/commands.ts';
import { runCommand } from './run/command.ts';
import type { Surroundings } from './surroundings.ts';

/** Runs one command; its exit code. */
type Command = (args: readonly string[], around: Surroundings) => Promise<number>;

/** Of people: what is told is told at the end, and a no is a `CommandError`. */
const telling =
  (command: (args: readonly string[], env: Surroundings['env']) => Promise<string>): Command =>
  async (args, { env, stdout }) => {
    stdout.write(await command(args, env));
    return 0;
  };
const onRequests =
  (name: Parameters<typeof requestsCommand>[0]): Command =>
  (args, around) =>
    requestsCommand(name, args, around);

const COMMANDS: Readonly<Record<string, Command>> = {
  run: runCommand,
  request: onRequests('request'),
  wait: onRequests('wait'),
  status: onRequests('status'),
  cancel: onRequests('cancel'),
  record: telling(recordCommand),
  redrive: telling(redriveCommand),
  doctor: (args, { env }) => doctorCommand(args, env, openTerminal()),
};

const [name = '', ...args] = process.argv.slice(2);
try {
  process.exitCode = await run();
} catch (error) {
  if (!(error instanceof CommandError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error.code;
}

async function run(): Promise<number> {
  const { env, stdout, stderr } = process;
  if (Object.hasOwn(COMMANDS, name))
    return (await COMMANDS[name]?.(args, { env, cwd: process.cwd(), stdout, stderr })) ?? 0;
  if (!['', 'help', '--help', '-h'].includes(name))
    throw new CommandError(2, `There is no command "${name}". ${HELP}`);
  stdout.write(HELP);
  return 0;
}
