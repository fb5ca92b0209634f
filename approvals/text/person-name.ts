// A person's name in a sentence of ours. The directory gives it and an account's holder may have chosen it, so it can read as more than a name:
// `Alice Aho 12:20 and Bob Berg` would be two votes. Promises: it stands as it is only if it is letters like a name's, and no word of ours;
// any other stands in our quotation marks, which nothing in it closes. So in every sentence each name can be read back as one. Pure.
import { visible } from './piece.ts';
import { type Plain, plain } from './plain-text.ts';
import { inMarksExactly } from './quotation-marks.ts';

/** English words that our sentences have around names: a name that holds one could read on as a sentence of ours. */
export const SENTENCE_WORDS = wordsOf(
  'and or not nobody everybody somebody person people approve approves approved approval approver approvers',
  'deny denies denied denial expired lapsed paused stopped resumed report reports reported suspicious',
  'comment comments commented answer answers answered counted need needs needed missing signed cancelled',
  'withdrew withdrawn fail fails failed record records recorded taken used decide decides decided say says',
  'said wait waits waiting pending policy administrator administrators agent agents enforcer owner owners',
  'rule risk request requests requested asks asked vote votes voted verified unverified fingerprint',
  'reminded escalated opened erased reviewed linked countersign',
);

function wordsOf(...lines: readonly string[]): RegExp {
  return new RegExp(
    String.raw`(?<![\p{L}\p{M}])(?:${lines.join(' ').replaceAll(' ', '|')})(?![\p{L}\p{M}])`,
    'iu',
  );
}

const LETTER = String.raw`\p{L}\p{M}*`;
/** `Berg`, `O’Neill`, `J.R.`, `Prof.`; parts of one word stand between hyphens. A full stop ends nothing longer: it would end a sentence. */
const PART = `(?:(?:${LETTER}\\.)+|(?:${LETTER}){2,4}\\.|(?:${LETTER})+(?:['’](?:${LETTER})+)*)`;
const WORD = `${PART}(?:[-‐‑]${PART})*`;
/** Up to six words, and what tenants add in brackets: `Bob Berg (Contractor)`. No comma: names of a list stand between commas. */
const NAME = new RegExp(String.raw`^${WORD}(?: ${WORD}){0,5}(?: \(${WORD}(?: ${WORD}){0,2}\))?$`, 'u');
/** Words of names that are written small. Any other small word may be one of a sentence. */
const SMALL =
  /^(?:a[fl]|ben|bint?|d[aeiou]|das|de[lnr]|del(?:la|le)|dos|el|ibn|l[ae]s?|los|te[nr]?|v[ao]n|y|zu[mr]?)$/u;
const LARGE = /[\p{Lu}\p{Lt}\p{Lo}]/u;
/** A straight mark of theirs; those inside of a mark of the sanitiser are ours. */
const STRAIGHT = /⟨(?:[^⟨⟩]|⟨[^⟨⟩]*⟩)*⟩|"/gu;
/** Letters to Unicode, and quotation marks to the eye. */
const MARK = /[ʺʹˮ]/u;

/** Can the name stand in a sentence as it is? `words`: those of our sentences, in their language. */
export function isOrdinaryName(name: string, words: RegExp = SENTENCE_WORDS): boolean {
  return isOrdinary(name, plain(name, { max: name.length }), words);
}

/** The name as a sentence of ours holds it, about `max` characters of it. */
export function personName(name: string, max: number, words: RegExp = SENTENCE_WORDS): string {
  const told = plain(name, { max });
  return isOrdinary(name, told, words)
    ? told.text
    : inMarksExactly(told.text.replaceAll(STRAIGHT, (found) => (found === '"' ? visible(found) : found)));
}

function isOrdinary(name: string, { text, cut, mixed }: Plain, words: RegExp): boolean {
  // Right-to-left names stand between two marks of ours.
  if (cut > 0 || mixed || text.replaceAll(/[\u2068\u2069]/g, '') !== name) return false;
  const each = name.split(/[ ()]+/).filter((word) => word !== '');
  return (
    NAME.test(name) &&
    !MARK.test(name) &&
    each.every((word) => LARGE.test(word) || SMALL.test(word)) &&
    each.some((word) => LARGE.test(word)) &&
    !words.test(name)
  );
}
