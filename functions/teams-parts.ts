// Teams, fitted to the rules: the adapter, what it does with activities, and the desk that posts and updates cards.

import { type AgentsDesk, findAgentFor, listAgents } from '../approvals/agent/agents.ts';
import { type PauseDesk, pauseAgent, resumeAgent } from '../approvals/agent/pause.ts';
import { askAdministrator } from '../approvals/approvers/administrator.ts';
import { type AnswerDesk, answer } from '../approvals/decision/answer.ts';
import type { Policy } from '../approvals/policy/policy.ts';
import type { CardDesk, PeopleBook, RouteBook } from '../approvals/prompt/card-ports.ts';
import { type ChannelCheck, createAdapter } from '../bot/adapter.ts';
import type { AgentCommandParts } from '../bot/agent-commands.ts';
import { createOnActivity } from '../bot/on-activity.ts';
import { createCardDesk } from '../bot/prompts.ts';
import { createAppToken } from '../entra/graph-token.ts';
import type { LocalSettings } from './settings/local-mode.ts';
import type { Settings } from './settings.ts';
import type { Telemetry } from './telemetry/telemetry.ts';
import { watchClicks, watchCommands } from './telemetry/watch-hands.ts';

const CONNECTOR_SCOPE = 'https://api.botframework.com/.default';

/** Takes one call of the channel, as it came. Never believes it before it is proven. */
export type ReceiveActivity = (
  authorization: string | undefined,
  body: unknown,
) => Promise<{ readonly status: number; readonly body?: object }>;

interface TeamsNeeds {
  readonly settings: Settings;
  readonly policy: Policy;
  readonly desk: AnswerDesk & PauseDesk & AgentsDesk;
  readonly routes: RouteBook;
  readonly people: PeopleBook;
  readonly telemetry: Telemetry;
}

/** Builds the bot. Makes no call; botbuilder itself is loaded with the first one. */
export function buildTeams({ settings, policy, desk, routes, people, telemetry }: TeamsNeeds): {
  readonly cards: CardDesk;
  readonly receive: ReceiveActivity;
  readonly check: ChannelCheck;
} {
  const { tenant, local } = settings;
  const adapter = createAdapter({
    appId: settings.botAppId,
    tenant,
    type: settings.botType,
    ...(settings.botPassword === undefined ? {} : { password: settings.botPassword }),
    ...(local === undefined ? {} : { local: localTeams(settings, local) }),
  });
  const onActivity = createOnActivity({
    tenant,
    answer: watchClicks((click) => answer(desk, click), telemetry.note),
    administrator: (person) => askAdministrator(desk, person),
    routes: () => [...policy.routes.keys()],
    book: routes,
    people,
    clock: desk.clock,
    agents: watchCommands(agentCommands(desk), telemetry.note),
    adapter,
    onFault: telemetry.onFault,
  });
  return {
    cards: createCardDesk(adapter),
    receive: (authorization, body) => adapter.receive(authorization, body, onActivity),
    check: adapter.check,
  };
}

/** What administrators write about agents: the same use cases as by API. */
export const agentCommands = (desk: PauseDesk & AgentsDesk): AgentCommandParts => ({
  findAgent: (name, person) => findAgentFor(desk, name, person),
  pause: ({ clientId }, person, reason) => pauseAgent(desk, { clientId, person, reason, via: 'teams' }),
  resume: ({ clientId }, person, reason) => resumeAgent(desk, { clientId, person, reason, via: 'teams' }),
  agents: (person) => listAgents(desk, person),
});

/** The local Teams signs like the real one; a test client behind its relay may stand at any loopback port. */
function localTeams(settings: Settings, local: LocalSettings) {
  const getToken = createAppToken({
    mode: 'local',
    tokenUrl: `${local.authority}/${settings.tenant}/oauth2/v2.0/token`,
    clientId: settings.botAppId,
    secret: local.botSecret,
    scope: CONNECTOR_SCOPE,
  });
  return {
    openIdMetadataUrl: `${local.teams}/.well-known/openidconfiguration`,
    getToken: () => getToken(),
    serviceUrls: ['http://127.0.0.1:*', 'http://localhost:*'],
  };
}
