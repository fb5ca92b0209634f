// Lists of requests in a person's own chat: what waits for them, and what was asked before. Each line leads to the review page, where the
// whole of a request stands and is judged anew; nothing is decided by a list. View in, JSON out.
import type { IAdaptiveCard, IExecuteAction, IOpenUrlAction } from '@microsoft/teams.cards';
import { routesTold } from '../../approvals/approvers/escalation.ts';
import type { Waiting } from '../../approvals/inquiry/waiting.ts';
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { reviewLink } from '../../approvals/review-link.ts';
import { redactionKey } from '../../approvals/text/redact-text.ts';
import type { ApprovalRequest, Instant } from '../../approvals/words.ts';
import type { Sentence } from '../words/sentence.ts';
import { say } from '../words/words.ts';
import { CARD_BYTES, fitItems } from './fit-rows.ts';
import {
  BOLD,
  card,
  type Element,
  footer,
  line,
  ours,
  QUIET,
  quoted,
  type Run,
  sentence,
  size,
  theirs,
} from './parts.ts';
import { neededWords } from './people.ts';
import { NAME_MAX, personRun } from './person.ts';
import { inSentence, TYPE_MAX } from './quotation.ts';
import { stateWords } from './summary.ts';
import { createTellTime, inUtc, inZone } from './tell-time.ts';
import { shortId } from './title.ts';
import { trapElements, trapsBeside } from './traps.ts';

const SHOWN_MAX = 8;
/** Nobody asks for a later part: a command has three digits. */
const LAST_PART = 999;
const COMMA = 1;
const RESOURCE_MAX = 100;
const BIG_BOLD = { size: 'Large', weight: 'Bolder' } as const;

/** Which part of a list, and how a command is written where it is read. */
interface Paging {
  readonly page?: number;
  readonly written?: (command: string) => string;
}

/**
 * What waits for one person, the gravest in front, part by part: each begins just behind the last item of the one before, however many of them fit
 * on a card. `at`: when it was asked.
 */
export function waitingCard(
  waiting: Waiting,
  baseUrl: string,
  at: Instant,
  { page = 1, written = (command) => command }: Paging = {},
): IAdaptiveCard {
  const { requests, voted, isCut, lags } = waiting;
  const head = waitingWords(waiting);
  const build = (part: number, items: readonly Element[], more: number) =>
    card(head, [
      line([ours(head, BIG_BOLD)]),
      ...(part > 1 ? [line([ours(say.lists.page(part), QUIET)])] : []),
      ...items,
      ...(more > 0 ? [line([ours(say.lists.laterOnes(more, written(`pending ${part + 1}`)), QUIET)])] : []),
      ...(isCut ? [line([ours(say.lists.cut, QUIET)])] : []),
      ...(lags === true ? [line([ours(say.lists.lags, QUIET)])] : []),
      ...(voted > 0 ? [line([ours(votedWords(voted), QUIET)])] : []),
      footer(say.lists.asOf(listedAt(at, requests))),
    ]);
  const room = CARD_BYTES - size(build(LAST_PART, [], requests.length));
  const item = (request: ApprovalRequest) =>
    requestItem(request, 'asks', waitingLine(request), openPage(request, baseUrl));
  const { part, items, end } = partOf(requests, item, page, room);
  return build(part, items, requests.length - end);
}

/** The items of a part, or of the last one where there are fewer, and how many of all requests stand in it and before it. */
function partOf(
  requests: readonly ApprovalRequest[],
  itemOf: (request: ApprovalRequest) => Element,
  page: number,
  room: number,
): { readonly part: number; readonly items: readonly Element[]; readonly end: number } {
  let part = 1;
  let items: readonly Element[] = [];
  let taken = 0;
  for (const [index, request] of requests.entries()) {
    const item = itemOf(request);
    const bytes = size(item) + COMMA;
    if (items.length === SHOWN_MAX || (items.length > 0 && taken + bytes > room)) {
      if (part === page) return { part, items, end: index };
      part += 1;
      items = [];
      taken = 0;
    }
    items = [...items, item];
    taken += bytes;
  }
  return { part, items, end: requests.length };
}

/** The same in a few words. */
export const waitingWords = ({ requests: { length } }: Waiting): string => say.lists.waiting(length);

/** Of those a person has voted on. */
export const votedWords = (voted: number): string => say.lists.voted(voted);

/** The last requests about something, the newest in front. */
export function historyCard(
  requests: readonly ApprovalRequest[],
  about: string,
  baseUrl: string,
  at: Instant,
): IAdaptiveCard {
  return fitItems(SHOWN_MAX, (most) => historyItems(requests, about, baseUrl, at, most));
}

