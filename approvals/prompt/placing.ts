// Where a card is to stand, and whether it may be sent there now. A route leads to a conversation once it is linked, a person to their chat once
// they have the app; and what is sent to a person is sent only while the directory says that they may read it.
import { askPerson, type PersonDesk } from '../approvers/ask-directory.ts';
import type { Desk } from '../ports.ts';
import type { ApprovalRequest } from '../words.ts';
import type { Addressee, Conversation, Prompt } from '../work.ts';
import { standsBeside } from './beside.ts';
import type { PeopleBook, RouteBook } from './card-ports.ts';
import { fallbackOf, leaving, movedTo } from './fall-back.ts';
import type { Send } from './hold.ts';
import { noted } from './ledger.ts';
import { mayRead, type OwnCard } from './may-read.ts';
import { refreshed } from './prompt.ts';
import { recallsTo } from './recall.ts';
import { trouble } from './trouble.ts';
import { BESIDE, knownOf, waitForApp, waitForDirectory, waitForLink } from './unplaced.ts';
import { isToldSo, settled, withdrawn } from './withdrawn.ts';

/** What finding the place takes. */
export type PlacingDesk = Pick<Desk, 'clock' | 'store'> &
  PersonDesk & { readonly routes: RouteBook; readonly people: PeopleBook };

type RouteCard = Extract<Addressee, { readonly route: string }>;

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
  if (prompt.person === undefined) return await findOfRoute(desk, prompt, request, send);
  const conversation = prompt.conversation ?? (await desk.people.find(prompt.person));
  if (conversation === undefined) return await waitForPerson(desk, prompt, request);
  const fresh = refreshed(prompt, request);
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

/** As it is left until they have the app. Who a person is, the directory is asked but once for each revision. */
async function waitForPerson(
  desk: PlacingDesk,
  prompt: Prompt & OwnCard,
  request: ApprovalRequest,
): Promise<Place> {
  const now = desk.clock();
  const fresh = refreshed(prompt, request);
  const known = knownOf(fresh);
  if (known !== undefined) return waits(desk, waitForApp(fresh, known, request, now));
  const found = await askPerson(desk, prompt.person, []);
  const name = found === 'silent' ? undefined : found.person?.name;
  return waits(desk, waitForApp(fresh, trouble('app_not_installed', name ?? prompt.person), request, now));
}

/**
 * A card that stands is kept true where it stands. A new one comes where the route is linked now, and nowhere else: an administrator who took
 * the link away meant it.
 */
async function findOfRoute(
  desk: PlacingDesk,
  prompt: Prompt & RouteCard,
  request: ApprovalRequest,
  send: Send,
): Promise<Place> {
  const { conversation, activities } = prompt;
  if (send.do === 'update') {
    const stands = send.activity.at ?? conversation;
    if (stands !== undefined) return { do: 'send', prompt, conversation: stands };
  }
  const linked = await desk.routes.find(prompt.fallback ?? prompt.route);
  const there = linked !== undefined && linked.id === conversation?.id ? prompt : leaving(prompt);
  if (activities.length === 0) return await findFirst(desk, there, request, linked);
  // Called to mind where the route leads by now, or not at all.
  if (linked === undefined) return { do: 'keep', prompt: { ...prompt, called: recallsTo(request, prompt) } };
  return { do: 'send', prompt: there, conversation: linked };
}

async function findFirst(
  desk: PlacingDesk,
  prompt: Prompt,
  request: ApprovalRequest,
  linked: Conversation | undefined,
): Promise<Place> {
  const now = desk.clock();
  if (linked === undefined) {
    const fallback = fallbackOf(prompt, request);
    if (fallback !== undefined && (await desk.routes.find(fallback)) !== undefined)
      return {
        do: 'keep',
        prompt: movedTo(prompt, fallback, now, trouble('route_not_linked', prompt.route ?? '')),
      };
    return waits(desk, waitForLink(refreshed(prompt, request), now));
  }
  if (await standsBeside(desk, prompt, request, linked))
    return waits(desk, waitForApp(refreshed(leaving(prompt), request), BESIDE, request, now));
  return { do: 'send', prompt, conversation: linked };
}

/** It waits for something else than its turn by now: who was held is not told as held any more. */
function waits({ clock }: Pick<Desk, 'clock'>, { held: _turn, ...prompt }: Prompt): Place {
  return { do: 'wait', prompt: noted(prompt as Prompt, 'failed', clock(), prompt.lastError) };
}
