// Lost replies on the real path: SDK, proxy that cuts and holds, emulator.
import { createRequestStore } from '../../store/request-store.ts';
import { openStorage } from '../../store/storage.ts';
import type { Azurite } from '../support/azurite.ts';
import { connectionStringFor, startAzurite } from '../support/azurite.ts';
import { startTableProxy } from '../support/table-proxy.ts';
import { describeLostReplies } from './lost-replies.suite.ts';

let azurite: Azurite;
describeLostReplies('lost replies from Table Storage', {
  start: async () => {
    azurite = await startAzurite();
    await openStorage(azurite).ensure();
  },
  end: () => azurite.close(),
  open: async () => {
    const proxy = await startTableProxy(azurite.tables);
    const storage = openStorage({ connectionString: connectionStringFor(proxy.url, azurite.queues) });
    return { ...proxy, store: createRequestStore(storage) };
  },
});
