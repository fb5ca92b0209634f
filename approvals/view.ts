// Gathering what a card or a status answer shows: the stored request, its parameters and texts. Reads only.
import type { Intent } from './intent.ts';
import type { CardView, RequestStore } from './ports.ts';
import { textKey } from './text.ts';
import type { ApprovalRequest, Prompt, Text } from './words.ts';

/** Texts by digest, for every digest the request still names; a digest whose row is gone was erased. */
export async function readTexts(
  store: RequestStore,
  request: ApprovalRequest,
): Promise<Readonly<Record<string, string>>> {
  const digests = new Set(
    [
      request.justification,
      // Withdrawn in the agent's own words: there the reason is a text of its own.
      request.status === 'cancelled' ? request.endReason : undefined,
      request.grant?.outcome?.text,
      ...request.votes.map((vote) => vote.text),
      ...request.comments.map((comment) => comment.text),
    ].filter((digest) => digest !== undefined),
  );
  const rows = await Promise.all([...digests].map((digest) => store.read<Text>(request.id, textKey(digest))));
  return Object.fromEntries(
    rows.filter((row) => row !== undefined).map((row) => [row.data.digest, row.data.text]),
  );
}

/** Everything a card is made of. */
export async function viewOf(
  store: RequestStore,
  request: ApprovalRequest,
  prompt: Pick<Prompt, 'key' | 'nonce' | 'route'>,
): Promise<CardView> {
  const [bytes, texts] = await Promise.all([store.intent(request.id), readTexts(store, request)]);
  const route = request.verdict.notify.find((each) => each.route === prompt.route);
  return {
    request,
    ...partsOf(bytes),
    texts,
    prompt: { key: prompt.key, nonce: prompt.nonce },
    timeZone: route?.timeZone ?? 'UTC',
  };
}

/** Parameters, and every other member that counts in the hash: nobody approves what the card does not show. */
function partsOf(canonical: Uint8Array | undefined): Pick<CardView, 'parameters' | 'circumstances'> {
  if (canonical === undefined) return { parameters: undefined, circumstances: {} };
  const { action, resource, context } = JSON.parse(new TextDecoder().decode(canonical)) as Intent;
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
