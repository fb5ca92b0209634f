// Gathering what a card or a status answer shows: the stored request, its parameters and texts. Reads only.

import { routesTold } from '../approvers/escalation.ts';
import { type EarlierShown, readDenial, readEarlier } from '../denial/earlier-shown.ts';
import { readChangedParts } from '../intent/changed-parts.ts';
import { differencesOf, shownText } from '../intent/difference-texts.ts';
import { readIntent } from '../intent/intent.ts';
import type { Desk, RequestStore, StandingStore } from '../ports.ts';
import { reviewLink } from '../review-link.ts';
import { textKey } from '../text/text.ts';
import type { ApprovalRequest, RequestId, Text } from '../words.ts';
import type { Addressee, Prompt } from '../work.ts';
import type { CardView, HistoryShown } from './card-ports.ts';
import { isSummary } from './reader.ts';
import { pauseReason, pauseShown } from './standing-shown.ts';

type Texts = Readonly<Record<string, string>>;

/** Reading what is shown: the store itself, or `shownBy` it. */
export interface Reads {
  read<T extends object>(id: RequestId, key: string): Promise<{ readonly data: T } | undefined>;
  intent(id: RequestId): Promise<Uint8Array | undefined>;
}

/** Reads for showing alone: rows of a newer version too, as far as they are known. Nothing may be decided or sent by it. */
export const shownBy = (store: Pick<RequestStore, 'peek' | 'peekIntent'>): Reads => ({
  read: store.peek,
  intent: store.peekIntent,
});

/**
 * What a card shows beside the request's row. Intent and texts are written once: what was read for an earlier state is still true. So is
 * `earlier`, as long as it is of `about`.
 */
export interface Contents {
  readonly intent: Uint8Array | undefined;
  readonly texts: Texts;
  readonly earlier?: EarlierShown | undefined;
  /** What the one says that was denied last. */
  readonly deniedLast?: EarlierShown | undefined;
  /** The earlier request that `earlier` is of. */
  readonly about?: RequestId | undefined;
}

/** Texts by digest, as anybody may read them, for every digest the request still names; a digest whose row is gone was erased. Reads only what is not `known`. */
export async function readTexts(
  store: Pick<Reads, 'read'>,
  request: ApprovalRequest,
  known: Texts = {},
): Promise<Texts> {
  const digests = new Set(
    [
      request.justification,
      ...differencesOf(request),
      // Withdrawn in the agent's own words: there the reason is a text of its own.
      request.status === 'cancelled' ? request.endReason : undefined,
      request.grant?.outcome?.text,
      request.record?.text,
      request.record?.look?.text,
      request.reported?.late?.text,
      ...request.votes.map((vote) => vote.text),
      ...request.comments.map((comment) => comment.text),
    ].filter((digest) => digest !== undefined),
  );
  const texts = await Promise.all(
    [...digests].map(async (digest) => {
      if (known[digest] !== undefined) return [[digest, known[digest]] as const];
      const row = await store.read<Text>(request.id, textKey(digest));
      return row === undefined ? [] : [[digest, shownText(request, row.data)] as const];
    }),
  );
  return Object.fromEntries(texts.flat());
}

/** The intent and the texts of a request; what is in `known` is not read again. */
export async function readContents(
  store: Reads,
  request: ApprovalRequest,
  known?: Contents,
): Promise<Contents> {
  const [intent, texts, earlier, deniedLast] = await Promise.all([
    known?.intent ?? store.intent(request.id),
    readTexts(store, request, known?.texts),
    earlierOf(store, request, known),
    deniedLastOf(store, request, known),
  ]);
  return { intent, texts, earlier, deniedLast, about: request.deniedBefore?.request };
}

/** What a person denied before: told while people decide, and as the end of what was denied with it. */
async function earlierOf(
  store: Reads,
  request: ApprovalRequest,
  known: Contents | undefined,
): Promise<EarlierShown | undefined> {
  if (request.coolDown !== undefined) return await readEarlier(store.read, request);
  if (request.status !== 'pending') return undefined;
  const isKnown = known?.earlier !== undefined && known.about === request.deniedBefore?.request;
  return isKnown ? known.earlier : await readEarlier(store.read, request);
}

/** Told while people decide, where nothing nearer is told of a denial. */
async function deniedLastOf(
  store: Reads,
  request: ApprovalRequest,
  known: Contents | undefined,
): Promise<EarlierShown | undefined> {
  const denied = request.history?.denied;
  if (denied === undefined || request.status !== 'pending') return undefined;
  return known?.deniedLast ?? (await readDenial(store.read, denied));
}

/** What it takes. */
export type ViewDesk = Pick<Desk, 'baseUrl'> & {
  readonly store: Reads;
  readonly standings: Pick<StandingStore, 'peek'>;
};

