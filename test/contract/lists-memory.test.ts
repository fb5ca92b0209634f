// The memory twins of the lists keep every promise of the real ones.
import {
  createMemoryCatalog,
  createMemoryPeopleBook,
  createMemoryQueue,
  createMemoryRouteBook,
  createMemoryWatchList,
} from '../support/memory-store.ts';
import { describeLists } from './lists.suite.ts';

describeLists('lists in memory', async () => {
  const queue = createMemoryQueue();
  return {
    watch: createMemoryWatchList(),
    catalog: createMemoryCatalog(),
    routes: createMemoryRouteBook(),
    people: createMemoryPeopleBook(),
    nudge: queue.send,
    received: async () => queue.messages,
    close: async () => undefined,
  };
});
