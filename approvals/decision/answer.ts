// Trip 3, Answer: a click on a card. The card is never authority: its conversation and nonce must be those of a prompt of this very
// request, whatever its data says; then the same decide, comment and revoke as through any other door.
import { createHash } from 'node:crypto';
import { announce } from '../change/change.ts';
import type { Settled } from '../change/transition.ts';
import { sendNudges } from '../change/transition.ts';
import { NewerVersionFault, StoreFault } from '../faults.ts';
import type { Stored } from '../ports.ts';
import type { CardView, Click, ClickReply } from '../prompt/card-ports.ts';
import { standsIn } from '../prompt/fall-back.ts';
import { revive } from '../prompt/prompt.ts';
import { isOwners, isReader } from '../prompt/reader.ts';
import { readContents, shownBy, viewOf } from '../prompt/view.ts';
import type { Answer, Refusal } from '../refusal.ts';
import { refuse } from '../refusal.ts';
import { isRequestId } from '../request-id.ts';
import { adoptionKey, REQUEST_KEY } from '../row-keys.ts';
import type { ApprovalRequest, Choice } from '../words.ts';
import type { Prompt } from '../work.ts';
import { adopt, isAdoptable } from './adopt.ts';
import { comment } from './comment.ts';
import type { DecideDesk } from './decide.ts';
import { decideInTurn } from './decide-in-turn.ts';
import { keptFrom } from './kept-from.ts';
import { lookAgain } from './look-again.ts';
import type { CardInHand } from './opening.ts';
import { report } from './report.ts';
import { revoke } from './revoke.ts';
import { tooLate } from './too-late.ts';

export type AnswerDesk = DecideDesk & { readonly adminsGroup: string };

/** Refusals of a click that came too late. */
const OVERTAKEN: readonly Refusal['reason'][] = ['already_ended', 'already_looked_at', 'same_denied'];

/** Answers one click. Throws only when storage is broken; every other no is a refusal. */
export async function answer(desk: AnswerDesk, click: Click): Promise<ClickReply> {
  try {
    return await answerKnown(desk, click);
  } catch (error) {
    if (!(error instanceof NewerVersionFault)) throw error;
    return no({ reason: 'newer_version', version: error.version });
  }
}

async function answerKnown(desk: AnswerDesk, click: Click): Promise<ClickReply> {
  if (!isRequestId(click.request)) return no({ reason: 'stale_card' });
  // The client refreshes a card by itself whenever it scrolls into view: that must only ever read.
  if (click.automatic || click.verb === 'refresh') return await refresh(desk, click);
  const loaded = await desk.store.load(click.request);
  if (loaded === undefined) return no({ reason: 'stale_card' });
  if (click.person.tenant !== loaded.data.tenant) return no({ reason: 'foreign_tenant' });
  // A person waits: what the card will show anyway is read while the click is matched.
  const [prompt, contents] = await Promise.all([
    findPrompt((key) => desk.store.read<Prompt>(loaded.data.id, key), loaded.data, click),
    readContents(desk.store, loaded.data),
  ]);
  if (prompt === undefined) return no({ reason: 'stale_card' });
  // Such a card has no buttons: whatever claims to come from one is no vote.
  if (isReader(prompt.data))
    return no(
      isOwners(prompt.data) ? { reason: 'own_request', because: 'owner' } : { reason: 'summary_card' },
    );
  const card = async (request: ApprovalRequest, alone: Partial<CardView> = {}): Promise<ClickReply> => ({
    kind: 'card',
    view: {
      ...(await viewOf(desk, request, prompt.data, {
        known: contents,
        replaced: isReplaced(prompt.data, click),
      })),
      ...countedFor(request, click),
      ...alone,
    },
  });

  try {
    await mendPrompt(desk, loaded.data, prompt, click);
  } catch (error) {
    // The decision is worth more than the upkeep of a card.
    if (!(error instanceof StoreFault && error.retry)) throw error;
  }
  const done = await act(desk, click, { prompt: prompt.data, known: contents }, loaded);
  if (!done.ok) {
    const now = await desk.store.load(click.request);
    const request = now?.data ?? loaded.data;
    // Somebody else was faster: the truest answer is the card as it is now, with what became of this click.
    if (OVERTAKEN.includes(done.refusal.reason)) {
      const kept = await keptFrom(desk, request, click.person, done.refusal);
      return kept === undefined
        ? await card(request, tooLate(request, click))
        : { kind: 'refusal', refusal: kept, request };
    }
    // What is missing can be written on the card itself, so it comes back with what was chosen kept.
    if (done.refusal.reason === 'reason_missing' && request.status === 'pending') {
      return await card(request, { missing: missingReason(done.refusal.choice, click) });
    }
    return { kind: 'refusal', refusal: done.refusal, request };
  }
  const { request } = done.value;
  // The report counts; what it could not do any more must not look as if it did.
  const isLate = click.verb === 'report' && request.reported?.late !== undefined;
  return await card(request, isLate ? tooLate(request, click) : {});
}

