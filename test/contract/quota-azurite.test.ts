// Table Storage keeps every promise of the quota book, proven against the emulator.
import { createQuotaBook } from '../../store/quota.ts';
import { openStorage } from '../../store/storage.ts';
import { startAzurite } from '../support/azurite.ts';
import { describeQuota } from './quota.suite.ts';

describeQuota('quotas in Table Storage', async () => {
  const azurite = await startAzurite();
  const storage = openStorage(azurite);
  await storage.ensure();
  return { quota: createQuotaBook(storage), close: () => azurite.close() };
});
