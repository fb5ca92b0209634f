// What people can write to the bot: `help`, and `link NAME`, which makes a conversation the place where a route's cards come.
// Promises: only administrators of our tenant link, and only conversations of our tenant; every text is answered in plain words.
import { plainText } from '../approvals/plain-text.ts';
import type { Clock, RouteBook } from '../approvals/ports.ts';
import type { Person } from '../approvals/words.ts';
import type { Conversation } from '../approvals/work.ts';
import type { Where } from './sender.ts';

/** What commands need. */
export interface CommandParts {
  readonly tenant: string;
  /** Member of the policy's administrators now? Throws when the directory cannot be asked. */
  readonly isAdmin: (person: Person) => Promise<boolean>;
  /** Names of the policy's routes. */
  readonly routes: () => readonly string[];
  readonly book: RouteBook;
  readonly clock: Clock;
  readonly onFault: (error: unknown) => void;
}

/** What the bot says when it is added somewhere. */
export const HELLO =
  'Hello, I am Countersign. When an AI agent needs an approval, I bring its request to the people who may decide. ' +
  'An administrator chooses this conversation for it with: link NAME. Write help for more.';

const HELP = [
  'I bring requests of AI agents to the people who may decide them.',
  'help – shows this text.',
  'link NAME – cards of the route NAME come to this conversation from now on (administrators only).',
  'To decide, use the buttons on a card. Who may decide is checked at every click.',
].join('\n\n');

/** The answer to a message. Never throws. */
export async function answerMessage(text: string, where: Where, parts: CommandParts): Promise<string> {
  const [command = '', ...words] = withoutMentions(text).split(' ');
  if (command.toLowerCase() !== 'link') return HELP;
  try {
    return await link(words.join(' '), where, parts);
  } catch (error) {
    parts.onFault(error);
    return 'Countersign could not do this just now. Try again in a moment.';
  }
}

async function link(route: string, { person, conversation }: Where, parts: CommandParts): Promise<string> {
  if (person === undefined)
    return 'Teams did not say who you are in Microsoft Entra ID. Nothing was changed.';
  if (person.tenant !== parts.tenant.toLowerCase() || conversation.tenant !== parts.tenant.toLowerCase()) {
    return 'Only people and conversations of this organisation can be linked. Nothing was changed.';
  }
  if (!(await parts.isAdmin(person))) {
    return 'Only administrators of Countersign can link a conversation. Nothing was changed. They are the members of the group that countersign.yaml names under admins.';
  }
  const routes = parts.routes();
  const known =
    routes.length === 0 ? 'countersign.yaml has no routes yet.' : `Routes are: ${routes.join(', ')}.`;
  if (route === '') return `Write the name of a route after link. ${known}`;
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

/** Teams sends `<at>Countersign</at> link NAME`, with odd spaces. */
function withoutMentions(text: string): string {
  return text
    .slice(0, 1000)
    .replaceAll(/<at\b[^>]*>[^<]*<\/at>/gi, ' ')
    .replaceAll(/&nbsp;|\s+/gi, ' ')
    .trim();
}
