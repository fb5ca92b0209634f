// What hosts that are gone left undone, as a host finds it that starts: cards that do not show yet what was recorded. Only quicker: it writes no
// watch row and removes none, so the sweep finds the same in its own time.
// Promises: a card of a prompt that somebody holds is never posted a second time.
import { isHeld } from '../change/lease.ts';
import { eachAtOnce } from '../each-at-once.ts';
import type { Desk } from '../ports.ts';
import { promptDue } from '../prompt/prompt.ts';
import { type ShowDesk, show } from '../prompt/show.ts';
import { takenOver } from '../prompt/take-over.ts';
import { isRequestId } from '../request-id.ts';
import { later } from '../time.ts';
import { unlessNewer } from '../unless-newer.ts';
import type { ApprovalRequest, Instant } from '../words.ts';
import type { Prompt } from '../work.ts';

/** What it takes. */
export type CatchUpDesk = ShowDesk & Pick<Desk, 'watch'>;

/** Watch rows of what was recorded until a moment ago are due within this time: they wait 20 s, a lease as long, and a slot has 5. */
const AHEAD_MS = 45_000;
const LOOKED_AT = 400;
const AT_ONCE = 8;

/** `since`: before this host began. Who held a card then, and has written nothing since, is taken to be gone. Throws `StoreFault`. */
export async function catchUp(desk: CatchUpDesk, since: Instant): Promise<void> {
  const soon = await desk.watch.due(later(desk.clock(), AHEAD_MS), LOOKED_AT);
  const ids = new Set(soon.map(({ request }) => request).filter(isRequestId));
  await eachAtOnce([...ids], AT_ONCE, async (id) => {
    const loaded = await unlessNewer(() => desk.store.load(id));
    if (loaded === undefined) return;
    const { data: request } = loaded;
    await eachAtOnce(request.prompts, AT_ONCE, (key) =>
      unlessNewer(() => catchUpOne(desk, request, { key, since })),
    );
  });
}

async function catchUpOne(
  desk: CatchUpDesk,
  request: ApprovalRequest,
  { key, since }: { readonly key: string; readonly since: Instant },
): Promise<void> {
  const prompt = (await desk.store.read<Prompt>(request.id, key))?.data;
  if (prompt === undefined) return;
  const now = desk.clock();
  const isLeft = isHeld(prompt.lease, now);
  if (isLeft && takenOver(prompt, since) === undefined) {
    // A post of theirs may be on its way: nobody may post before their lease has ended, but then at once.
    const seconds = (Date.parse(prompt.lease?.until ?? now) - Date.parse(now)) / 1000;
    return await desk.nudgeLater({ kind: 'show', request: request.id, todo: key }, seconds);
  }
  const due = isLeft ? now : promptDue(prompt, request, now);
  if (due !== undefined && due <= now) await show(desk, request.id, key, { since });
}
