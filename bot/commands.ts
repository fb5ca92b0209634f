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
import { say } from './words/words.ts';

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
    say.bot.hello,
    conversation.type === 'personal'
      ? say.bot.helloToOne(written('pending'), written('help'))
      : say.bot.helloToMany(written('link NAME'), written('help')),
  ].join('\n\n');
}

/** Every command: what is written after the bot's name, and who may. The app package lists the same. */
export const COMMANDS = [
  { title: 'pending', for: 'everybody' },
  { title: 'show ID', for: 'everybody' },
  {
    title: 'history NAME',
    for: 'everybody',
  },
  { title: 'help', for: 'everybody' },
  {
    title: 'link NAME',
    for: 'administrators',
  },
  {
    title: 'unlink NAME',
    for: 'administrators',
  },
  { title: 'routes', for: 'administrators' },
  { title: 'agents', for: 'administrators' },
  {
    title: 'pause NAME reason',
    for: 'administrators',
  },
  {
    title: 'resume NAME',
    for: 'administrators',
  },
] as const;

function help(conversation: Conversation): string {
  const written = writtenIn(conversation);
  const listed = (who: (typeof COMMANDS)[number]['for']) =>
    COMMANDS.filter((each) => each.for === who).map(({ title }) =>
      say.bot.helpLine(written(title), say.bot.does[title]),
    );
  return [
    say.bot.help,
    ...listed('everybody'),
    say.bot.forAdministrators,
    ...listed('administrators'),
    ...mentionHint(conversation),
    say.bot.howToDecide,
  ].join('\n\n');
}

/** A short answer to what is no command. */
function unknownText(word: string, conversation: Conversation): string {
  const written = writtenIn(conversation);
  if (say.bot.deciding.test(word)) return say.bot.decidesNothing(written('pending'));
  const names = COMMANDS.map(({ title }) => title.split(' ')[0] ?? '');
  const meant = nearest(word, names);
  const title = COMMANDS.find((each) => meant !== undefined && each.title.startsWith(meant))?.title;
  const first = word === '' ? '' : say.bot.unknown(plainText(word, 30));
  const then =
    title === undefined
      ? say.bot.whatIKnow(written('pending'), written('help'))
      : say.bot.didYouMean(written(title), written('help'));
  return `${first}${then}`;
}

/** The answer to a message. Never throws. */
export async function answerMessage(
  text: string,
  where: Where,
  parts: CommandParts,
): Promise<readonly Saying[]> {
  const { person, conversation, thread } = where;
  const here = (answer: Saying['say']): readonly Saying[] => [{ to: thread, say: answer }];
  const [word = '', ...words] = readWords(text.slice(0, TEXT_MAX));
  const command = word.toLowerCase();
  if (command === 'help') return here(help(conversation));
  const run = RUNS[command];
  if (run === undefined) return here(unknownText(word, conversation));
  const tenant = parts.tenant.toLowerCase();
  if (person === undefined) return here(say.bot.nameless);
  if (person.tenant !== tenant || conversation.tenant !== tenant) {
    return here(say.bot.foreign);
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
    return here(say.bot.fault);
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
    return [{ to: thread, say: say.bot.noOwnChat }];
  }
  const answer = await run({ ...order, conversation: own, written: writtenIn(own) }, parts);
  return [
    { to: own, say: answer },
    { to: thread, say: say.bot.toldInOwnChat },
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
