// Lost replies in the memory twin: the model in test/model/ stands on these being the same as those of the real store.
import { createMemoryStore } from '../support/memory-store.ts';
import type { Access, Around } from '../support/memory-tables.ts';
import { createMemoryTables, unanswered } from '../support/memory-tables.ts';
import type { CallKind, Spoil } from '../support/table-proxy.ts';
import { describeLostReplies } from './lost-replies.suite.ts';

const tables = createMemoryTables();
describeLostReplies('lost replies in memory', {
  start: async () => undefined,
  end: async () => undefined,
  open: async () => {
    const plans: Record<CallKind, Spoil[]> = { read: [], transaction: [], write: [] };
    const held: (() => void)[] = [];
    const around: Around = async (access, apply) => {
      const spoil = plans[kindOf(access)].shift();
      if (spoil === undefined) return apply();
      if (spoil === 'hold') {
        held.push(apply);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      if (spoil.endsWith('after')) quietly(apply);
      throw unanswered(access.name);
    };
    return {
      store: createMemoryStore(tables, around),
      spoil: (kind, ...how) => void plans[kind].push(...how),
      release: async () => held.splice(0).forEach(quietly),
      close: async () => undefined,
    };
  },
});

function kindOf(access: Access): CallKind {
  if (access.effect === 'read') return 'read';
  return access.name.startsWith('commit') ? 'transaction' : 'write';
}

/** A definite no that nobody hears. */
function quietly(apply: () => void): void {
  try {
    apply();
  } catch {
    // Nothing was written.
  }
}
