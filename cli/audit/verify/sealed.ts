// Lists of sealed heads: how far every chain reached when it was sealed. A chain that a list names and the package has not, or has otherwise, was
// removed or rewritten since. Each list is signed and names the hash of the list before it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { SEALED_HEADS_TYPE } from '../../../approvals/audit/package.ts';
import type { Keys } from '../signatures.ts';
import type { Findings } from './findings.ts';
import { type Follower, followList, type Statement } from './sealed-list.ts';
import type { Chain } from './walk.ts';

const statement = z.strictObject({
  n: z.int().positive(),
  prev: z.string(),
  sha256: z.string(),
  count: z.int().min(0),
  at: z.string(),
});
/** The lists of one folder, being compared with a package. */
export interface SealedLists {
  /** The newest whole list, and how many signed statements lead up to it. */
  readonly newest: Statement | undefined;
  readonly statements: readonly Statement[];
  readonly lists: number;
  /** Each chain of the package in its order. */
  readonly onChain: (chain: Chain) => void;
  /** Behind the last chain. */
  readonly close: () => void;
}

const NAME = /^(\d{8})\.(ndjson|jws)$/;
const FIRST = '0'.repeat(64);

/** Opens all lists of `folder`; adds what is wrong with them. `label` names the folder in findings. */
export function openSealed(
  folder: string,
  label: string,
  {
    keys,
    findings,
    tenant,
    query,
  }: {
    readonly keys: Keys;
    readonly findings: Findings;
    readonly tenant: string;
    readonly query: { readonly from: string; readonly to: string };
  },
): SealedLists {
  const names = readdirSync(folder).sort();
  for (const name of names.filter((each) => !NAME.test(each)))
    findings.add({ file: `${label}/${name}`, why: 'is no list of sealed heads' });
  const statements: Statement[] = [];
  for (const name of names.filter((each) => each.endsWith('.jws') && NAME.test(each))) {
    const file = `${label}/${name}`;
    const told = readStatement(join(folder, name), keys);
    if (typeof told === 'string') findings.add({ file, why: told });
    else {
      const before = statements.at(-1);
      if (told.n !== Number(name.slice(0, 8))) findings.add({ file, why: `is about list ${told.n}` });
      else if (before !== undefined && told.n !== before.n + 1)
        findings.add({ file, why: `follows list ${before.n}: those between are not here` });
      else if (before !== undefined && told.prev !== before.sha256)
        findings.add({ file, why: `does not continue list ${before.n}` });
      else if (told.n === 1 && told.prev !== FIRST)
        findings.add({ file, why: 'is the first list, and continues another' });
      statements.push(told);
    }
  }
  const followers: Follower[] = [];
  for (const name of names.filter((each) => each.endsWith('.ndjson') && NAME.test(each))) {
    const file = `${label}/${name}`;
    const told = statements.find(({ n }) => n === Number(name.slice(0, 8)));
    if (told === undefined) findings.add({ file, why: 'has no signature beside it' });
    else followers.push(followList(join(folder, name), file, told, { findings, tenant, query }));
  }
  return {
    newest: followers.at(-1)?.statement,
    statements,
    lists: followers.length,
    onChain: (chain) => {
      for (const each of followers) each.onChain(chain);
    },
    close: () => {
      for (const each of followers) each.close();
    },
  };
}

function readStatement(path: string, keys: Keys): Statement | string {
  const signed = keys.open(readFileSync(path, 'latin1'), SEALED_HEADS_TYPE);
  if (typeof signed === 'string') return signed;
  const parsed = statement.safeParse(JSON.parse(signed.payload.toString('utf8')));
  return parsed.success ? parsed.data : 'signs a statement that this version does not know';
}
