// gh: where its words make it run something else, or keep something that it runs later. Pure.
import { type Code, doubt, NONE } from './code.ts';
import { mapOf } from './tables.ts';
import type { ShellWord } from './word.ts';

/** Others may be extensions or aliases. */
const PLAIN =
  /^(?:pr|issue|repo|run|release|api|auth|search|label|workflow|gist|status|secret|variable|cache|org|project|ruleset|ssh-key|gpg-key|attestation|version|help)$/;
/** Of these, what only tells. */
const TELLS = mapOf<RegExp>({
  alias: /^list$/,
  extension: /^(?:list|search)$/,
  config: /^(?:get|list)$/,
  codespace: /^(?:list|view)$/,
});

/** What gh does with these arguments. */
export function ghCode(args: readonly ShellWord[]): Code {
  const [first, second] = args.map(({ known }) => known);
  if (first === undefined) return args.length === 0 ? NONE : doubt('what gh does is only known once it runs');
  if (args.length === 1 && /^--(?:version|help)$/.test(first)) return NONE;
  const tells = TELLS.get(first)?.test(second ?? '');
  // Words behind "--" are options of git.
  const isGits =
    /^(?:repo|gist)$/.test(first) &&
    args.some(({ known, many }) => known === '--' || (known === undefined && many));
  return tells === true || (PLAIN.test(first) && !isGits)
    ? NONE
    : doubt(`gh ${first} can run what its words do not show`);
}
