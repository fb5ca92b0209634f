// Table Storage keeps every promise of the row of files that hosts hold, proven against the emulator.
import { createHeardBook } from '../../store/heard-files.ts';
import { openStorage } from '../../store/storage.ts';
import { startAzurite } from '../support/azurite.ts';
import { describeHeard } from './heard-files.suite.ts';

describeHeard('files that hosts hold, in Table Storage', async () => {
  const azurite = await startAzurite();
  const storage = openStorage(azurite);
  await storage.ensure();
  return { heard: createHeardBook(storage), close: () => azurite.close() };
});
