// Queue `work`: one nudge names one prompt, todo or invite, an agent that was paused or let go on, a conversation in which cards wait for their
// turn, or one to which cards are to be brought. What there is to do is in the table; a message of another shape is dropped.
import type { StorageQueueHandler } from '@azure/functions';
import { z } from 'zod';
import { isStandingId } from '../approvals/agent/standing.ts';
import { NewerVersionFault } from '../approvals/faults.ts';
import { drain } from '../approvals/prompt/drain.ts';
import { invite } from '../approvals/prompt/invite.ts';
import { show } from '../approvals/prompt/show.ts';
import { tellStanding } from '../approvals/prompt/standing-shown.ts';
import { tell } from '../approvals/prompt/tell.ts';
import { isRequestId } from '../approvals/request-id.ts';
import { bring } from '../approvals/route/bring.ts';
import type { Parts } from './parts.ts';

const nudge = z.union([
  z.object({
    kind: z.enum(['show', 'tell', 'invite']),
    request: z.string().refine(isRequestId),
    todo: z.string().regex(/^(?:prompt|todo-tell|invite)-\d{1,4}$/),
  }),
  z.object({
    kind: z.literal('standing'),
    request: z.string().refine(isStandingId),
  }),
  z.object({
    kind: z.literal('bring'),
    conversation: z.string().min(1).max(1024),
    route: z.string().min(1).max(256).exactOptional(),
    person: z.guid().exactOptional(),
  }),
  z.object({ kind: z.literal('drain'), conversation: z.string().min(1).max(1024) }),
]);

type Work = z.infer<typeof nudge>;

/** How telemetry names work on no request. */
const WITHOUT_REQUEST = { drain: 'line', bring: 'bring' } as const;

async function doOne(parts: Parts, work: Work): Promise<void> {
  switch (work.kind) {
    case 'drain':
      return drain(parts.drainDesk, work.conversation);
    case 'bring':
      return void (await bring(parts.bringDesk, work));
    case 'show':
      return show(parts.showDesk, work.request, work.todo);
    case 'invite':
      return invite(parts.showDesk, work.request, work.todo);
    case 'standing':
      return tellStanding(parts.desk, work.request);
    case 'tell':
      return tell(parts.tellDesk, work.request, work.todo);
  }
}

/** Throws when a part is broken, so that the message comes again. */
export const doWork =
  (parts: Parts): StorageQueueHandler =>
  async (message) => {
    const parsed = nudge.safeParse(message);
    if (!parsed.success) {
      parts.telemetry.note({ event: 'dropped', what: 'a message that is no nudge' });
      return;
    }
    try {
      await doOne(parts, parsed.data);
    } catch (error) {
      // It would fail at each try: the sweep keeps it on its list until a version that knows the row comes by.
      if (!(error instanceof NewerVersionFault)) throw error;
      const { row, version } = error;
      const of = 'request' in parsed.data ? parsed.data.request : WITHOUT_REQUEST[parsed.data.kind];
      parts.telemetry.note({ event: 'newer_version', count: 1, rows: [`${of} ${row} ${version}`] });
    }
  };
