// What a program starts that starts others. Pure.
import { openWord, type ShellWord } from './word.ts';

/** What it starts. */
export type Inner =
  | { readonly kind: 'none' }
  | { readonly kind: 'open' }
  | { readonly kind: 'doubt'; readonly why: string }
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'commands'; readonly commands: readonly (readonly ShellWord[])[] };

/** What `xargs -I` and `find` are usually told to replace. */
export const MARK = /^[{}%@]+$/;

/** A word with such a mark in it is only known once it runs. */
export const filled = (word: ShellWord): ShellWord =>
  word.known !== undefined && !/[{}%@]/.test(word.known) ? word : openWord(word.text, word.many);
