// A tool call as a wish: exactly what the harness would run. Commands are a command line and its folder; other tools are their input.
import { createHash, randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import type { Ask } from '../../client/client.ts';
import type { Environment } from '../surroundings.ts';
import type { ToolCall } from './call.ts';
import { SHELL_TOOLS } from './shell-tools.ts';
import { workspaceOf } from './workspace.ts';

/** What to ask for this call. The same call asked again is the same request. */
export function askOf(call: ToolCall, env: Environment): Ask {
  const { description } = call.tool_input;
  const isShell = SHELL_TOOLS.includes(call.tool_name);
  return {
    action: {
      name: isShell ? 'shell.command' : `tool.${call.tool_name}`,
      properties: isShell ? shellProperties(call, env) : call.tool_input,
    },
    resource: { type: 'workspace', id: workspaceOf(call.cwd) },
    ...(isShell && typeof description === 'string' && description !== ''
      ? { reason: description.slice(0, REASON_MAX) }
      : {}),
    idempotencyKey: keyOf(call),
    client: { actor: 'Claude Code', run: call.session_id },
  };
}

const REASON_MAX = 1000;

/** What was approved, for comparing with what ran. */
export const digestOf = ({ tool_name, tool_input }: ToolCall): string =>
  createHash('sha256')
    .update(JSON.stringify([tool_name, sorted(tool_input)]))
    .digest('hex');

function shellProperties(
  { tool_name, tool_input, cwd }: ToolCall,
  env: Environment,
): Readonly<Record<string, unknown>> {
  // The description is the model's words, and the time limit ends nothing but the command.
  const { command, description: _, timeout: __, run_in_background, ...rest } = tool_input;
  return {
    command,
    cwd,
    shell: tool_name === 'PowerShell' ? 'powershell' : shellOf(env),
    ...(run_in_background === true ? { background: true } : {}),
    // Whatever else a harness may know, e.g. to leave its sandbox, counts and is shown.
    ...(Object.keys(rest).length === 0 ? {} : { options: rest }),
  };
}

/** Claude Code runs commands in the user's shell if it is one of these, else in bash. */
function shellOf({ SHELL, CLAUDE_CODE_SHELL }: Environment): string {
  const name = basename(CLAUDE_CODE_SHELL ?? SHELL ?? '');
  return name === 'zsh' ? 'zsh' : 'bash';
}

/** A restarted hook finds its request; without an id of the call there is nothing to find it by. */
function keyOf({ session_id, tool_use_id }: ToolCall): string {
  if (tool_use_id === undefined) return randomUUID();
  return createHash('sha256').update(`claude-code\n${session_id}\n${tool_use_id}`).digest('hex');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, each]) => [key, sorted(each)]),
  );
}
