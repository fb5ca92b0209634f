// `countersign policy`: countersign.yaml before it is live, on this machine. One file for each of its commands.
import { CommandError } from '../exit.ts';
import type { Command } from '../surroundings.ts';
import { testCommand } from './cases/command.ts';
import { checkCommand } from './check.ts';
import { explainCommand } from './explain/command.ts';
import { POLICY_HELP } from './help.ts';

const COMMANDS: Readonly<Record<string, Command>> = {
  check: checkCommand,
  explain: explainCommand,
  test: testCommand,
};

/** Runs the one that is named first. */
export const policyCommand: Command = async ([name = '', ...args], around) => {
  if (Object.hasOwn(COMMANDS, name)) return (await COMMANDS[name]?.(args, around)) ?? 0;
  if (!['', 'help', '--help', '-h'].includes(name))
    throw new CommandError(2, `There is no command "policy ${name}". ${POLICY_HELP}`);
  around.stdout.write(POLICY_HELP);
  return 0;
};
