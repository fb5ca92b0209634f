// What people can write to the bot about requests: `pending`, `show ID`, `history RESOURCE|AGENT`.
// Promises: each answer holds only what the asker may see at that moment, and goes to them alone; nobody learns what there is besides.
import type { Review } from '../approvals/decision/review.ts';
import type { Waiting } from '../approvals/inquiry/waiting.ts';
import type { Clock } from '../approvals/ports.ts';
import type { Answer, Refusal } from '../approvals/refusal.ts';
import { plainText } from '../approvals/text/plain-text.ts';
import type { ApprovalRequest, Person } from '../approvals/words.ts';
import { historyCard, votedWords, waitingCard, waitingWords } from './cards/list-card.ts';
import { tellRefusal } from './cards/refusal-card.ts';
import { shownCard } from './cards/shown-card.ts';
import { summarise } from './cards/summary.ts';
import type { Written } from './command-words.ts';
import type { CardMessage } from './outgoing.ts';
import { say } from './words/words.ts';

/** What the commands need. Each asks the directory about the person, at that moment. */
export interface RequestCommandParts {
  readonly waiting: (person: Person) => Promise<Answer<Waiting>>;
  readonly one: (id: string, person: Person) => Promise<Answer<Review>>;
  readonly history: (about: readonly string[], person: Person) => Promise<Answer<readonly ApprovalRequest[]>>;
  readonly baseUrl: string;
}

/** A command as somebody wrote it, without its first word. */
interface RequestOrder {
  readonly words: readonly string[];
  readonly person: Person;
  readonly written: Written;
}

type Needs = RequestCommandParts & { readonly clock: Clock };

/** `pending`, or `pending 2` for the next part */
export async function pendingCommand(
  { words, person, written }: RequestOrder,
  parts: Needs,
): Promise<string | CardMessage> {
  const waiting = await parts.waiting(person);
  if (!waiting.ok) return refusedWords(waiting.refusal);
  const { requests, voted, isCut, lags } = waiting.value;
  if (requests.length > 0) {
    const card = waitingCard(waiting.value, parts.baseUrl, parts.clock(), { page: pageOf(words), written });
    return { card, summary: `${waitingWords(waiting.value)}.` };
  }
  return [
    isCut ? say.requests.nothingWaitsAmongFirst : say.requests.nothingWaits,
    ...(lags === true ? [say.lists.lags] : []),
    ...(voted > 0 ? [votedWords(voted)] : []),
  ].join(' ');
}

const pageOf = ([text = '']: readonly string[]): number => (/^[1-9]\d{0,2}$/.test(text) ? Number(text) : 1);

/** `show ID`; the address of a review page is as good as the id in it. */
export async function showCommand(
  { words, person, written }: RequestOrder,
  parts: Needs,
): Promise<string | CardMessage> {
  const [text] = words;
  if (text === undefined) {
    return say.requests.whichOne(written('show ID'));
  }
  const id = /req_[0-9a-z]{26}/.exec(text.toLowerCase())?.[0] ?? text;
  const review = await parts.one(id, person);
  if (!review.ok) return refusedWords(review.refusal);
  return { card: shownCard(review.value, parts.clock()), summary: summarise(review.value.view) };
}

/** `history RESOURCE` or `history AGENT` */
export async function historyCommand(
  { words, person, written }: RequestOrder,
  parts: Needs,
): Promise<string | CardMessage> {
  const about = words.join(' ');
  if (about === '') {
    return say.requests.aboutWhat(written('history AGENT'), written('history TYPE ID'));
  }
  const found = await parts.history(words, person);
  if (!found.ok) return refusedWords(found.refusal);
  if (found.value.length === 0) {
    return [
      say.requests.noneAbout(plainText(about, 80)),
      // Who wrote it with its type needs no lesson.
      ...(words.length > 1 ? [] : [say.requests.withItsType(written('history database prod/customers'))]),
    ].join(' ');
  }
  const card = historyCard(found.value, about, parts.baseUrl, parts.clock());
  return { card, summary: `${say.lists.last}.` };
}

/** Whether there is such a request is told to nobody who may not see it. */
function refusedWords(refusal: Refusal): string {
  switch (refusal.reason) {
    case 'unknown_request':
    case 'not_approver':
    case 'own_request':
      return say.requests.noneToSee;
    case 'guest':
    case 'foreign_tenant':
    case 'disabled_person':
    case 'not_a_person':
      return say.requests.membersOnly;
    case 'could_not_verify':
      return say.requests.couldNotVerify;
    default:
      return tellRefusal(refusal);
  }
}