/** Everything a card is made of. */
export async function viewOf(
  { store, standings, baseUrl }: ViewDesk,
  request: ApprovalRequest,
  prompt: Pick<Prompt, 'key' | 'nonce' | 'small' | 'withdrawn'> & Addressee,
  { known, replaced }: { readonly known?: Contents; readonly replaced?: boolean | undefined } = {},
): Promise<CardView> {
  if (prompt.withdrawn === true) return withdrawnView(baseUrl, request, prompt);
  if (isSummary(prompt)) return await summaryOf({ standings, baseUrl }, request, prompt, replaced);
  const [{ intent, texts, earlier, deniedLast }, pause, why] = await Promise.all([
    readContents(store, request, known),
    pauseShown(standings, request),
    pauseReason(standings, request),
  ]);
  const changes = request.deniedBefore?.changes;
  const changed = changes === undefined ? undefined : readChangedParts(texts[changes]);
  const routes = routesTold(request);
  // What a person's card tells times in is not known: as where the others read of it.
  const route = prompt.person === undefined ? routes.find((each) => each.route === prompt.route) : routes[0];
  return {
    request,
    ...partsOf(intent),
    texts,
    prompt: {
      key: prompt.key,
      nonce: prompt.nonce,
      ...(replaced === true ? { replaced } : {}),
      ...(prompt.small === true ? { small: true } : {}),
    },
    timeZone: route?.timeZone ?? 'UTC',
    reviewLink: reviewLink(baseUrl, request),
    ...toldAs(request, prompt),
    ...(pause === undefined ? {} : { paused: { by: pause.by, at: pause.at } }),
    ...(why === undefined ? {} : { pauseReason: why }),
    ...historyOf(request, texts, deniedLast),
    ...(earlier === undefined ? {} : { earlier: changed === undefined ? earlier : { ...earlier, changed } }),
  };
}

/** What a channel may read whose route keeps the details for approvers: what is not in the view can stand on no card. */
async function summaryOf(
  { standings, baseUrl }: Pick<ViewDesk, 'standings' | 'baseUrl'>,
  request: ApprovalRequest,
  { key, nonce, route }: Pick<Prompt, 'key' | 'nonce'> & Addressee,
  replaced: boolean | undefined,
): Promise<CardView> {
  const pause = await pauseShown(standings, request);
  return {
    request,
    summary: true,
    parameters: undefined,
    circumstances: {},
    texts: {},
    prompt: { key, nonce, ...(replaced === true ? { replaced } : {}) },
    timeZone: routesTold(request).find((each) => each.route === route)?.timeZone ?? 'UTC',
    reviewLink: reviewLink(baseUrl, request),
    ...(pause === undefined ? {} : { paused: { by: pause.by, at: pause.at } }),
  };
}

/** What somebody may read who may not read the request any more. */
const withdrawnView = (
  baseUrl: string,
  request: ApprovalRequest,
  { key, nonce }: Pick<Prompt, 'key' | 'nonce'>,
): CardView => ({
  request,
  withdrawn: true,
  parameters: undefined,
  circumstances: {},
  texts: {},
  prompt: { key, nonce },
  timeZone: 'UTC',
  reviewLink: reviewLink(baseUrl, request),
});

function historyOf(
  { history }: ApprovalRequest,
  texts: Texts,
  denied: EarlierShown | undefined,
): { readonly history?: HistoryShown } {
  if (history === undefined) return {};
  const changes = history.approved?.changes;
  const changed = changes === undefined ? undefined : readChangedParts(texts[changes]);
  return {
    history: { ...(changed === undefined ? {} : { changed }), ...(denied === undefined ? {} : { denied }) },
  };
}

/** Of a row that an earlier version wrote without the group nothing is said. */
function toldAs({ verdict }: ApprovalRequest, to: Addressee): Pick<CardView, 'toldAs'> {
  if (to.person === undefined) return {};
  if (to.owner === true) return { toldAs: 'owner' };
  if (verdict.oneToOne?.people.includes(to.person) === true) return { toldAs: 'named' };
  return to.group === undefined ? {} : { toldAs: { group: to.group } };
}

/** Parameters, and every other member that counts in the hash: nobody approves what the card does not show. */
function partsOf(canonical: Uint8Array | undefined): Pick<CardView, 'parameters' | 'circumstances'> {
  if (canonical === undefined) return { parameters: undefined, circumstances: {} };
  const { action, resource, context } = readIntent(canonical);
  const named = (prefix: string, members: Readonly<Record<string, unknown>> | undefined) =>
    Object.entries(members ?? {}).map(([name, value]) => [`${prefix}.${name}`, value] as const);
  return {
    parameters: action.properties,
    circumstances: Object.fromEntries([
      ...named('resource', resource.properties),
      ...named('context', context),
    ]),
  };
}
