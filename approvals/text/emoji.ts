// Emoji of more than one character: what Unicode recommends for general interchange draws as one sign, and hides nothing. Pure.

const STANDARD = '\\p{RGI_Emoji}';
/** A base with its selector, people joined, flags, skin tones, keycaps: the longest that fits. Only the flag `v` knows them, which the compiler does not yet know. */
export const EMOJI = new RegExp(STANDARD, 'gv');
/** What makes one sign of several characters: a selector, a joiner, the end of tags. */
const JOINING = /\uFE0F|\u200D|\u{E007F}/u;

/** A text character by character; an emoji that holds something nobody sees is one. */
export function characters(text: string): readonly string[] {
  if (!JOINING.test(text)) return Array.from(text);
  const told: string[] = [];
  let from = 0;
  for (const { 0: sequence, index } of text.matchAll(EMOJI)) {
    if (!JOINING.test(sequence)) continue;
    told.push(...Array.from(text.slice(from, index)), sequence);
    from = index + sequence.length;
  }
  return [...told, ...Array.from(text.slice(from))];
}

/** Is it one of these emoji? Of a character as `characters` tells them. */
export const isSequence = (character: string): boolean =>
  JOINING.test(character) && character.length > ((character.codePointAt(0) ?? 0) > 0xffff ? 2 : 1);
