// What administrators write to the bot about routes: `link NAME`, `unlink NAME`, `routes`.
// Promises: nobody else learns or changes anything; names of conversations and people are made plain before they are said.
import type { Answer } from '../approvals/refusal.ts';
import type { Linked, NoRoute, OwnChat, Unlinked } from '../approvals/route/link.ts';
import type { RouteState, RouteStates } from '../approvals/route/route-states.ts';
import { plainText } from '../approvals/text/plain-text.ts';
import { inMarks } from '../approvals/text/quotation-marks.ts';
import type { Person } from '../approvals/words.ts';
import type { Conversation } from '../approvals/work.ts';
import { refusedWords } from './agent-commands.ts';
import { personWords } from './cards/person.ts';
import { inZone } from './cards/tell-time.ts';
import { type Written, writtenIn } from './command-words.ts';
import { tellTrouble } from './tell-trouble.ts';
import { say } from './words/words.ts';

/** What the commands need. Each asks once whether the person administers, at that moment. */
export interface RouteCommandParts {
  readonly link: (
    route: string,
    conversation: Conversation,
    person: Person,
  ) => Promise<Answer<Linked | NoRoute | OwnChat>>;
  readonly unlink: (route: string, person: Person) => Promise<Answer<Unlinked | NoRoute>>;
  readonly routes: (person: Person) => Promise<Answer<RouteStates>>;
  /** In which the times of a route are told. */
  readonly zoneOf: (route: string) => string;
  /** Nothing is decided on the cards of this route: only a summary stands there. */
  readonly readsSummary: (route: string) => boolean;
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
/** Routes are linked where many read along, so the command is told as it is written there. */
const inMany = writtenIn({ type: 'channel' });

/** `link NAME` */
export async function linkCommand(order: RouteOrder, parts: RouteCommandParts): Promise<string> {
  const { words, person, conversation, written } = order;
  const route = words.join(' ');
  const linked = await parts.link(route, conversation, person);
  if (!linked.ok) return refusedWords(linked.refusal, written);
  if (linked.value.kind === 'no_route') return noRouteWords(route, written('link NAME'), linked.value);
  if (linked.value.kind === 'own_chat') return say.routes.notHere(inMany(`link ${route}`));
  const { before } = linked.value;
  if (before === undefined) return say.routes.linked(route);
  return before.id === conversation.id
    ? say.routes.linkedAlready(route)
    : say.routes.moved(route, placeOf(before), parts.readsSummary(route));
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
  if (before === undefined) return say.routes.linkedNowhere(route);
  return say.routes.unlinked(route, placeOf(before), inMany(`link ${route}`), parts.readsSummary(route));
}

/** `routes` */
export async function routesCommand(
  { person, written }: RouteOrder,
  parts: RouteCommandParts,
): Promise<string> {
  const listed = await parts.routes(person);
  if (!listed.ok) return refusedWords(listed.refusal, written);
  const { routes, isCut } = listed.value;
  if (routes.length === 0) return say.routes.none;
  return [
    ...routes.map((each) => stateLine(each, parts.zoneOf(each.route))),
    ...(isCut ? [say.routes.cut] : []),
  ].join('\n\n');
}

function noRouteWords(route: string, command: string, { names }: NoRoute): string {
  const known =
    names.length === 0 ? say.routes.none : say.routes.known(names.map((name) => plainText(name, NAME_MAX)));
  return route === ''
    ? `${say.routes.which(command)} ${known}`
    : `${say.routes.unknown(plainText(route, NAME_MAX))} ${known}`;
}

function stateLine({ route, isKnown, link, cards, why }: RouteState, timeZone: string): string {
  const where =
    link === undefined
      ? say.routes.lineUnlinked(route, inMany(`link ${route}`))
      : say.routes.lineLinked(
          route,
          placeOf(link.conversation),
          personWords(link.by.name),
          inZone(link.at, timeZone),
        );
  const stray = isKnown ? '' : ` ${say.routes.notNamed}`;
  const { standing, held, beside, onTheirWay, failed } = cards;
  const parts = [
    ...(standing > 0 ? [say.routes.delivered(standing)] : []),
    ...(held > 0 ? [say.routes.held(held)] : []),
    ...(beside > 0 ? [say.routes.beside(beside)] : []),
    ...(onTheirWay > 0 ? [say.routes.onTheirWay(onTheirWay)] : []),
    ...(failed > 0 ? [say.routes.failed(failed)] : []),
  ];
  const fare = parts.length === 0 ? ` ${say.routes.noOpen}` : ` ${say.routes.cards(parts)}`;
  const problem =
    why === undefined ? '' : ` ${say.routes.lastProblem(plainText(tellTrouble(why, say.troubles), WHY_MAX))}`;
  return `${where}${stray}${fare}${problem}`;
}

function placeOf({ name, type }: Conversation): string {
  const known = name === undefined ? '' : plainText(name, NAME_MAX).trim();
  return known === '' ? say.routes.places[type] : say.routes.namedPlaces[type](inMarks(known));
}
