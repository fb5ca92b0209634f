// What the idle worker leaves undone, done by hand where a figure needs it: a card counts as posted, a request is carried to its end.
// The rules' own verbs write every row; only Teams and the agent are made up.
import { comment } from '../../approvals/decision/comment.ts';
import { redeem } from '../../approvals/grant/redeem.ts';
import { reportOutcome } from '../../approvals/grant/report-outcome.ts';
import { unpaced } from '../../approvals/pace/turns.ts';
import type { ShowDesk } from '../../approvals/prompt/show.ts';
import { show } from '../../approvals/prompt/show.ts';
import { tell } from '../../approvals/prompt/tell.ts';
import { promptKey, tellKey } from '../../approvals/row-keys.ts';
import { instant } from '../../approvals/time.ts';
import type { Prompt } from '../../approvals/work.ts';
import { createMint } from '../../keys/mint.ts';
import { TENANT } from '../../local/directory.ts';
import { CHANNEL } from '../../local/teams/conversations.ts';
import { createIndex } from '../../store/index-rows.ts';
import { createPeopleBook } from '../../store/people-book.ts';
import { createQuotaBook } from '../../store/quota.ts';
import { createRequestStore } from '../../store/request-store.ts';
import { createStandingStore } from '../../store/standing-store.ts';
import type { Storage } from '../../store/storage.ts';
import { createWatchList } from '../../store/watch-list.ts';

/** A posted card: what a click on it carries. */
export interface Card {
  readonly request: string;
  readonly nonce: string;
  readonly activity: string;
}

const ACTIVITY = '1700000000000';
const noWait = async () => undefined;

/** Shows a request's card in the channel. */
export async function showCard(storage: Storage, serviceUrl: string, request: string): Promise<Card> {
  const desk = showDesk(storage, serviceUrl);
  await show(desk, request, promptKey(1));
  const prompt = await desk.store.read<Prompt>(request, promptKey(1));
  if (prompt?.data.activities.length !== 1) throw new Error(`The card of ${request} was not posted.`);
  return { request, nonce: prompt.data.nonce, activity: ACTIVITY };
}

/** Its agent says something about a request that waits. */
export async function remark(storage: Storage, request: string, text: string): Promise<void> {
  const { store, clock, mint, baseUrl } = showDesk(storage, '');
  const stored = (await store.load(request))?.data;
  if (stored === undefined) throw new Error(`There is no request ${request}.`);
  const { clientId, name } = stored.agent;
  const desk = {
    ...{ store, clock, mint, baseUrl, waitBeforeTry: noWait, nudge: noWait, report: () => undefined },
    standings: createStandingStore(storage),
    watch: createWatchList(storage),
    lookUp: async () => undefined,
    ownersOf: async () => [],
  };
  const said = await comment(desk, request, { text, by: { kind: 'agent', clientId, name } });
  if (!said.ok) throw new Error(`A remark on ${request} was refused: ${said.refusal.reason}`);
}

/** Carries a decided request to where nothing is owed any more. */
export async function finish(storage: Storage, serviceUrl: string, request: string): Promise<void> {
  const desk = {
    ...showDesk(storage, serviceUrl),
    standings: createStandingStore(storage),
    watch: createWatchList(storage),
    nudge: noWait,
    baseUrl: 'http://127.0.0.1',
    deliver: async () => ({ delivered: true }) as const,
  };
  await show(desk, request, promptKey(1));
  await tell(desk, request, tellKey(1));
  const decided = (await desk.store.load(request))?.data;
  const grant = decided?.grant;
  if (decided === undefined || grant === undefined) return;
  const { clientId, name } = decided.agent;
  const caller = { clientId, kind: 'agent', name } as const;
  const { id: grantId, token } = grant;
  const { intentHash } = decided;
  await redeem(desk, request, { grantId, token, requestId: 'x-1', caller, intentHash, deniedNow: false });
  const told = await reportOutcome(desk, request, { ...caller, result: 'succeeded' });
  if (!told.ok) throw new Error(`The outcome of ${request} was refused: ${told.refusal.reason}`);
  await show(desk, request, promptKey(1));
}

function showDesk(storage: Storage, serviceUrl: string): ShowDesk {
  return {
    store: createRequestStore(storage),
    standings: createStandingStore(storage),
    baseUrl: 'http://127.0.0.1',
    clock: () => instant(Date.now()),
    mint: createMint(),
    waitBeforeTry: noWait,
    cards: { post: async () => ACTIVITY, update: noWait },
    routes: {
      bind: noWait,
      find: async () => ({ id: CHANNEL.id, type: 'channel', serviceUrl, tenant: TENANT }),
    },
    people: createPeopleBook(storage),
    mentions: async () => [],
    lookUp: async () => undefined,
    report: () => undefined,
    index: createIndex(storage),
    quota: createQuotaBook(storage),
    turns: unpaced,
    nudgeLater: noWait,
  };
}
