// What `countersign mcp` says of itself. At most 80 columns.
import { AGENT_HELP } from '../agent/help.ts';

/** The flags, and how hosts start it. */
export const MCP_HELP = `Usage: countersign mcp [flags]

For hosts of MCP (Claude Code, Claude Desktop, VS Code) that start their servers
as a command: reads messages from stdin, hands each to your Countersign's /mcp
with the agent's own token, always a fresh one, and writes answers to stdout.
Nobody types it: a host's configuration names it, as docs/agents.md tells.

${AGENT_HELP}  --help                 shows this

Ends with 0 when the host closes stdin, with 2 when the command line is wrong.
`;
