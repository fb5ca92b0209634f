// What people can write to the bot: `help`; and administrators: `link NAME`, which makes a conversation the place where a route's cards
// come, and the commands of agent-commands.ts. Promises: only people and conversations of our tenant; every text is answered in plain words.

import { NewerVersionFault } from '../approvals/faults.ts';
import type { Clock } from '../approvals/ports.ts';
import type { RouteBook } from '../approvals/prompt/card-ports.ts';
import type { Answer } from '../approvals/refusal.ts';
import { plainText } from '../approvals/text/plain-text.ts';
import type { Person } from '../approvals/words.ts';
import type { Conversation } from '../approvals/work.ts';
import {
  type AgentCommandParts,
  agentsCommand,
  pauseCommand,
  refusedWords,
  resumeCommand,
} from './agent-commands.ts';
import { tellRefusal } from './cards/refusal-card.ts';
import { mentionHint, readWords, type Written, writtenIn } from './command-words.ts';
import type { Where } from './sender.ts';

/** What commands need. */
export interface CommandParts {
  readonly tenant: string;
  /** The person as an administrator, checked at that moment. */
  readonly administrator: (person: Person) => Promise<Answer<Person>>;
  /** Names of the policy's routes. */
  readonly routes: () => readonly string[];
  readonly book: RouteBook;
  readonly clock: Clock;
  readonly agents: AgentCommandParts;
  readonly onFault: (error: unknown) => void;
}

/** Longer than any command may be: what is too long is told, not cut. */
const TEXT_MAX = 4000;

/** What the bot says when it is added to a conversation. */
export function hello(conversation: Conversation): string {
  const written = writtenIn(conversation);
  return [
    'Hello, I am Countersign. When an AI agent needs an approval, I bring its request to the people who may decide.',
    conversation.type === 'personal'
      ? `What is to be told to you comes to this chat, as long as you keep the app. ${written('help')} tells more.`
      : `An administrator chooses this conversation for it with ${written('link NAME')}. ${written('help')} tells more.`,
  ].join('\n\n');
}

/** Every command: what is written after the bot's name, what it does, who may. The app package lists the same. */
export const COMMANDS = [
  { title: 'help', does: 'shows this text', for: 'everybody' },
  {
    title: 'link NAME',
    does: 'cards of the route NAME come to this conversation from now on',
    for: 'administrators',
  },
  { title: 'agents', does: 'lists the agents, and which of them are paused', for: 'administrators' },
  {
    title: 'pause NAME reason',
    does: 'stops the agent NAME at once: denies what waits, takes nothing new',
    for: 'administrators',
  },
  {
    title: 'resume NAME',
    does: 'lets a paused agent go on; somebody else than who paused it',
    for: 'administrators',
  },
] as const;

function help(conversation: Conversation): string {
  const written = writtenIn(conversation);
  return [
    'I bring requests of AI agents to the people who may decide them.',
    ...COMMANDS.map((each) => {
      const only = each.for === 'administrators' ? ' (administrators only)' : '';
      return `${written(each.title)} – ${each.does}${only}.`;
    }),
    ...mentionHint(conversation),
    'To decide, use the buttons on a card. Who may decide is checked at every click.',
  ].join('\n\n');
}

/** The answer to a message. Never throws. */
export async function answerMessage(text: string, where: Where, parts: CommandParts): Promise<string> {
  const { person, conversation } = where;
  const [command = '', ...words] = readWords(text.slice(0, TEXT_MAX));
  const run = ADMINISTRATION[command.toLowerCase()];
  if (run === undefined) return help(conversation);
  const tenant = parts.tenant.toLowerCase();
  if (person === undefined)
    return 'Teams did not say who you are in Microsoft Entra ID. Nothing was changed.';
  if (person.tenant !== tenant || conversation.tenant !== tenant) {
    return 'Only people and conversations of this organisation can do this. Nothing was changed.';
  }
  try {
    return await run({ words, person, conversation, written: writtenIn(conversation) }, parts);
  } catch (error) {
    parts.onFault(error);
    if (error instanceof NewerVersionFault)
      return tellRefusal({ reason: 'newer_version', version: error.version });
    return 'Countersign could not do this just now. Try again in a moment.';
  }
}

interface Order {
  readonly words: readonly string[];
  readonly person: Person;
  readonly conversation: Conversation;
  readonly written: Written;
}

type Run = (order: Order, parts: CommandParts) => Promise<string>;

const ADMINISTRATION: Readonly<Record<string, Run | undefined>> = Object.assign(Object.create(null), {
  link,
  agents: (order, { agents }) => agentsCommand(order, agents),
  pause: (order, { agents }) => pauseCommand(order, agents),
  resume: (order, { agents }) => resumeCommand(order, agents),
} satisfies Record<string, Run>);

async function link({ words, person, conversation, written }: Order, parts: CommandParts): Promise<string> {
  const route = words.join(' ');
  const administrator = await parts.administrator(person);
  if (!administrator.ok) return refusedWords(administrator.refusal, written);
  const routes = parts.routes();
  const known =
    routes.length === 0 ? 'countersign.yaml has no routes yet.' : `Routes are: ${routes.join(', ')}.`;
  if (route === '') return `Write which route: ${written('link NAME')}. ${known}`;
  if (!routes.includes(route)) return `There is no route “${plainText(route, 60)}”. ${known}`;
  const before = await parts.book.find(route);
  await parts.book.bind(route, conversation, person, parts.clock());
  if (before === undefined) return `Done. Cards of the route ${route} come here from now on.`;
  return before.id === conversation.id
    ? `Cards of the route ${route} come here already. Nothing more is needed.`
    : `Done. Cards of the route ${route} come here from now on, and no longer to ${placeOf(before)}.`;
}

const placeOf = (conversation: Conversation): string =>
  conversation.name === undefined ? 'the conversation linked before' : plainText(conversation.name, 60);
