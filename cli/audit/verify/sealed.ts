// Lists of sealed heads: how far every chain reached when it was sealed. A chain that a list names and the package has not, or has otherwise, was
// removed or rewritten since. Each list is signed and names the hash of the list before it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Manifest } from '../../../approvals/audit/manifest.ts';
import {
  type ListStatement,
  SEALED_FILE,
  SEALED_HEADS_TYPE,
  sealedListName,
} from '../../../approvals/audit/package.ts';
import type { Keys } from '../signatures.ts';
import type { Chain } from './check-record.ts';
import type { Flaws } from './flaws.ts';
import { readingAt } from './raw-lines.ts';
import { type Follower, followList } from './sealed-list.ts';

const statement = z.strictObject({
  n: z.int().positive(),
  prev: z.string(),
  sha256: z.string(),
  count: z.int().min(0),
  at: z.string(),
});
/** The lists of one folder, being compared with a package. */
export interface SealedLists {
  /** The newest whole list of those that were sealed before the export began. */
  readonly newest: ListStatement | undefined;
  /** What was sealed after it began. Until the last chain was told it counts only so far. */
  readonly after: () => SealedAfter | undefined;
  /** Each that bears our signature, in order. */
  readonly statements: readonly ListStatement[];
  readonly lists: number;
  /** Files that are no lists of ours: in a container where nothing can be removed, anybody who may write may leave some. */
  readonly passedOver: number;
  /** Each chain of the package in its order. */
  readonly onChain: (chain: Chain) => void;
  /** Behind the last chain. */
  readonly close: () => void;
}

/** Lists that were sealed after the export began, and how many chains of one of them could not be compared at most. */
export interface SealedAfter {
  readonly from: number;
  readonly to: number;
  readonly uncompared: number;
}

/** Where the lists are. */
export interface SealedFolder {
  readonly path: string;
  /** Its name where it is flawed. */
  readonly label: string;
  /** It is part of the package, so everything in it must be good. */
  readonly isOwn: boolean;
}

const FIRST = '0'.repeat(64);

/** Opens all lists of a folder; adds what is wrong with them. */
export function openSealed(
  { path, label, isOwn }: SealedFolder,
  around: {
    readonly keys: Keys;
    readonly flaws: Flaws;
    readonly manifest: Manifest;
  },
): SealedLists {
  const { keys, flaws } = around;
  const names = readdirSync(path).sort();
  let passedOver = 0;
  const noList = (name: string, why: string) => {
    if (isOwn) flaws.add({ file: `${label}/${name}`, why });
    else passedOver += 1;
  };
  for (const name of names.filter((each) => !SEALED_FILE.test(each)))
    noList(name, 'is no list of sealed heads');

  const statements: ListStatement[] = [];
  for (const name of names.filter((each) => SEALED_FILE.test(each) && each.endsWith('.jws'))) {
    const told = readStatement(join(path, name), keys);
    if (typeof told === 'string') noList(name, told);
    else if (told.n !== Number(name.slice(0, 8))) noList(name, `is about list ${told.n}`);
    else if (told.n === statements.at(-1)?.n) {
      // The same signature may lie there twice: where somebody had taken its name, or copied it.
      if (told.sha256 !== statements.at(-1)?.sha256)
        flaws.add({ file: `${label}/${name}`, why: `signs another list ${told.n} than the one before it` });
    } else {
      const why = brokenOff(statements.at(-1), told);
      if (why !== undefined) flaws.add({ file: `${label}/${name}`, why });
      statements.push(told);
    }
  }
  const followers: Follower[] = [];
  for (const name of names.filter((each) => SEALED_FILE.test(each) && each.endsWith('.ndjson'))) {
    const told = statements.find(({ n }) => n === Number(name.slice(0, 8)));
    if (told === undefined) noList(name, 'has no good signature beside it');
    else followers.push(followList(join(path, name), `${label}/${name}`, told, around));
  }
  const here = new Set(followers.map(({ statement: { n } }) => n));
  for (const { n } of statements.filter((each) => !here.has(each.n))) {
    const name = sealedListName(n);
    flaws.add({ file: `${label}/${name}.jws`, why: `signs list ${n}, and ${name}.ndjson is not here` });
  }
  return {
    newest: followers.findLast(({ isAfter }) => !isAfter)?.statement,
    after: () => sealedAfter(followers.filter(({ isAfter }) => isAfter)),
    statements,
    lists: followers.length,
    passedOver,
    onChain: (chain) => {
      for (const each of followers) each.onChain(chain);
    },
    close: () => {
      for (const each of followers) each.close();
    },
  };
}

function sealedAfter(lists: readonly Follower[]): SealedAfter | undefined {
  const [first, last] = [lists.at(0), lists.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const uncompared = Math.max(...lists.map((each) => each.uncompared()));
  return { from: first.statement.n, to: last.statement.n, uncompared };
}

/** Each list names the one before it that is ours. Where lists in between were not copied, nothing can be said. */
function brokenOff(before: ListStatement | undefined, { n, prev }: ListStatement): string | undefined {
  if (before === undefined)
    return n === 1 && prev !== FIRST ? 'is the first list, and continues another' : undefined;
  return n === before.n + 1 && prev !== before.sha256 ? `does not continue list ${before.n}` : undefined;
}

function readStatement(path: string, keys: Keys): ListStatement | string {
  const signed = keys.open(
    readingAt(path, () => readFileSync(path, 'latin1')),
    SEALED_HEADS_TYPE,
  );
  if (typeof signed === 'string') return signed;
  const parsed = statement.safeParse(JSON.parse(signed.payload.toString('utf8')));
  return parsed.success ? parsed.data : 'signs a statement that this version does not know';
}
