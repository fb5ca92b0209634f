// What a card says of its agent's standing: an approval that was not used yet cannot be used while its agent is paused, so its card must not
// say that the agent may act. The pause is recorded with the agent, not with the request: its cards are marked, and sent once more by their
// holders, in the pace of their conversations.
// Promises: what was on its way when the mark was set is sent again; the same mark twice sends nothing.
import { markOf, overtakenBy, type Pause, pauseOf, type Standing, standingId } from '../agent/standing.ts';
import { announce } from '../change/change.ts';
import { eachAtOnce } from '../each-at-once.ts';
import type { Desk, ListRecent, StandingStore } from '../ports.ts';
import { REQUEST_KEY, STANDING_KEY } from '../row-keys.ts';
import { redactText } from '../text/redact-text.ts';
import { textKey } from '../text/text.ts';
import type { ApprovalRequest, RequestId, StandingId, Text } from '../words.ts';
import type { Prompt } from '../work.ts';
import type { PauseReason } from './card-ports.ts';

/** What it takes. */
export type StandingCardsDesk = Pick<Desk, 'store' | 'standings' | 'watch' | 'mint' | 'clock' | 'nudge'> & {
  readonly listRecent: ListRecent;
};

/** So many of the agent's newest requests are looked through; an older one that is still unused says so with its next change. */
const LOOKED_THROUGH = 500;
const AT_ONCE = 16;
const MAX_TRIES = 5;

/** Does its card depend on whether the agent is paused? What waits is denied by a pause, and what is over stays as it was. */
const tellsStanding = ({ status, grant, trial }: ApprovalRequest): boolean =>
  status === 'approved' && grant?.state === 'unused' && trial === undefined;

/** The pause in force, for a card that tells it. Throws `StoreFault`. */
export async function pauseShown(
  standings: Pick<StandingStore, 'peek'>,
  request: ApprovalRequest,
): Promise<Pause | undefined> {
  if (!tellsStanding(request)) return undefined;
  const standing = await standings.peek<Standing>(standingId(request.agent.clientId), STANDING_KEY);
  return pauseOf(standing?.data);
}

/** Why the agent was paused, on what the pause denied; nothing where a newer pause has taken its place. Throws `StoreFault`. */
export async function pauseReason(
  standings: Pick<StandingStore, 'peek'>,
  request: ApprovalRequest,
): Promise<PauseReason | undefined> {
  const { status, endedBy, agent } = request;
  if (status !== 'denied' || endedBy === undefined) return undefined;
  const id = standingId(agent.clientId);
  const row = (await standings.peek<Standing>(id, STANDING_KEY))?.data;
  const pause = overtakenBy(request, row);
  if (row === undefined || pause === undefined || pause.by.oid !== endedBy.oid) return undefined;
  if (pause.reported !== undefined) return { reported: pause.reported };
  const text = await standings.peek<Text>(id, textKey(pause.text));
  return text === undefined ? undefined : { text: redactText(text.data.text, { key: text.data.salt }) };
}

/** Has the cards of an agent that was paused, or let go on, say so. Done already: nothing happens. Throws `StoreFault`. */
export async function tellStanding(desk: StandingCardsDesk, id: StandingId): Promise<void> {
  const standing = (await desk.standings.load(id))?.data;
  if (standing?.pause === undefined) return;
  const mark = markOf(standing.pause);
  const ids = await desk.listRecent({ agent: standing.clientId }, LOOKED_THROUGH);
  await eachAtOnce(ids, AT_ONCE, (request) => markCards(desk, request, mark));
}

async function markCards(desk: StandingCardsDesk, id: RequestId, mark: number): Promise<void> {
  const row = await desk.store.peek<ApprovalRequest>(id, REQUEST_KEY);
  // What a newer version wrote is its own to show.
  if (row === undefined || row.newer !== undefined || !tellsStanding(row.data)) return;
  const marked = await Promise.all(row.data.prompts.map((key) => markOne(desk, id, key, mark)));
  const todo = row.data.prompts.filter((_, index) => marked[index]);
  if (todo.length > 0)
    await desk.nudge(todo.map((key) => ({ kind: 'show' as const, request: id, todo: key })));
}

/** It may be sent at once, unless it waits for its turn or after a failure. */
function marked(prompt: Prompt, mark: number): Prompt {
  if (prompt.held !== undefined || prompt.lastError !== undefined) return { ...prompt, standing: mark };
  const { nextTry: _secondSend, ...free } = prompt;
  return { ...free, standing: mark } as Prompt;
}

/** `true`: it was marked just now. */
async function markOne(desk: StandingCardsDesk, id: RequestId, key: string, mark: number): Promise<boolean> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const row = await desk.store.read<Prompt>(id, key);
    if (row === undefined || (row.data.standing ?? 0) >= mark) return false;
    if (tries === 0) await announce(desk, id, 0, desk.clock());
    if ((await desk.store.swap<Prompt>(id, key, row.etag, marked(row.data, mark))) !== undefined) return true;
  }
  return false;
}
