// The memory twin keeps every promise of a store of standings: what is tested on it is true of the real one.
import { createMemoryStandings, createMemoryStore } from '../support/memory-store.ts';
import { createMemoryTables } from '../support/memory-tables.ts';
import { describeStandings } from './standings.suite.ts';

describeStandings('standings in memory', async () => {
  const tables = createMemoryTables();
  return {
    standings: createMemoryStandings(tables),
    store: createMemoryStore(tables),
    close: async () => undefined,
  };
});