/** The card as it is true now, also of a request that a newer version wrote. */
async function refresh({ store, standings, baseUrl }: AnswerDesk, click: Click): Promise<ClickReply> {
  const request = (await store.peek<ApprovalRequest>(click.request, REQUEST_KEY))?.data;
  if (request === undefined) return no({ reason: 'stale_card' });
  if (click.person.tenant !== request.tenant) return no({ reason: 'foreign_tenant' });
  const shown = shownBy(store);
  const [prompt, contents] = await Promise.all([
    findPrompt((key) => shown.read<Prompt>(request.id, key), request, click),
    readContents(shown, request),
  ]);
  const replaced = prompt && isReplaced(prompt.data, click);
  const view =
    prompt &&
    (await viewOf({ store: shown, standings, baseUrl }, request, prompt.data, { known: contents, replaced }));
  return view === undefined
    ? no({ reason: 'stale_card' })
    : { kind: 'card', view: { ...view, ...countedFor(request, click) } };
}

function act(
  desk: AnswerDesk,
  click: Click,
  card: CardInHand,
  seen: Stored<ApprovalRequest>,
): Promise<Answer<Settled>> | Answer<Settled> {
  const { person, request } = click;
  const comments = click.comment?.trim() ? { comment: click.comment } : {};
  const reasons = click.reason?.trim() ? { reason: click.reason } : {};
  switch (click.verb) {
    case 'approve':
    case 'deny':
      return decideInTurn(
        desk,
        request,
        { person, choice: click.verb, ...comments, ...reasons, via: 'teams', card },
        seen,
      );
    case 'report':
      return report(desk, request, { person, ...comments, via: 'teams' }, seen);
    case 'comment':
      return comment(desk, request, {
        text: click.comment ?? '',
        ...reasons,
        prompt: card.prompt.key,
        ...(click.click === undefined ? {} : { click: click.click }),
        by: { kind: 'person', person },
      });
    case 'looks_right':
    case 'needs_follow_up':
      return lookAgain(desk, request, { person, finding: click.verb, ...comments, via: 'teams' });
    case 'revoke':
      return revoke(desk, request, person);
    default:
      return refuse({ reason: 'stale_card' });
  }
}

async function findPrompt<Row extends { readonly data: Prompt }>(
  read: (key: string) => Promise<Row | undefined>,
  request: ApprovalRequest,
  click: Click,
): Promise<Row | undefined> {
  // All at once: a group that is told one-to-one has a prompt for each member, and a person waits.
  const looked = await Promise.all(
    request.prompts.map(
      async (key): Promise<{ readonly row?: Row | undefined; readonly newer?: unknown }> => {
        try {
          return { row: await read(key) };
        } catch (error) {
          // It may be the one; the others are still looked at.
          if (!(error instanceof NewerVersionFault)) throw error;
          return { newer: error };
        }
      },
    ),
  );
  const found = looked.find(({ row }) => row !== undefined && isClicked(row.data, click));
  const newer = looked.find((each) => each.newer !== undefined);
  if (found === undefined && newer !== undefined) throw newer.newer;
  return found?.row;
}

/** In a person's own chat nobody else can click: whoever seems to is not there. */
const isClicked = (prompt: Prompt, click: Click): boolean =>
  prompt.nonce === click.nonce &&
  standsIn(prompt, click.conversation) &&
  (prompt.person === undefined || prompt.person === click.person.oid);

/**
 * The clicked message may be a card whose post was never confirmed: then it is adopted, so that it too is kept true. A card that shows
 * an older revision is sent again, and a dead prompt lives again: whoever can click can see it. Best effort: the click itself goes on.
 */
async function mendPrompt(
  desk: AnswerDesk,
  request: ApprovalRequest,
  stored: Stored<Prompt>,
  click: Click,
): Promise<void> {
  const activity = click.activity;
  if (activity === undefined) return;
  const known = stored.data.activities.find((each) => each.id === activity);
  const adopts = known === undefined && isAdoptable(stored.data, click.conversation);
  const stale = known !== undefined && (known.shows < request.revision || known.gone);
  if (!adopts && !stale && !stored.data.dead) return;

  await announce(desk, request.id, 0, desk.clock());
  if (adopts) {
    const digest = createHash('sha256').update(`${click.conversation}\n${activity}`).digest('base64url');
    const data = { prompt: stored.data.key, activity, by: click.person.oid, at: desk.clock() };
    await desk.store.insert(request.id, { key: adoptionKey(digest), data });
  }
  let row: Stored<Prompt> | undefined = stored;
  for (let attempt = 0; attempt < 5 && row !== undefined; attempt++) {
    const next = adopts ? adopt(row.data, activity, click.conversation) : revive(row.data, activity, stale);
    if ((await desk.store.swap(request.id, row.data.key, row.etag, next)) !== undefined) break;
    row = await desk.store.read<Prompt>(request.id, stored.data.key);
  }
  await sendNudges(desk, request);
}

/** Was this the answer of a card that a newer one replaced? The card that comes as the reply must not ask a second time. */
const isReplaced = ({ activities }: Prompt, { activity }: Click): boolean =>
  activities.some(({ id, replaced }) => id === activity && replaced === true);

const missingReason = (choice: Choice, { reason, comment }: Click): NonNullable<CardView['missing']> => ({
  choice,
  ...(reason === undefined ? {} : { reason }),
  ...(comment === undefined ? {} : { comment }),
});

/** Their approval stands, and does not do alone. */
function countedFor({ status, votes }: ApprovalRequest, { person }: Click): Pick<CardView, 'counted'> {
  const mine = votes.find((vote) => vote.person.oid === person.oid);
  return status === 'pending' && mine?.choice === 'approve' && mine.counted ? { counted: true } : {};
}

const no = (refusal: Refusal): ClickReply => ({ kind: 'refusal', refusal });
