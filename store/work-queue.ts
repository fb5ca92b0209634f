// The queue of nudges: only ids, base64, never expiring. Losing or doubling a message is harmless; the sweep finds what is owed.
import type { AnyNudge, NudgeLater } from '../approvals/pace/pace-book.ts';
import type { SendNudges } from '../approvals/ports.ts';
import { asFault, callOptions, faultOf } from './faults.ts';
import type { Storage } from './storage.ts';

const NEVER = -1;
/** Azure keeps no message back for longer than a week. */
const LATEST_SECONDS = 7 * 24 * 3600;

/** The port `SendNudges` over the `work` queue. */
export function createWorkQueue(storage: Pick<Storage, 'work'>): SendNudges {
  return async (nudges) => {
    await asFault('sending nudges', () =>
      Promise.all(
        nudges.map((nudge) =>
          storage.work.sendMessage(encodeNudge(nudge), { messageTimeToLive: NEVER, ...callOptions() }),
        ),
      ),
    );
  };
}

/** The port `NudgeLater` over the same queue. */
export const createNudgeLater =
  (storage: Pick<Storage, 'work'>): NudgeLater =>
  async (nudge, seconds) => {
    await asFault('sending a nudge for later', () =>
      storage.work.sendMessage(encodeNudge(nudge), {
        messageTimeToLive: NEVER,
        visibilityTimeout: Math.min(LATEST_SECONDS, Math.max(0, Math.ceil(seconds))),
        ...callOptions(),
      }),
    );
  };

/** Takes everything out of the poison queue: its messages are nudges, what they meant is in the table. Returns how many. */
export async function drainPoison(storage: Pick<Storage, 'poison'>, most = 320): Promise<number> {
  let drained = 0;
  try {
    while (drained < most) {
      const { receivedMessageItems } = await storage.poison.receiveMessages({
        numberOfMessages: 32,
        ...callOptions(),
      });
      if (receivedMessageItems.length === 0) break;
      for (const message of receivedMessageItems) {
        await storage.poison.deleteMessage(message.messageId, message.popReceipt, callOptions());
        drained++;
      }
    }
  } catch (error) {
    throw faultOf('draining the poison queue', error);
  }
  return drained;
}

// No member may be named like the trigger's own metadata (id, dequeueCount): the host would let ours overwrite it.
const encodeNudge = (nudge: AnyNudge): string =>
  Buffer.from(JSON.stringify(membersOf(nudge))).toString('base64');

function membersOf(nudge: AnyNudge): object {
  switch (nudge.kind) {
    case 'drain':
      return { kind: nudge.kind, conversation: nudge.conversation };
    case 'bring': {
      const { kind, conversation, route, person } = nudge;
      return { kind, conversation, route, person };
    }
    default:
      return { kind: nudge.kind, request: nudge.request, todo: nudge.todo };
  }
}
