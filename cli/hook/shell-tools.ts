// Tools that hand a line to a shell.

/** Their names in Claude Code: whose calls ask where the settings name no others. */
export const SHELL_TOOLS: readonly string[] = ['Bash', 'PowerShell', 'Monitor'];
