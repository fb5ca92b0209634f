// `countersign audit`: the record for auditors. One file for each of its commands.
import { CommandError } from '../exit.ts';
import type { Command } from '../surroundings.ts';
import { exportCommand } from './export/command.ts';
import { AUDIT_HELP } from './help.ts';
import { sealCommand } from './seal.ts';
import { verifyCommand } from './verify/command.ts';

const COMMANDS: Readonly<Record<string, Command>> = {
  export: exportCommand,
  verify: verifyCommand,
  seal: sealCommand,
};

/** Runs the one that is named first. */
export const auditCommand: Command = async ([name = '', ...args], around) => {
  if (Object.hasOwn(COMMANDS, name)) return (await COMMANDS[name]?.(args, around)) ?? 0;
  if (!['', 'help', '--help', '-h'].includes(name))
    throw new CommandError(2, `There is no command "audit ${name}". ${AUDIT_HELP}`);
  around.stdout.write(AUDIT_HELP);
  return 0;
};
