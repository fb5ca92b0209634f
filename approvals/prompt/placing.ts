// Where a card is to stand, and whether it may be sent there now. A route leads to a conversation once it is linked, a person to their chat once
// they have the app; and what is sent to a person is sent only while the directory says that they may read it.
import { askPerson, type PersonDesk } from '../approvers/ask-directory.ts';
import type { Desk } from '../ports.ts';
import type { ApprovalRequest } from '../words.ts';
import type { Conversation, Prompt } from '../work.ts';
import type { PeopleBook, RouteBook } from './card-ports.ts';
import type { Send } from './hold.ts';
import { noted } from './ledger.ts';
import { mayRead, type OwnCard } from './may-read.ts';
import { refreshed } from './prompt.ts';
import { recallsTo } from './recall.ts';
import { appless, SILENT, waitForApp, waitForDirectory, waitForLink } from './unplaced.ts';
import { isToldSo, settled, withdrawn } from './withdrawn.ts';

/** What finding the place takes. */
export type PlacingDesk = Pick<Desk, 'clock'> &
  PersonDesk & { readonly routes: RouteBook; readonly people: PeopleBook };

/** What comes of it. `keep`: nothing is sent for this, and the prompt is as given; `wait`: nothing can be, for now. */
export type Place =
  | { readonly do: 'send'; readonly prompt: Prompt; readonly conversation: Conversation }
  | { readonly do: 'keep'; readonly prompt: Prompt }
  | { readonly do: 'wait'; readonly prompt: Prompt };

/** The place for what is to be sent next. Throws `StoreFault`. */
export async function findPlace(
  desk: PlacingDesk,
  prompt: Prompt,
  request: ApprovalRequest,
  send: Send,
): Promise<Place> {
  const conversation = prompt.conversation ?? (await conversationOf(desk, prompt));
  const fresh = refreshed(prompt, request);
  if (conversation === undefined) return await waitForConversation(desk, fresh, request);
  if (prompt.person === undefined) return { do: 'send', prompt, conversation };
  const word = await mayRead(desk, request, prompt);
  if (word === 'silent') return waits(desk, waitForDirectory(fresh, request, desk.clock()));
  if (word === 'yes') return { do: 'send', prompt: withdrawn(prompt, false), conversation };
  return withoutCard(desk, prompt, request, send, { conversation, why: word.why });
}

/** They may not read it: no card is posted, and one that stands is replaced, once. */
function withoutCard(
  desk: PlacingDesk,
  prompt: Prompt & OwnCard,
  request: ApprovalRequest,
  send: Send,
  { conversation, why }: { readonly conversation: Conversation; readonly why: string },
): Place {
  const now = desk.clock();
  if (prompt.activities.length === 0)
    return waits(desk, waitForApp(refreshed(prompt, request), why, request, now));
  // Not called to mind any more.
  if (send.do === 'post') return { do: 'keep', prompt: { ...prompt, called: recallsTo(request, prompt) } };
  if (isToldSo(send.activity, request)) return { do: 'keep', prompt: settled(prompt, request) };
  const gone = withdrawn(prompt, true);
  return { do: 'send', prompt: prompt.withdrawn ? gone : noted(gone, 'withdrawn', now, why), conversation };
}

/** Where it is to stand, if that is known by now. */
const conversationOf = (
  { routes, people }: PlacingDesk,
  { route, person, fallback }: Prompt,
): Promise<Conversation | undefined> =>
  person === undefined ? routes.find(fallback ?? route) : people.find(person);

/** As it is left until there is a conversation. Who a person is, the directory is asked but once for each revision. */
async function waitForConversation(
  desk: PlacingDesk,
  prompt: Prompt,
  request: ApprovalRequest,
): Promise<Place> {
  const now = desk.clock();
  if (prompt.person === undefined) return waits(desk, waitForLink(prompt, now));
  const known = prompt.lastError === SILENT ? undefined : prompt.lastError;
  if (known !== undefined) return waits(desk, waitForApp(prompt, known, request, now));
  const found = await askPerson(desk, prompt.person, []);
  const name = found === 'silent' ? undefined : found.person?.name;
  return waits(desk, waitForApp(prompt, appless(name ?? prompt.person), request, now));
}

const waits = ({ clock }: Pick<Desk, 'clock'>, prompt: Prompt): Place => ({
  do: 'wait',
  prompt: noted(prompt, 'failed', clock(), prompt.lastError),
});
