// Teams has no If-Match, and shows now and then an older update after a newer one: its answer was lost, or it was answered and applied late. So
// where an update follows another one of the same card closely, it is sent once more some seconds later, while the request waits as after its
// end. Which card that is, is put down before the send: a crash after it forgets nothing. Pure.
import { later, latest } from '../time.ts';
import type { ApprovalRequest, Instant } from '../words.ts';
import type { Prompt, PromptActivity } from '../work.ts';
import { isBehind, isBehindStanding } from './behind.ts';

/** No update is thought to be on its way for longer. */
const ON_ITS_WAY_MS = 5 * 60_000;
/** So long after an update what it overtook has landed, almost always. */
const REPEAT_AFTER_MS = 5000;

/** The prompt as it is stored before this card is updated. A send that tells nothing new leaves it as it is. */
export function putDown(
  prompt: Prompt,
  { id }: PromptActivity,
  request: ApprovalRequest,
  now: Instant,
): Prompt {
  const activities = prompt.activities.map((each): PromptActivity => {
    if (each.id !== id || !isBehind(prompt, each, request)) return each;
    const isOwed = each.lateUntil !== undefined || overtakes(prompt, each, request, now);
    const sent = { revision: request.revision, at: now };
    return isOwed
      ? { ...each, sent, lateUntil: latest(later(now, REPEAT_AFTER_MS), each.lateUntil ?? '') }
      : { ...each, sent };
  });
  return { ...prompt, activities };
}

/** May another update of this card, that says something else, still be on its way? */
function overtakes(
  prompt: Prompt,
  card: PromptActivity,
  { revision }: ApprovalRequest,
  now: Instant,
): boolean {
  const { sent, shows } = card;
  if (sent === undefined || later(sent.at, ON_ITS_WAY_MS) <= now) return false;
  // Tried again after it failed, it says the same.
  return sent.revision < revision || shows === 0 || isBehindStanding(prompt, card);
}
