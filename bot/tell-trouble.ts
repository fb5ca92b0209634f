// Why a card does not stand where it belongs, in words.
import { readTrouble, type TroubleCode, type Troubles } from '../approvals/prompt/trouble.ts';

/** The words for each code. */
export type TroubleWords = { readonly [Code in TroubleCode]: (...about: Troubles[Code]) => string };

/** What rows keep of it, in these words. A sentence that an older version kept is told as it is. */
export function tellTrouble(kept: string, words: TroubleWords): string {
  const read = readTrouble(kept);
  if (read === undefined) return kept;
  if (read.code === 'moved_to') {
    const [route, why] = read.about;
    return words.moved_to(route, tellTrouble(why, words));
  }
  // Each code has the parts that its words take.
  return (words[read.code] as (...about: readonly string[]) => string)(...read.about);
}
