#!/usr/bin/env node
// The `countersign` command. This file alone reads the arguments and the environment, and ends the process.
import { doctorCommand } from './doctor.ts';
import { CommandError } from './exit.ts';
import { HELP } from './help.ts';
import { recordCommand } from './record.ts';
import { redriveCommand } from './redrive.ts';
import { openTerminal } from './terminal.ts';

const [command = '', ...args] = process.argv.slice(2);
try {
  if (command === 'doctor') process.exitCode = await doctorCommand(args, process.env, openTerminal());
  else process.stdout.write(await run());
} catch (error) {
  if (!(error instanceof CommandError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error.code;
}

async function run(): Promise<string> {
  if (command === 'record') return await recordCommand(args, process.env);
  if (command === 'redrive') return await redriveCommand(args, process.env);
  if (command === '' || command === 'help' || command === '--help' || command === '-h') return HELP;
  throw new CommandError(2, `There is no command "${command}". ${HELP}`);
}
