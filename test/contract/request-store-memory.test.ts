// The memory twin keeps every promise of a request store: what is tested on it is true of the real one.
import { createMemoryStore } from '../support/memory-store.ts';
import { describeRequestStore } from './request-store.suite.ts';

describeRequestStore('request store in memory', async () => ({
  store: createMemoryStore(),
  close: async () => undefined,
}));
