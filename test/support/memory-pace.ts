// The in-memory twins of pacing: same promises, proven by test/contract/pace.suite.ts.
import type { Pace } from '../../approvals/pace/pace.ts';
import type { Held, HeldList, InLine, PaceBook } from '../../approvals/pace/pace-book.ts';
import type { Digest, DigestBook } from '../../approvals/prompt/digest-ports.ts';
import { Conflict, createMemoryTables, type MemoryTables } from './memory-tables.ts';

/** Twins of `store/pace-book.ts`. */
export const createMemoryPaceBook = (): PaceBook => createMemoryBook<Pace>();
export const createMemoryDigestBook = (): DigestBook => createMemoryBook<Digest>();

function createMemoryBook<T extends object>(tables: MemoryTables = createMemoryTables()) {
  return {
    read: async (of: string) => {
      const row = tables.get('book', of);
      return row && { data: row.data as T, etag: row.etag };
    },
    write: async (of: string, data: T, etag: string | undefined) => {
      try {
        tables.transact('book', [{ key: of, data, ...(etag === undefined ? {} : { etag }) }]);
        return true;
      } catch (error) {
        if (error instanceof Conflict) return false;
        throw error;
      }
    },
  };
}

/** Twin of `store/held-list.ts`. */
export function createMemoryHeldList(): HeldList & { readonly all: () => readonly Held[] } {
  const lines = new Map<string, Map<string, Held>>();
  const keyOf = ({ place, request, prompt }: InLine) => `${place}|${request}|${prompt}`;
  return {
    add: async (held) => {
      const line = lines.get(held.conversation) ?? new Map<string, Held>();
      lines.set(held.conversation, line.set(keyOf(held), held));
    },
    remove: async (held) => void lines.get(held.conversation)?.delete(keyOf(held)),
    first: async (conversation, most) =>
      [...(lines.get(conversation) ?? [])]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .slice(0, most)
        .map(([, held]) => held),
    conversations: async () => [...lines.keys()].sort(),
    close: async (conversation) => {
      if (lines.get(conversation)?.size === 0) lines.delete(conversation);
    },
    all: () => [...lines.values()].flatMap((line) => [...line.values()]),
  };
}
