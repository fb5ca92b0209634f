// Queue `work`: one nudge names one prompt, todo or invite. What there is to do is in the table; a message of another shape is dropped.
import type { StorageQueueHandler } from '@azure/functions';
import { z } from 'zod';
import { NewerVersionFault } from '../approvals/faults.ts';
import { invite } from '../approvals/prompt/invite.ts';
import { show } from '../approvals/prompt/show.ts';
import { tell } from '../approvals/prompt/tell.ts';
import { isRequestId } from '../approvals/request-id.ts';
import type { Parts } from './parts.ts';

const nudge = z.object({
  kind: z.enum(['show', 'tell', 'invite']),
  request: z.string().refine(isRequestId),
  todo: z.string().regex(/^(?:prompt|todo-tell|invite)-\d{1,4}$/),
});

/** Throws when a part is broken, so that the message comes again. */
export const doWork =
  (parts: Parts): StorageQueueHandler =>
  async (message) => {
    const parsed = nudge.safeParse(message);
    if (!parsed.success) {
      parts.telemetry.note({ event: 'dropped', what: 'a message that is no nudge' });
      return;
    }
    const { kind, request, todo } = parsed.data;
    try {
      if (kind === 'show') await show(parts.showDesk, request, todo);
      else if (kind === 'invite') await invite(parts.showDesk, request, todo);
      else await tell(parts.tellDesk, request, todo);
    } catch (error) {
      // It would fail at each try: the sweep keeps it on its list until a version that knows the row comes by.
      if (!(error instanceof NewerVersionFault)) throw error;
      const { row, version } = error;
      parts.telemetry.note({ event: 'newer_version', count: 1, rows: [`${request} ${row} ${version}`] });
    }
  };
