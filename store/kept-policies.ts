// The text of every policy that was ever in force, or was to be: table `book`, partition `policy-<version>`. The version is the SHA-256 of
// the text, so that what is read back proves itself.
import { createHash } from 'node:crypto';
import { createRows } from './rows.ts';
import type { Storage } from './storage.ts';

/** Policies by their versions. Both functions throw `StoreFault`. */
export interface KeptPolicies {
  /** Keeps a text under its SHA-256, once. */
  readonly keep: (version: string, text: string) => Promise<void>;
  /** The text of a version; `undefined` when it was never kept, or what lies there is another text. */
  readonly read: (version: string) => Promise<string | undefined>;
}

/** Over Table Storage. */
export function createKeptPolicies(storage: Pick<Storage, 'book'>): KeptPolicies {
  const rows = createRows(storage.book);
  return {
    keep: async (version, text) => {
      await rows.insert(partitionOf(version), { key: 'text', data: { text } });
    },
    read: async (version) => {
      // Of any version of the row: the hash says whether it is the text.
      const text = (await rows.peek<{ text?: unknown }>(partitionOf(version), 'text'))?.data.text;
      if (typeof text !== 'string') return undefined;
      return createHash('sha256').update(text, 'utf8').digest('hex') === version ? text : undefined;
    },
  };
}

const partitionOf = (version: string): string => `policy-${version}`;
