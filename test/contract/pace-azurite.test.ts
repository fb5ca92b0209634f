// Table Storage keeps every promise of pacing, proven against the emulator.
import { createHeldList } from '../../store/held-list.ts';
import { createPaceBook } from '../../store/pace-book.ts';
import { openStorage } from '../../store/storage.ts';
import { startAzurite } from '../support/azurite.ts';
import { describePacing } from './pace.suite.ts';

describePacing('pacing in Table Storage', async () => {
  const azurite = await startAzurite();
  const storage = openStorage(azurite);
  await storage.ensure();
  return {
    paces: createPaceBook(storage),
    held: createHeldList(storage),
    close: () => azurite.close(),
  };
});
