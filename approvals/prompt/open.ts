// Opening a card before its turn, from the digest that lists it. The digest is never authority: its conversation and nonce must be those
// that are kept, and the request must wait there for its card. It decides nothing; a second click does nothing more. It changes whose turn it
// is, so only who may see the request gets it done: others read along in that conversation.
import { askDirectory, type DirectoryDesk } from '../approvers/ask-directory.ts';
import { judge } from '../approvers/eligibility.ts';
import { maySee } from '../approvers/may-see.ts';
import type { Desk } from '../ports.ts';
import type { Refusal } from '../refusal.ts';
import { isRequestId } from '../request-id.ts';
import { REQUEST_KEY } from '../row-keys.ts';
import type { ApprovalRequest } from '../words.ts';
import type { Prompt } from '../work.ts';
import type { Click, ClickReply } from './card-ports.ts';
import type { DigestBook } from './digest-ports.ts';
import { hasCardIn } from './fall-back.ts';

/** What it takes. */
export type OpenDesk = Pick<Desk, 'store' | 'nudge' | 'clock'> &
  DirectoryDesk & { readonly digests: DigestBook; readonly adminsGroup: string };

/**
 * Has the card posted next. Refusals: `stale_card`, `foreign_tenant`, those of `judge` for whoever may not see the request, and
 * `could_not_verify`. Throws `StoreFault`, and `NewerVersionFault`.
 */
export async function open(desk: OpenDesk, click: Click): Promise<ClickReply> {
  if (!isRequestId(click.request)) return STALE;
  const [digest, loaded] = await Promise.all([
    desk.digests.read(click.conversation),
    desk.store.peek<ApprovalRequest>(click.request, REQUEST_KEY),
  ]);
  if (loaded === undefined || digest?.data.nonce !== click.nonce) return STALE;
  const request = loaded.data;
  if (click.person.tenant !== request.tenant)
    return { kind: 'refusal', refusal: { reason: 'foreign_tenant' } };
  const rows = await Promise.all(request.prompts.map((key) => desk.store.read<Prompt>(request.id, key)));
  const held = rows.find((row) => row?.data.held?.conversation === click.conversation);
  if (request.status !== 'pending') return { kind: 'opened', card: 'over' };
  if (held === undefined) {
    const stands = rows.some((row) => row !== undefined && hasCardIn(row.data, click.conversation));
    return { kind: 'opened', card: stands ? 'stands' : 'elsewhere' };
  }
  // What a client asks for by itself only ever reads.
  if (click.automatic) return { kind: 'opened', card: held.data.opened === undefined ? 'waits' : 'comes' };
  if (held.data.opened === undefined) {
    const no = await barFrom(desk, request, click);
    if (no !== undefined) return { kind: 'refusal', refusal: no, request };
    const { nextTry: _its, ...prompt } = held.data;
    const opened = { ...prompt, opened: desk.clock() };
    await desk.store.swap<Prompt>(request.id, prompt.key, held.etag, opened as Prompt);
    await desk.nudge([{ kind: 'show', request: request.id, todo: prompt.key }]);
  }
  return { kind: 'opened', card: 'comes' };
}

/** Why this person may not have it done; `undefined`: they may. */
async function barFrom(
  desk: OpenDesk,
  request: ApprovalRequest,
  { person }: Click,
): Promise<Refusal | undefined> {
  const word = await askDirectory(desk, request, person.oid, [desk.adminsGroup]);
  if (word === 'silent') return { reason: 'could_not_verify' };
  if (maySee(request, person, word, desk.adminsGroup)) return undefined;
  const judged = judge(request, person, word);
  return judged.ok ? undefined : judged.refusal;
}

const STALE: ClickReply = { kind: 'refusal', refusal: { reason: 'stale_card' } };
