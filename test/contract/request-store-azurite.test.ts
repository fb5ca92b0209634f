// Table Storage keeps every promise of a request store, proven against the emulator.
import { createRequestStore } from '../../store/request-store.ts';
import { openStorage } from '../../store/storage.ts';
import { startAzurite } from '../support/azurite.ts';
import { describeRequestStore } from './request-store.suite.ts';

describeRequestStore('request store in Table Storage', async () => {
  const azurite = await startAzurite();
  const storage = openStorage(azurite);
  await storage.ensure();
  return { store: createRequestStore(storage), close: () => azurite.close() };
});
