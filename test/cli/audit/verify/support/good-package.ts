// The good package that the tests here alter, the key that is trusted, and what is found first in what was made of it.
import { verifyPackage } from '../../../../../cli/audit/verify/verify-package.ts';
import { publicJwks } from '../../../../../keys/publish.ts';
import { aPackage, type Files, writePackage } from '../../../../support/a-package.ts';
import { createPopulation } from '../../../../support/a-population.ts';
import {
  type Change,
  type Event,
  type Pick,
  rewriteLog,
  rewritePackage,
} from '../../../../support/rewrite-package.ts';

const population = await createPopulation();
/** What signed it, and signs whatever is made of it. */
export const { signingKey: key } = population;
export const GOOD = await aPackage(population);
export const isSealed = (name: string): boolean => name.startsWith('sealed/');
/** Without its lists of heads: whatever is rewritten would contradict them. */
export const UNSEALED: Files = Object.fromEntries(Object.entries(GOOD).filter(([name]) => !isSealed(name)));
/** The fingerprint of its key. */
export const trust = publicJwks(key).keys[0]?.kid ?? '';

/** What is rewritten how, and the words of what is found. */
export type Cases = Readonly<Record<string, readonly [Pick, Change, RegExp]>>;
/** The first such request and its events rewritten, every hash and signature made to fit. */
export const rewritten = (pick: Pick, change: Change): Promise<Files> =>
  rewritePackage(UNSEALED, key, pick, change);

/** What is found first in the package once it is rewritten so. */
export const flawAfter = async (pick: Pick, change: Change): Promise<string> =>
  (await firstFlaw(await rewritten(pick, change))).first;

/** The same once its log is rewritten so. */
export const flawAfterLog = async (change: (events: Event[]) => void): Promise<string> =>
  (await firstFlaw(await rewriteLog(UNSEALED, key, change))).first;

/** Verifies these files, told by the words of the first flaw: its file, id and why. */
export async function firstFlaw(files: Files, options: { trust?: string; heads?: string } = { trust }) {
  const { folder, remove } = writePackage(files);
  try {
    const verified = await verifyPackage(folder, options);
    const [first] = verified.flaws;
    return { ...verified, first: first === undefined ? '' : `${first.file} ${first.id ?? ''} ${first.why}` };
  } finally {
    remove();
  }
}
