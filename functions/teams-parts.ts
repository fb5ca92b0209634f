// Teams, fitted to the rules: the adapter, what it does with activities, and the desk that posts and updates cards.

import { type AgentsDesk, findAgentFor, listAgents } from '../approvals/agent/agents.ts';
import { type PauseDesk, pauseAgent, resumeAgent } from '../approvals/agent/pause.ts';
import type { LogDesk } from '../approvals/audit/log.ts';
import { type AnswerDesk, answer } from '../approvals/decision/answer.ts';
import { type ReviewDesk, review } from '../approvals/decision/review.ts';
import { historyOf } from '../approvals/inquiry/history.ts';
import { waitingFor } from '../approvals/inquiry/waiting.ts';
import type { NudgeLater } from '../approvals/pace/pace-book.ts';
import type { Turns } from '../approvals/pace/turns.ts';
import { agentsOwnedBy, type Policy } from '../approvals/policy/policy.ts';
import type { ListPending, ListRecent, ListsLag } from '../approvals/ports.ts';
import type { CardDesk, PeopleBook } from '../approvals/prompt/card-ports.ts';
import type { DigestBook, DigestCards } from '../approvals/prompt/digest-ports.ts';
import { open } from '../approvals/prompt/open.ts';
import { refuse } from '../approvals/refusal.ts';
import { isRequestId } from '../approvals/request-id.ts';
import { expectOwner } from '../approvals/route/late-owner.ts';
import { linkRoute, unlinkRoute } from '../approvals/route/link.ts';
import type { LinkBook } from '../approvals/route/link-book.ts';
import { reopen } from '../approvals/route/reopen.ts';
import { listRoutes } from '../approvals/route/route-states.ts';
import { type ChannelCheck, createAdapter } from '../bot/adapter.ts';
import type { AgentCommandParts } from '../bot/agent-commands.ts';
import { createOnActivity, type GreetingBook } from '../bot/on-activity.ts';
import { createCardDesk, createDigestCards } from '../bot/prompts.ts';
import type { RequestCommandParts } from '../bot/request-commands.ts';
import type { RouteCommandParts } from '../bot/route-commands.ts';
import type { UntilTurn } from '../bot/speak.ts';
import { createAppToken } from '../entra/graph-token.ts';
import { forOneClick } from './click-directory.ts';
import type { LocalSettings } from './settings/local-mode.ts';
import type { Settings } from './settings.ts';
import type { Telemetry } from './telemetry/telemetry.ts';
import { watchClicks, watchCommands, watchRouteCommands } from './telemetry/watch-hands.ts';

const CONNECTOR_SCOPE = 'https://api.botframework.com/.default';

/** Takes one call of the channel, as it came. Never believes it before it is proven. */
export type ReceiveActivity = (
  authorization: string | undefined,
  body: unknown,
) => Promise<{ readonly status: number; readonly body?: object }>;

/** Lists that lead to requests. */
interface IndexLists {
  readonly listPending: ListPending;
  readonly listRecent: ListRecent;
  readonly listsLag: ListsLag;
}

interface TeamsNeeds {
  readonly settings: Settings;
  readonly policy: Policy;
  readonly desk: AnswerDesk & PauseDesk & AgentsDesk & ReviewDesk;
  readonly log: LogDesk;
  readonly links: LinkBook;
  readonly lists: IndexLists;
  readonly people: PeopleBook;
  readonly greetings: GreetingBook;
  readonly digests: DigestBook;
  readonly turns: Turns;
  readonly nudgeLater: NudgeLater;
  readonly untilTurn: UntilTurn;
  readonly telemetry: Telemetry;
}

/** Builds the bot. Makes no call; botbuilder itself is loaded with the first one. */
export function buildTeams(needs: TeamsNeeds): {
  readonly cards: CardDesk;
  readonly digestCards: DigestCards;
  readonly receive: ReceiveActivity;
  readonly check: ChannelCheck;
} {
  const { settings, desk, people, greetings, digests, turns, nudgeLater, untilTurn, telemetry } = needs;
  const { tenant, local } = settings;
  const ownedBy = agentsOwnedBy(needs.policy);
  const adapter = createAdapter({
    appId: settings.botAppId,
    tenant,
    type: settings.botType,
    ...(settings.botPassword === undefined ? {} : { password: settings.botPassword }),
    ...(local === undefined ? {} : { local: localTeams(settings, local) }),
  });
  const onActivity = createOnActivity({
    tenant,
    answer: watchClicks(
      (click) =>
        click.verb === 'open'
          ? open({ ...forOneClick(desk), digests }, click)
          : answer(forOneClick(desk), click),
      telemetry.note,
    ),
    expect: (person, chat) => expectOwner({ people, nudgeLater, ownedBy }, person, chat),
    isHere: (conversation, person) => reopen({ turns, nudgeLater }, conversation, person),
    people,
    greetings,
    untilTurn,
    clock: desk.clock,
    requests: requestCommands(needs),
    routes: watchRouteCommands(routeCommands(needs), telemetry.note),
    agents: watchCommands(agentCommands(desk), telemetry.note),
    adapter,
    onFault: telemetry.onFault,
  });
  return {
    cards: createCardDesk(adapter),
    digestCards: createDigestCards(adapter),
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

/** What people ask about requests. A question proves no sign-in: what an approval needs beyond a click is judged on the review page. */
export const requestCommands = ({
  desk,
  lists,
  policy,
}: Pick<TeamsNeeds, 'desk' | 'lists' | 'policy'>): RequestCommandParts => ({
  waiting: (person) => waitingFor({ ...desk, ...lists }, person),
  one: async (id, person) =>
    isRequestId(id)
      ? await review(desk, id, person, { app: '', acrs: [] })
      : refuse({ reason: 'unknown_request' }),
  history: (about, person) =>
    historyOf({ ...desk, ...lists, resourceTypes: resourceTypesOf(policy) }, person, about),
  baseUrl: desk.baseUrl,
});

/** What administrators write about routes. */
export function routeCommands({
  desk,
  lists,
  links,
  log,
  policy,
  nudgeLater,
}: Pick<TeamsNeeds, 'desk' | 'lists' | 'links' | 'log' | 'policy' | 'nudgeLater'>): RouteCommandParts {
  const names = [...policy.routes.keys()];
  const linkDesk = { ...desk, ...lists, ...log, links, names, nudgeLater };
  return {
    link: (route, conversation, person) => linkRoute(linkDesk, route, conversation, person),
    unlink: (route, person) => unlinkRoute(linkDesk, route, person),
    routes: (person) => listRoutes(linkDesk, names, person),
    zoneOf: (route) => policy.routes.get(route)?.timeZone ?? 'UTC',
    readsSummary: (route) => policy.routes.get(route)?.details === 'approvers',
  };
}

const resourceTypesOf = ({ resources, enforcers }: Policy): readonly string[] => [
  ...new Set([
    ...resources.map(({ type }) => type),
    ...[...enforcers.values()].flatMap(({ resourceTypes }) => resourceTypes),
  ]),
];

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
