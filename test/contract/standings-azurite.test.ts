// Table Storage keeps every promise of a store of standings, proven against the emulator.
import { createRequestStore } from '../../store/request-store.ts';
import { createStandingStore } from '../../store/standing-store.ts';
import { openStorage } from '../../store/storage.ts';
import { startAzurite } from '../support/azurite.ts';
import { describeStandings } from './standings.suite.ts';

describeStandings('standings in Table Storage', async () => {
  const azurite = await startAzurite();
  const storage = openStorage(azurite);
  await storage.ensure();
  return {
    standings: createStandingStore(storage),
    store: createRequestStore(storage),
    close: () => azurite.close(),
  };
});
