// Where routes lead: table `book`, partition `route`.
import type { RouteBook } from '../approvals/prompt/card-ports.ts';
import type { Instant, Person } from '../approvals/words.ts';
import type { Conversation } from '../approvals/work.ts';
import { encode } from './entity.ts';
import { asFault, callOptions } from './faults.ts';
import { createRows } from './rows.ts';
import type { Storage } from './storage.ts';

interface RouteRow {
  readonly conversation: Conversation;
  readonly by: Person;
  readonly at: Instant;
}

/** The port `RouteBook` over Table Storage. Binding again replaces. */
export function createRouteBook(storage: Pick<Storage, 'book'>): RouteBook {
  const rows = createRows(storage.book);
  return {
    bind: async (route, conversation, by, at) => {
      const data: RouteRow = { conversation, by, at };
      // Throws where a newer version wrote it: not ours to replace.
      await rows.read('route', route);
      await asFault(`binding route ${route}`, () =>
        storage.book.upsertEntity(encode('route', route, data), 'Replace', callOptions()),
      );
    },
    find: async (route) => (await rows.read<RouteRow>('route', route))?.data.conversation,
  };
}
