// What administrators want with agents, fitted to the doors that hear it: the bot's commands and the API. The same use cases for both.
import { askAdministrator } from '../approvals/administrator.ts';
import { viewPause } from '../approvals/agent-view.ts';
import { type PauseDesk, pauseAgent, resumeAgent } from '../approvals/pause.ts';
import { findAgent, type NamedAgent, namedAgent, registeredAgents } from '../approvals/policy/find-agent.ts';
import type { Policy } from '../approvals/policy/policy.ts';
import { type Answer, accept } from '../approvals/refusal.ts';
import { pauseOf } from '../approvals/standing.ts';
import type { Person } from '../approvals/words.ts';
import type { AgentCommandParts, ListedAgent } from '../bot/agent-commands.ts';

/** The agent a person names; that there is none, only an administrator is told. Refusals: `unknown_agent`, those of `askAdministrator`. */
export async function findAgentFor(
  { desk, policy }: { readonly desk: PauseDesk; readonly policy: Policy },
  name: string,
  person: Person,
): Promise<Answer<NamedAgent>> {
  const found = findAgent(policy, name);
  if (found.ok) return found;
  const admin = await askAdministrator(desk, person);
  return admin.ok ? found : admin;
}

/** The bot's commands about agents. */
export function createAgentCommands(desk: PauseDesk, policy: Policy): AgentCommandParts {
  return {
    findAgent: (name, person) => findAgentFor({ desk, policy }, name, person),
    pause: ({ clientId }, person, reason) => pauseAgent(desk, { clientId, person, reason, via: 'teams' }),
    resume: ({ clientId }, person, reason) => resumeAgent(desk, { clientId, person, reason, via: 'teams' }),
    agents: async (person) => {
      const admin = await askAdministrator(desk, person);
      return admin.ok ? accept(await listAgents(desk, policy)) : admin;
    },
  };
}

/** Registered agents, then others that are paused: nobody paused is overlooked. */
async function listAgents({ standings }: PauseDesk, policy: Policy): Promise<readonly ListedAgent[]> {
  const known = await standings.all();
  const others = known
    .filter((each) => pauseOf(each) !== undefined && !policy.agents.has(each.clientId))
    .map(({ clientId }) => namedAgent(policy, clientId));
  const listed = [...registeredAgents(policy), ...others].map(async (agent) => {
    const standing = known.find(({ clientId }) => clientId === agent.clientId);
    return { agent, pause: await viewPause(standings, standing) };
  });
  return Promise.all(listed);
}