function historyItems(
  requests: readonly ApprovalRequest[],
  about: string,
  baseUrl: string,
  at: Instant,
  most: number,
): IAdaptiveCard {
  const shown = requests.slice(0, most);
  return card(say.lists.last, [
    line(sentence(say.lists.lastAbout(theirs(about, RESOURCE_MAX, BIG_BOLD)), BIG_BOLD)),
    ...shown.map((request) =>
      requestItem(request, 'asked', endLine(request, baseUrl), openPage(request, baseUrl)),
    ),
    ...(requests.length > shown.length ? [line([ours(say.lists.olderOnes, QUIET)])] : []),
    footer(say.lists.asOf(listedAt(at, shown))),
  ]);
}

/** When a list was made: in the zone of what it lists, and in UTC; of several zones none is everybody's. */
export function listedAt(at: Instant, listed: readonly ApprovalRequest[]): string {
  const [zone, ...others] = new Set(listed.map(zoneOf));
  return zone === undefined || others.length > 0 ? inUtc(at) : inZone(at, zone);
}

const openPage = (request: ApprovalRequest, baseUrl: string): IOpenUrlAction => ({
  type: 'Action.OpenUrl',
  title: say.lists.open,
  url: reviewLink(baseUrl, request),
});

/** Who asked for what, a quiet line, and the way to the whole of it. */
export function requestItem(
  request: ApprovalRequest,
  tense: 'asks' | 'asked',
  quiet: readonly Run[],
  open: IOpenUrlAction | IExecuteAction,
  title?: readonly Run[],
): Element {
  // A line of the title's words alone says nothing of the intent: where one is given, nothing else of it may be told.
  const odd = title === undefined ? trapElements(trapsBeside(bareView(request, ''))) : [];
  return {
    type: 'Container',
    separator: true,
    spacing: 'Medium',
    items: [
      line(title ?? titleOf(request, tense)),
      ...odd,
      line(quiet, { spacing: 'Small' }),
      {
        type: 'ActionSet',
        spacing: 'Small',
        actions: [open],
      },
    ],
  };
}

function titleOf(request: ApprovalRequest, tense: 'asks' | 'asked'): readonly Run[] {
  const { action, agent, record, resource, verdict } = request;
  const { listed, verb } = verdict.display;
  const key = redactionKey(request);
  const own = { asks: 'asksOwnWord', asked: 'askedOwnWord' } as const;
  const how = record !== undefined ? 'did' : listed ? tense : own[tense];
  return sentence(
    say.title[how](
      whoAsks(record, agent),
      listed ? theirs(verb, NAME_MAX) : quoted(action, NAME_MAX, {}, { key }),
      say.title.target(
        ours(inSentence(resource.type, TYPE_MAX, key)),
        ours(inSentence(resource.id, RESOURCE_MAX, key), BOLD),
      ),
    ),
  );
}

/** A person who recorded what they did, or the agent; one that is not registered is told as that. */
function whoAsks(record: ApprovalRequest['record'], agent: ApprovalRequest['agent']): Sentence<Run> {
  if (record?.actor === 'person') return [personRun(record.by.name, BOLD)];
  if (agent.registered) return [theirs(agent.name, NAME_MAX, BOLD)];
  return say.title.unregistered(ours(shortId(agent.clientId), BOLD));
}

function waitingLine(request: ApprovalRequest): readonly Run[] {
  const { verdict, createdAt, expiresAt } = request;
  const until = createTellTime(zoneOf(request), createdAt).full(expiresAt);
  return [
    ours(`${say.risk.levels[verdict.risk.level]}  ·  ${say.openUntil(until)}  ·  `, QUIET),
    ours(`${neededWords(bareView(request, ''))}`, QUIET),
  ];
}

function endLine(request: ApprovalRequest, baseUrl: string): readonly Run[] {
  const { id, createdAt, votes, status, endedBy } = request;
  const choice = status === 'denied' ? 'deny' : 'approve';
  const voted = votes.filter((vote) => vote.counted && vote.choice === choice).map(({ person }) => person);
  const by = endedBy === undefined ? voted : [endedBy];
  return [
    ours(`${inZone(createdAt, zoneOf(request))}  ·  `, QUIET),
    ours(stateWords(bareView(request, baseUrl)), QUIET),
    ...by
      .slice(0, 3)
      .flatMap(({ name }, index) => [
        ours(index === 0 ? `  ·  ${status === 'pending' ? say.lists.approvedSoFar : ''}` : ', ', QUIET),
        personRun(name, QUIET),
      ]),
    ours(`  ·  ${id}`, QUIET),
  ];
}

/** A view of nothing but the row: enough for words about its state. */
const bareView = (request: ApprovalRequest, baseUrl: string): CardView => ({
  request,
  parameters: undefined,
  circumstances: {},
  texts: {},
  prompt: { key: 'list', nonce: '' },
  timeZone: zoneOf(request),
  reviewLink: reviewLink(baseUrl, request),
});

const zoneOf = (request: ApprovalRequest): string => routesTold(request)[0]?.timeZone ?? 'UTC';
