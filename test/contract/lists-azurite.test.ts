// Table Storage and Queues keep every promise of the lists, proven against the emulator.
import assert from 'node:assert/strict';
import { createCatalog } from '../../store/catalog.ts';
import { createPeopleBook } from '../../store/people-book.ts';
import { createRouteBook } from '../../store/route-book.ts';
import { openStorage } from '../../store/storage.ts';
import { createWatchList } from '../../store/watch-list.ts';
import { createWorkQueue } from '../../store/work-queue.ts';
import { startAzurite } from '../support/azurite.ts';
import { describeLists } from './lists.suite.ts';

describeLists('lists in Table Storage and Queues', async () => {
  const azurite = await startAzurite();
  const storage = openStorage(azurite);
  await storage.ensure();
  await storage.ensure();
  return {
    watch: createWatchList(storage),
    catalog: createCatalog(storage),
    routes: createRouteBook(storage),
    people: createPeopleBook(storage),
    nudge: createWorkQueue(storage),
    received: async () => {
      const { receivedMessageItems } = await storage.work.receiveMessages({ numberOfMessages: 32 });
      for (const message of receivedMessageItems) {
        // A nudge that could expire in the queue would be one that a long outage swallows.
        assert.equal(message.expiresOn.getUTCFullYear(), 9999);
      }
      return receivedMessageItems.map((message) =>
        JSON.parse(Buffer.from(message.messageText, 'base64').toString('utf8')),
      );
    },
    close: () => azurite.close(),
  };
});
