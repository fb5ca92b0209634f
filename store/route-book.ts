// Where routes lead: table `book`, partition `route`. Told in the log as they change; here is where they are looked up.
import { odata } from '@azure/data-tables';
import type { Link, LinkBook } from '../approvals/route/link-book.ts';
import { decodeShown, encode } from './entity.ts';
import { asFault, callOptions, unless } from './faults.ts';
import { createRows } from './rows.ts';
import type { Storage } from './storage.ts';

const PARTITION = 'route';

type RouteRow = Omit<Link, 'route'>;

/** The port `LinkBook` over Table Storage. Binding again replaces. */
export function createRouteBook(storage: Pick<Storage, 'book'>): LinkBook {
  const rows = createRows(storage.book);
  return {
    bind: async (route, conversation, by, at) => {
      const data: RouteRow = { conversation, by, at };
      // Throws where a newer version wrote it: not ours to replace.
      await rows.read(PARTITION, route);
      await asFault(`binding route ${route}`, () =>
        storage.book.upsertEntity(encode(PARTITION, route, data), 'Replace', callOptions()),
      );
    },
    unbind: async (route) => {
      await rows.read(PARTITION, route);
      await asFault(`unlinking route ${route}`, () =>
        storage.book.deleteEntity(PARTITION, route, callOptions()).catch(unless('absent')),
      );
    },
    find: async (route) => (await rows.read<RouteRow>(PARTITION, route))?.data.conversation,
    all: () =>
      asFault('listing routes', async () => {
        const found: Link[] = [];
        for await (const entity of storage.book.listEntities<Record<string, unknown>>({
          queryOptions: { filter: odata`PartitionKey eq ${PARTITION}` },
          ...callOptions(),
        })) {
          // For showing: of a row of a newer version, what is known of it.
          found.push({ route: String(entity.rowKey), ...decodeShown<RouteRow>(entity).data });
        }
        return found;
      }),
  };
}
