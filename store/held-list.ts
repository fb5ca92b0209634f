// What waits for its turn: table `lists`, partition `held-<digest of the conversation>`, RowKey `<place>|<request>|<prompt>`, so that the first
// of a line is read at once. Partition `lines` has a row for each conversation that has a line.
import { odata } from '@azure/data-tables';
import type { Held, HeldList, InLine } from '../approvals/pace/pace-book.ts';
import { decode, encode } from './entity.ts';
import { asFault, callOptions, unless } from './faults.ts';
import { digestOf } from './key-parts.ts';
import { createRows } from './rows.ts';
import type { Storage } from './storage.ts';

const LINES = 'lines';
/** Conversations looked after at one time. */
const LINES_AT_MOST = 1000;

/** The port `HeldList` over Table Storage. */
export function createHeldList(storage: Pick<Storage, 'lists'>): HeldList {
  const table = storage.lists;
  const rows = createRows(table);

  /** In key order, at most so many. */
  async function list<T extends object>(partition: string, most: number): Promise<readonly T[]> {
    const found: T[] = [];
    const filter = odata`PartitionKey eq ${partition}`;
    for await (const entity of table.listEntities<Record<string, unknown>>({
      queryOptions: { filter },
      ...callOptions(),
    })) {
      found.push(decode<T>(entity));
      if (found.length >= most) break;
    }
    return found;
  }

  return {
    add: (held) =>
      asFault('putting a card in line', async () => {
        const { conversation } = held;
        await table.upsertEntity(encode(lineOf(conversation), keyOf(held), held), 'Replace', callOptions());
        await table.upsertEntity(
          encode(LINES, digestOf(conversation), { conversation }),
          'Replace',
          callOptions(),
        );
      }),
    remove: (held) =>
      asFault('taking a card out of the line', async () => {
        await table
          .deleteEntity(lineOf(held.conversation), keyOf(held), callOptions())
          .catch(unless('absent'));
      }),
    first: (conversation, most) => asFault('reading a line', () => list<Held>(lineOf(conversation), most)),
    conversations: () =>
      asFault('reading which lines there are', async () =>
        (await list<Pick<Held, 'conversation'>>(LINES, LINES_AT_MOST)).map((each) => each.conversation),
      ),
    close: (conversation) =>
      asFault('closing a line', async () => {
        // Its version first: who joins from here on writes the row anew, and it stays.
        const line = await rows.read(LINES, digestOf(conversation));
        if (line === undefined || (await list(lineOf(conversation), 1)).length > 0) return;
        await table
          .deleteEntity(LINES, digestOf(conversation), { etag: line.etag, ...callOptions() })
          .catch(unless('absent', 'stale'));
      }),
  };
}

const lineOf = (conversation: string): string => `held-${digestOf(conversation)}`;
const keyOf = ({ place, request, prompt }: InLine): string => `${place}|${request}|${prompt}`;
