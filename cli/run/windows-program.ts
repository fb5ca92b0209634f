// What Windows can start without a shell. Batch files and scripts need one, and a shell would read the approved arguments anew. Pure.

/** The endings under which a program of this name is looked for, in order. `pathext` is the variable PATHEXT. */
export function endingsOf(name: string, pathext: string | undefined): readonly string[] {
  const endings = (pathext ?? '.COM;.EXE;.BAT;.CMD').split(';').filter((ending) => ending !== '');
  // As Windows does: beside npm.cmd lies a file npm, for other shells.
  return /\.[^./\\]+$/.test(name) ? ['', ...endings] : endings;
}

/** Why this file cannot be started, and what to name in its place; `undefined` when it can. */
export function troubleWith(path: string): string | undefined {
  // Windows takes no notice of dots and blanks at the end.
  if (/\.(exe|com)[. ]*$/i.test(path)) return undefined;
  return `${path} cannot be run: Windows starts .exe and .com files alone, all others through a shell, and that could change the arguments that people approved. Name the program behind it, e.g. node.exe and the path of the script, or pwsh.exe -File SCRIPT.`;
}
