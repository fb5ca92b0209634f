// What people can write to the bot, and what comes of it: everybody asks about requests (request-commands.ts), administrators steer routes
// and agents (route-commands.ts, agent-commands.ts). Promises: only people and conversations of our tenant learn or do anything; every text
// is answered in plain words; no text decides a request; what one person may see goes to that person's own chat.

import { NewerVersionFault } from '../approvals/faults.ts';
import { nearest } from '../approvals/nearest.ts';
import type { Clock } from '../approvals/ports.ts';
import type { PeopleBook } from '../approvals/prompt/card-ports.ts';
import { plainText } from '../approvals/text/plain-text.ts';
import type { Person } from '../approvals/words.ts';
import type { Conversation } from '../approvals/work.ts';
import { type AgentCommandParts, agentsCommand, pauseCommand, resumeCommand } from './agent-commands.ts';
import { tellRefusal } from './cards/refusal-card.ts';
import { mentionHint, readWords, type Written, writtenIn } from './command-words.ts';
import type { CardMessage } from './outgoing.ts';
import { historyCommand, pendingCommand, type RequestCommandParts, showCommand } from './request-commands.ts';
import { linkCommand, type RouteCommandParts, routesCommand, unlinkCommand } from './route-commands.ts';
import type { Where } from './sender.ts';

/** What commands need. */
export interface CommandParts {
  readonly tenant: string;
  readonly clock: Clock;
  readonly people: PeopleBook;
  readonly requests: RequestCommandParts;
  readonly routes: RouteCommandParts;
  readonly agents: AgentCommandParts;
  readonly onFault: (error: unknown) => void;
}

/** One thing the bot says, and where. */
export interface Saying {
  readonly to: Conversation;
  readonly say: string | CardMessage;
}

/** Longer than any command may be: what is too long is told, not cut. */
const TEXT_MAX = 4000;

/** What the bot says when it is added to a conversation. */
export function hello(conversation: Conversation): string {
  const written = writtenIn(conversation);
  return [
    'Hello, I am Countersign. When an AI agent needs an approval, I bring its request to the people who may decide.',
    conversation.type === 'personal'
      ? `What is to be told to you comes to this chat, as long as you keep the app. Write ${written('pending')} to see what waits for you; ${written('help')} tells more.`
      : `Next, an administrator links this conversation to a route of countersign.yaml: ${written('link NAME')}. Approvers need to do nothing: cards come here by themselves. ${written('help')} tells more.`,
  ].join('\n\n');
}

/** Every command: what is written after the bot's name, what it does, who may. The app package lists the same. */
export const COMMANDS = [
  { title: 'pending', does: 'what waits for you', for: 'everybody' },
  { title: 'show ID', does: 'the card of one request, as it stands', for: 'everybody' },
  {
    title: 'history NAME',
    does: 'the last requests of an agent, or about a resource',
    for: 'everybody',
  },
  { title: 'help', does: 'shows this text', for: 'everybody' },
  {
    title: 'link NAME',
    does: 'cards of the route NAME come to this conversation from now on',
    for: 'administrators',
  },
  {
    title: 'unlink NAME',
    does: 'cards of the route NAME come nowhere until it is linked again',
    for: 'administrators',
  },
  { title: 'routes', does: 'which routes lead where, and how their cards fare', for: 'administrators' },
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
  const listed = (who: (typeof COMMANDS)[number]['for']) =>
    COMMANDS.filter((each) => each.for === who).map((each) => `${written(each.title)} – ${each.does}.`);
  return [
    'I bring requests of AI agents to the people who may decide them.',
    ...listed('everybody'),
    'For administrators only:',
    ...listed('administrators'),
    ...mentionHint(conversation),
    'To decide, use the buttons on a card: what you write never decides. Who may decide is checked at every click.',
  ].join('\n\n');
}

/** Words by which people mean to decide, in whatever they write to the bot. */
const DECIDING =
  /^\/?(?:approved?|accept|allow|grant|yes|ok(?:ay)?|deny|denied|reject|refuse|no|lgtm|👍|👎)\W*$/iu;

