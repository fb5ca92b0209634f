// Which agent an administrator means, and all there are. Names and pauses are nobody else's business.
import { type AdminDesk, askAdministrator } from '../approvers/administrator.ts';
import type { StandingStore } from '../ports.ts';
import { type Answer, accept } from '../refusal.ts';
import type { NamedAgent, Person } from '../words.ts';
import { type PauseView, viewPause } from './agent-view.ts';
import { pauseOf } from './standing.ts';

/** Which agents `countersign.yaml` registers. */
export interface Registry {
  /** By registered name, else by client id: what is shaped like one is never a name. Refusals: `unknown_agent`, `no_agent`. */
  find(text: string): Answer<NamedAgent>;
  /** The agent of a client id, registered or not. */
  named(clientId: string): NamedAgent;
  /** In the order of the file. */
  registered(): readonly NamedAgent[];
}

/** What naming and listing agents takes. */
export type AgentsDesk = AdminDesk & { readonly standings: StandingStore; readonly registry: Registry };

/** One agent, and its newest pause where there is one. */
export interface ListedAgent {
  readonly agent: NamedAgent;
  readonly pause: PauseView | undefined;
}

/** The agent a person names; that it is none, only an administrator is told. Refusals: those of `Registry.find` and `askAdministrator`. */
export async function findAgentFor(
  desk: AgentsDesk,
  name: string,
  person: Person,
): Promise<Answer<NamedAgent>> {
  const found = desk.registry.find(name);
  if (found.ok) return found;
  const admin = await askAdministrator(desk, person);
  return admin.ok ? found : admin;
}

/** Registered agents, then others that are paused: nobody paused is overlooked. Refusals: those of `askAdministrator`. */
export async function listAgents(desk: AgentsDesk, person: Person): Promise<Answer<readonly ListedAgent[]>> {
  const admin = await askAdministrator(desk, person);
  if (!admin.ok) return admin;
  const { standings, registry } = desk;
  const known = await standings.all();
  const others = known
    .filter((each) => pauseOf(each) !== undefined)
    .map(({ clientId }) => registry.named(clientId))
    .filter(({ registered }) => !registered);
  const listed = [...registry.registered(), ...others].map(async (agent) => {
    const standing = known.find(({ clientId }) => clientId === agent.clientId);
    return { agent, pause: await viewPause(standings, standing) };
  });
  return accept(await Promise.all(listed));
}
