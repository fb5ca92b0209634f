// The memory twin of the row of files that hosts hold keeps every promise of the real one.
import { createMemoryHeardBook } from '../support/memory-heard.ts';
import { describeHeard } from './heard-files.suite.ts';

describeHeard('files that hosts hold, in memory', async () => ({
  heard: createMemoryHeardBook(),
  close: async () => undefined,
}));
