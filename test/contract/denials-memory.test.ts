// The memory twin of the book of denials keeps every promise of the real one.
import { createMemoryDenials } from '../support/memory-denials.ts';
import { describeDenials } from './denials.suite.ts';

describeDenials('denials in memory', async () => ({
  denials: createMemoryDenials(),
  close: async () => undefined,
}));