/** A short answer to what is no command. */
function unknownText(word: string, conversation: Conversation): string {
  const written = writtenIn(conversation);
  if (DECIDING.test(word)) {
    return `What you write decides nothing. Use the buttons on the card; ${written('pending')} lists what waits for you.`;
  }
  const names = COMMANDS.map(({ title }) => title.split(' ')[0] ?? '');
  const meant = nearest(word, names);
  const title = COMMANDS.find((each) => meant !== undefined && each.title.startsWith(meant))?.title;
  const first = word === '' ? '' : `I do not know “${plainText(word, 30)}”. `;
  const then =
    title === undefined
      ? `Write ${written('pending')} to see what waits for you, or ${written('help')} for everything I know.`
      : `Did you mean ${written(title)}? ${written('help')} lists everything I know.`;
  return `${first}${then}`;
}

/** The answer to a message. Never throws. */
export async function answerMessage(
  text: string,
  where: Where,
  parts: CommandParts,
): Promise<readonly Saying[]> {
  const { person, conversation, thread } = where;
  const here = (say: Saying['say']): readonly Saying[] => [{ to: thread, say }];
  const [word = '', ...words] = readWords(text.slice(0, TEXT_MAX));
  const command = word.toLowerCase();
  if (command === 'help') return here(help(conversation));
  const run = RUNS[command];
  if (run === undefined) return here(unknownText(word, conversation));
  const tenant = parts.tenant.toLowerCase();
  if (person === undefined)
    return here('Teams did not say who you are in Microsoft Entra ID. Nothing was changed.');
  if (person.tenant !== tenant || conversation.tenant !== tenant) {
    return here('Only people and conversations of this organisation can do this. Nothing was changed.');
  }
  try {
    const written = writtenIn(conversation);
    const order: Order = { words, person, conversation, written };
    if (!run.isPrivate || conversation.type === 'personal') return here(await run.run(order, parts));
    return await answerAlone(run, order, where, parts);
  } catch (error) {
    parts.onFault(error);
    if (error instanceof NewerVersionFault)
      return here(tellRefusal({ reason: 'newer_version', version: error.version }));
    return here('Countersign could not do this just now. Try again in a moment.');
  }
}

/** Others read along here, who may not see what the asker may: the answer goes to their own chat. */
async function answerAlone(
  { run }: Run,
  order: Order,
  { thread }: Where,
  parts: CommandParts,
): Promise<readonly Saying[]> {
  const own = await parts.people.find(order.person.oid);
  if (own === undefined) {
    const say =
      'Others read along here, so I tell you this in your own chat with me alone. Add Countersign under Apps in Teams, and write it there.';
    return [{ to: thread, say }];
  }
  const answer = await run({ ...order, conversation: own, written: writtenIn(own) }, parts);
  return [
    { to: own, say: answer },
    { to: thread, say: 'Others read along here, so I answered in your own chat with me.' },
  ];
}

interface Order {
  readonly words: readonly string[];
  readonly person: Person;
  readonly conversation: Conversation;
  readonly written: Written;
}

interface Run {
  readonly run: (order: Order, parts: CommandParts) => Promise<string | CardMessage>;
  /** The answer is for the asker's eyes. */
  readonly isPrivate: boolean;
}

const alone = (run: Run['run']): Run => ({ run, isPrivate: true });
const openly = (run: Run['run']): Run => ({ run, isPrivate: false });

const RUNS: Readonly<Record<string, Run | undefined>> = Object.assign(Object.create(null), {
  pending: alone((order, { requests, clock }) => pendingCommand(order, { ...requests, clock })),
  show: alone((order, { requests, clock }) => showCommand(order, { ...requests, clock })),
  history: alone((order, { requests, clock }) => historyCommand(order, { ...requests, clock })),
  link: openly((order, { routes }) => linkCommand(order, routes)),
  unlink: openly((order, { routes }) => unlinkCommand(order, routes)),
  routes: openly((order, { routes }) => routesCommand(order, routes)),
  agents: openly((order, { agents }) => agentsCommand(order, agents)),
  pause: openly((order, { agents }) => pauseCommand(order, agents)),
  resume: openly((order, { agents }) => resumeCommand(order, agents)),
} satisfies Record<string, Run>);
