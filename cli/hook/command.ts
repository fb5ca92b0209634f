// `countersign hook`: puts the hook into a coding agent's settings, takes it out, and is the hook that the agent's harness starts.

import { CommandError } from '../exit.ts';
import { hintOf } from '../parse-flags.ts';
import type { Surroundings } from '../surroundings.ts';
import { HOOK_HELP } from './help.ts';
import { install, remove } from './install.ts';
import { readHookFlags } from './read-flags.ts';
import { runHook } from './run.ts';

/** Does what the first word says; the exit code. Throws a `CommandError` for a wrong command. */
export async function hookCommand(args: readonly string[], around: Surroundings): Promise<number> {
  const [what = '', ...rest] = args;
  if (['--help', '-h', 'help'].includes(what) || rest.includes('--help') || rest.includes('-h')) {
    around.stdout.write(HOOK_HELP);
    return 0;
  }
  if (what === 'run') return await runHook(rest, around);
  const flags = readHookFlags(what, rest, around);
  if (what === 'install') return await install(flags, around);
  if (what === 'remove') return await remove(flags, around);
  throw new CommandError(2, `hook does install, remove or run, not "${what}". ${hintOf('hook')}`);
}
