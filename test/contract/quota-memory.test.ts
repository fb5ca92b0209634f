// The memory twin of the quota book keeps every promise of the real one.
import { createMemoryQuotaBook } from '../support/memory-store.ts';
import { describeQuota } from './quota.suite.ts';

describeQuota('quotas in memory', async () => ({
  quota: createMemoryQuotaBook(),
  close: async () => undefined,
}));
