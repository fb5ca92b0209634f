// A bot that people write to, over the real use cases and memory.

import { createRegistry } from '../../approvals/policy/member/registry.ts';
import type { Policy } from '../../approvals/policy/policy.ts';
import type { ListPending, ListRecent } from '../../approvals/ports.ts';
import { REQUEST_KEY } from '../../approvals/row-keys.ts';
import type { ApprovalRequest } from '../../approvals/words.ts';
import type { Conversation } from '../../approvals/work.ts';
import { answerMessage, type CommandParts, type Saying } from '../../bot/commands.ts';
import { agentCommands, requestCommands, routeCommands } from '../../functions/teams-parts.ts';
import { type PEOPLE, TENANT } from '../../local/directory.ts';
import { aConversation, aPerson } from './builders.ts';
import { createMemoryLog } from './memory-store.ts';
import type { MemoryTables } from './memory-tables.ts';
import type { TestDesk } from './test-desk.ts';

/** Twins of the lists that lead to requests, read from the requests themselves. */
export function createMemoryLists(tables: MemoryTables): {
  readonly listPending: ListPending;
  readonly listRecent: ListRecent;
} {
  const all = () =>
    [...tables.all()]
      .filter(([name]) => name.startsWith('req_') && name.endsWith(`\n${REQUEST_KEY}`))
      .map(([, row]) => row.data as ApprovalRequest);
  return {
    listPending: async (limit) =>
      all()
        .filter(({ status }) => status === 'pending')
        .sort((a, b) => (a.expiresAt < b.expiresAt ? -1 : 1))
        .slice(0, limit)
        .map(({ id }) => id),
    listRecent: async (of, limit) =>
      all()
        .filter(({ agent, resource }) =>
          'agent' in of
            ? agent.clientId === of.agent
            : resource.type === of.resource.type && resource.id === of.resource.id,
        )
        .sort((a, b) => (a.createdAt > b.createdAt ? -1 : 1))
        .slice(0, limit)
        .map(({ id }) => id),
  };
}

/** Everything commands need, over a test desk. */
export function commandParts(world: TestDesk, policy: Policy, faults: unknown[] = []): CommandParts {
  const { desk: bare, links, tables } = world;
  const desk = { ...bare, registry: createRegistry(policy) };
  const lists = createMemoryLists(tables);
  const log = { ...desk, log: createMemoryLog(tables) };
  return {
    tenant: TENANT,
    clock: desk.clock,
    people: desk.people,
    requests: requestCommands({ desk, lists, policy }),
    routes: routeCommands({ desk, lists, links, log, policy }),
    agents: agentCommands(desk),
    onFault: (error) => void faults.push(error),
  };
}

/** Writes to the bot, in the channel unless told otherwise; gives all it says. */
export const writeTo =
  (parts: CommandParts) =>
  (
    who: keyof typeof PEOPLE,
    text: string,
    conversation: Conversation = aConversation(),
  ): Promise<readonly Saying[]> =>
    answerMessage(text, { person: aPerson(who), conversation, thread: conversation }, parts);

/** What was said, as read: of a card, its JSON. */
export const wordsOf = (said: readonly Saying[]): string =>
  said.map(({ say }) => (typeof say === 'string' ? say : JSON.stringify(say.card))).join('\n');
