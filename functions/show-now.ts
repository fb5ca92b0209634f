// What a decision changed is shown by the host that recorded it, at once: its nudge may stand behind hundreds of others in the queue. Only
// quicker: should this host end before it is done, the nudge is still there.
import type { ApprovalRequest, RequestId } from '../approvals/words.ts';
import type { LocalSettings } from './settings/local-mode.ts';
import type { Telemetry } from './telemetry/telemetry.ts';

/** Cards brought up to date beside the queue at one time; what is more waits for its nudge. */
const AT_ONCE = 8;

/** Begins to show every card of a request, and does not wait for it. `run` shows one; what goes wrong is told. */
export function createShowNow(
  run: (id: RequestId, key: string) => Promise<void>,
  { outside, onFault }: Pick<Telemetry, 'outside' | 'onFault'>,
  local: Pick<LocalSettings, 'unpaced'> | undefined,
): (request: ApprovalRequest) => void {
  // Where nothing waits for its turn the queue is as quick.
  if (local?.unpaced === true) return () => undefined;
  let running = 0;

  async function showOne(id: RequestId, key: string): Promise<void> {
    running++;
    try {
      await run(id, key);
    } catch (error) {
      onFault(error);
    } finally {
      running--;
    }
  }

  return ({ id, prompts }) =>
    outside(() => {
      for (const key of prompts.slice(0, Math.max(0, AT_ONCE - running))) void showOne(id, key);
    });
}
