// The memory twins of pacing keep every promise of the real ones.
import { createMemoryHeldList, createMemoryPaceBook } from '../support/memory-pace.ts';
import { describePacing } from './pace.suite.ts';

describePacing('pacing in memory', async () => ({
  paces: createMemoryPaceBook(),
  held: createMemoryHeldList(),
  close: async () => undefined,
}));
