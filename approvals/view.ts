// Gathering what a card or a status answer shows: the stored request, its parameters and texts. Reads only.
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
    parameters: bytes === undefined ? undefined : parametersIn(bytes),
    texts,
    prompt: { key: prompt.key, nonce: prompt.nonce },
    timeZone: route?.timeZone ?? 'UTC',
  };
}

function parametersIn(canonical: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  const intent: unknown = JSON.parse(new TextDecoder().decode(canonical));
  const { action } = intent as { action?: { properties?: Record<string, unknown> } };
  return action?.properties;
}
