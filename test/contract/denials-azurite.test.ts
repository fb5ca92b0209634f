// Table Storage keeps every promise of the book of denials, proven against the emulator.
import { createDenialBook } from '../../store/denials.ts';
import { openStorage } from '../../store/storage.ts';
import { startAzurite } from '../support/azurite.ts';
import { describeDenials } from './denials.suite.ts';

describeDenials('denials in Table Storage', async () => {
  const azurite = await startAzurite();
  const storage = openStorage(azurite);
  await storage.ensure();
  return { denials: createDenialBook(storage), close: () => azurite.close() };
});
