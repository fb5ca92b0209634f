// What `countersign hook` says of itself. At most 80 columns.
import { AGENT_HELP } from '../agent/help.ts';

export const HOOK_HELP = `Usage: countersign hook install claude-code [--user|--project|--local|--managed]
       countersign hook remove claude-code [--user|--project|--local|--managed]
       countersign hook run claude-code [flags]

Lets a coding agent ask before it runs a command. The harness starts the hook
before each tool call and obeys it; the model has no say. What needs a person's
word is said in countersign.yaml. A call without approval does not run; denied,
expired, unreachable and broken all mean no.

Where the settings are:
  --user                 ~/.claude/settings.json: all your projects (default)
  --project              .claude/settings.json here: everybody in the project
  --local                .claude/settings.local.json here: you, in the project
  --managed              this machine's managed settings: an administrator's,
                         out of the reach of the agent

What asks (install):
  --tools LIST           tools whose calls ask, e.g. Bash,mcp__.*; left out:
                         Bash,PowerShell,Monitor. Files that could switch the
                         hook off are watched besides
  --within TIME          a call waits no longer than this for a decision, then
                         it is denied: 90s, 30m (default), 2h

${AGENT_HELP}                         COUNTERSIGN_JOURNAL: folder that remembers what was
                         started, else ~/.countersign/journal
  --help                 shows this

install and remove change nothing else in the file, may be repeated, and say
what they did. run reads the call from its input; it ends with 0 when the call
may go on and with 2 when it may not.
`;
