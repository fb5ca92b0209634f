// Where people's chats with the app are: table `book`, partition `person`, a row for each person by object id. Learned from Teams alone.
import type { PeopleBook } from '../approvals/prompt/card-ports.ts';
import type { Instant } from '../approvals/words.ts';
import type { Conversation } from '../approvals/work.ts';
import { encode } from './entity.ts';
import { asFault, callOptions, unless } from './faults.ts';
import { createRows } from './rows.ts';
import type { Storage } from './storage.ts';

const PARTITION = 'person';

interface PersonRow {
  readonly conversation: Conversation;
  readonly at: Instant;
}

/** The port `PeopleBook` over Table Storage. */
export function createPeopleBook(storage: Pick<Storage, 'book'>): PeopleBook {
  const rows = createRows(storage.book);
  const read = (oid: string) => rows.read<PersonRow>(PARTITION, oid);
  return {
    find: async (oid) => (await read(oid))?.data.conversation,
    remember: async (oid, conversation, at) => {
      const data: PersonRow = { conversation, at };
      // Throws where a newer version wrote it: not ours to replace.
      const known = await read(oid);
      if (known !== undefined && isSame(known.data.conversation, conversation)) return;
      await asFault('noting where a person is reached', () =>
        storage.book.upsertEntity(encode(PARTITION, oid, data), 'Replace', callOptions()),
      );
    },
    forget: async (oid, conversation) => {
      const known = await read(oid);
      if (known?.data.conversation.id !== conversation) return;
      // Against the version read: who has added the app again meanwhile stays.
      await asFault('forgetting where a person was reached', () =>
        storage.book
          .deleteEntity(PARTITION, oid, { etag: known.etag, ...callOptions() })
          .catch(unless('absent', 'stale')),
      );
    },
  };
}

const isSame = (a: Conversation, b: Conversation): boolean =>
  a.id === b.id && a.serviceUrl === b.serviceUrl && a.tenant === b.tenant;
