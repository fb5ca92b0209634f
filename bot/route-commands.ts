// What administrators write to the bot about routes: `link NAME`, `unlink NAME`, `routes`.
// Promises: nobody else learns or changes anything; names of conversations and people are made plain before they are said.
import type { Answer } from '../approvals/refusal.ts';
import type { Linked, NoRoute, Unlinked } from '../approvals/route/link.ts';
import type { RouteState, RouteStates } from '../approvals/route/route-states.ts';
import { plainText } from '../approvals/text/plain-text.ts';
import type { Person } from '../approvals/words.ts';
import type { Conversation } from '../approvals/work.ts';
import { refusedWords } from './agent-commands.ts';
import { inUtc } from './cards/tell-time.ts';
import type { Written } from './command-words.ts';

/** What the commands need. Each asks once whether the person administers, at that moment. */
export interface RouteCommandParts {
  readonly link: (
    route: string,
    conversation: Conversation,
    person: Person,
  ) => Promise<Answer<Linked | NoRoute>>;
  readonly unlink: (route: string, person: Person) => Promise<Answer<Unlinked | NoRoute>>;
  readonly routes: (person: Person) => Promise<Answer<RouteStates>>;
}

/** A command as somebody wrote it, without its first word. */
interface RouteOrder {
  readonly words: readonly string[];
  readonly person: Person;
  readonly conversation: Conversation;
  readonly written: Written;
}

const NAME_MAX = 60;
const WHY_MAX = 200;

/** `link NAME` */
export async function linkCommand(order: RouteOrder, parts: RouteCommandParts): Promise<string> {
  const { words, person, conversation, written } = order;
  const route = words.join(' ');
  const linked = await parts.link(route, conversation, person);
  if (!linked.ok) return refusedWords(linked.refusal, written);
  if (linked.value.kind === 'no_route') return noRouteWords(route, written('link NAME'), linked.value);
  const { before, moved } = linked.value;
  const coming = moved.coming === 0 ? '' : ` ${comingWords(moved.coming)}`;
  const staying = moved.staying === 0 ? '' : ` ${stayingWords(moved.staying)}`;
  if (before === undefined) return `Done. Cards of the route ${route} come here from now on.${coming}`;
  return before.id === conversation.id
    ? `Cards of the route ${route} come here already. Nothing more is needed.${coming}`
    : `Done. Cards of the route ${route} come here from now on, and no longer to ${placeOf(before)}.${coming}${staying}`;
}

/** `unlink NAME`, from whichever conversation. */
export async function unlinkCommand(
  { words, person, written }: RouteOrder,
  parts: RouteCommandParts,
): Promise<string> {
  const route = words.join(' ');
  const unlinked = await parts.unlink(route, person);
  if (!unlinked.ok) return refusedWords(unlinked.refusal, written);
  if (unlinked.value.kind === 'no_route') return noRouteWords(route, written('unlink NAME'), unlinked.value);
  const { before } = unlinked.value;
  if (before === undefined) return `The route ${route} is linked nowhere. Nothing was changed.`;
  return `Done. Cards of the route ${route} come to ${placeOf(before)} no longer, and nowhere else until an administrator writes ${written(`link ${route}`)} in another conversation. Cards that stand there stay, and can still be decided.`;
}

/** `routes` */
export async function routesCommand(
  { person, written }: RouteOrder,
  parts: RouteCommandParts,
): Promise<string> {
  const listed = await parts.routes(person);
  if (!listed.ok) return refusedWords(listed.refusal, written);
  const { routes, isCut } = listed.value;
  if (routes.length === 0) return 'countersign.yaml has no routes yet.';
  return [
    ...routes.map((each) => stateLine(each, written)),
    ...(isCut
      ? ['More requests are open than were looked through: the numbers are of those that end first.']
      : []),
  ].join('\n\n');
}

function noRouteWords(route: string, command: string, { names }: NoRoute): string {
  const known =
    names.length === 0
      ? 'countersign.yaml has no routes yet.'
      : `Routes are: ${names.map((name) => plainText(name, NAME_MAX)).join(', ')}.`;
  return route === ''
    ? `Write which route: ${command}. ${known}`
    : `There is no route “${plainText(route, NAME_MAX)}”. ${known}`;
}

function stateLine({ route, isKnown, link, cards, why }: RouteState, written: Written): string {
  const where =
    link === undefined
      ? `linked nowhere. Write ${written(`link ${route}`)} where its cards are to come.`
      : `to ${placeOf(link.conversation)}, linked by ${plainText(link.by.name, NAME_MAX)} on ${inUtc(link.at)}.`;
  const stray = isKnown ? '' : ' countersign.yaml does not name it any more.';
  const { standing, held, onTheirWay, failed } = cards;
  const parts = [
    ...(standing > 0 ? [`${standing} delivered`] : []),
    ...(held > 0 ? [`${held} waiting for their turn`] : []),
    ...(onTheirWay > 0 ? [`${onTheirWay} not delivered yet`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ];
  const fare = parts.length === 0 ? ' No open request.' : ` Cards of open requests: ${parts.join(', ')}.`;
  return `${route}: ${where}${stray}${fare}${why === undefined ? '' : ` Last problem: ${plainText(why, WHY_MAX)}`}`;
}

const comingWords = (count: number): string =>
  count === 1 ? '1 open request comes now.' : `${count} open requests come now.`;
const stayingWords = (count: number): string =>
  count === 1
    ? '1 open request stays there, and can still be decided there.'
    : `${count} open requests stay there, and can still be decided there.`;

function placeOf({ name, type }: Conversation): string {
  if (name !== undefined) return plainText(name, NAME_MAX);
  if (type === 'personal') return 'a personal chat';
  return type === 'groupChat' ? 'a group chat' : 'a channel';
}
