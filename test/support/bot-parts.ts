// A bot that people write to, over the real use cases and memory.

import type { NudgeLater } from '../../approvals/pace/pace-book.ts';
import { createRegistry } from '../../approvals/policy/member/registry.ts';
import type { Policy } from '../../approvals/policy/policy.ts';
import type { Conversation } from '../../approvals/work.ts';
import { answerMessage, type CommandParts, type Saying } from '../../bot/commands.ts';
import { agentCommands, requestCommands, routeCommands } from '../../functions/teams-parts.ts';
import { type PEOPLE, TENANT } from '../../local/directory.ts';
import { aConversation, aPerson } from './builders.ts';
import { createMemoryLog } from './memory-store.ts';
import type { TestDesk } from './test-desk.ts';

/** Everything commands need, over a test desk. */
export function commandParts(
  world: TestDesk,
  policy: Policy,
  faults: unknown[] = [],
  nudgeLater: NudgeLater = async () => undefined,
): CommandParts {
  const { desk: bare, links, tables } = world;
  const desk = { ...bare, registry: createRegistry(policy) };
  const log = { ...desk, log: createMemoryLog(tables) };
  return {
    tenant: TENANT,
    clock: desk.clock,
    people: desk.people,
    requests: requestCommands({ desk, lists: desk, policy }),
    routes: routeCommands({ desk, lists: desk, links, log, policy, nudgeLater }),
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
