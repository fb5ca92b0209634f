// Where a machine's administrators settle what holds for everybody on it, as Claude Code's own documents name the places.

/** The one file. */
export const MANAGED_FILE = 'managed-settings.json';
/** The folder beside it, all of whose files are merged over it. */
export const MANAGED_DROP_INS = 'managed-settings.d';

/** The folder of this machine that holds both; undefined where none is known. */
export const managedFolder = (): string | undefined => FOLDERS[process.platform];

const FOLDERS: Readonly<Record<string, string>> = {
  linux: '/etc/claude-code',
  darwin: '/Library/Application Support/ClaudeCode',
  win32: 'C:\\Program Files\\ClaudeCode',
};
