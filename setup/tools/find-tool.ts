// How a tool is started. On Windows `az` is a batch file (az.cmd), which cmd.exe would parse a second time: `&`, `%` and `)` in an
// argument would become commands (CVE-2024-27980). So the Python it wraps is started itself; where that is not found, cmd.exe gets
// only arguments in which nothing has a meaning to it.
import { posix, win32 } from 'node:path';
import { SetupFault } from '../faults.ts';

/** What is known of the machine. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly exists: (path: string) => boolean;
}

/** A file and its arguments; `verbatim`: the arguments are quoted already (Windows). */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly verbatim: boolean;
}

/** The command that runs the tool; `undefined` when it is not on the PATH. Throws `SetupFault` when an argument cannot be passed on. */
export function commandFor(tool: string, args: readonly string[], machine: Machine): Command | undefined {
  if (machine.platform !== 'win32') {
    const found = onPath([tool], machine, posix);
    return found === undefined ? undefined : { file: found, args, verbatim: false };
  }
  const found = onPath([`${tool}.exe`, `${tool}.cmd`, `${tool}.bat`], machine, win32);
  if (found === undefined) return undefined;
  if (found.toLowerCase().endsWith('.exe')) return { file: found, args, verbatim: false };
  const python = win32.join(win32.dirname(found), '..', 'python.exe');
  if (tool === 'az' && machine.exists(python)) {
    return { file: python, args: ['-IBm', 'azure.cli', ...args], verbatim: false };
  }
  const shell = machine.env.ComSpec ?? machine.env.COMSPEC ?? 'cmd.exe';
  return {
    file: shell,
    args: ['/d', '/s', '/c', `"${[found, ...args].map(quoted).join(' ')}"`],
    verbatim: true,
  };
}

/** Folders named relatively are left out: a file of that name in the working folder must not be taken for the tool. */
function onPath(names: readonly string[], { env, exists }: Machine, path: typeof posix): string | undefined {
  const folders = (env.PATH ?? env.Path ?? '')
    .split(path.delimiter)
    .map((folder) => folder.replace(/^"(.*)"$/, '$1'))
    .filter((folder) => path.isAbsolute(folder));
  for (const folder of folders) {
    const found = names.map((name) => path.join(folder, name)).find((file) => exists(file));
    if (found !== undefined) return found;
  }
  return undefined;
}

function quoted(argument: string): string {
  // Within quotation marks cmd.exe still reads these.
  if (/["%!\r\n^]/.test(argument)) {
    throw new SetupFault(
      `An argument of az cannot be passed safely through az.cmd: ${argument}`,
      'Install the Azure CLI with its installer (https://aka.ms/installazurecliwindows), which brings its own python.exe.',
    );
  }
  return `"${argument.replace(/\\+$/, '$&$&')}"`;
}
