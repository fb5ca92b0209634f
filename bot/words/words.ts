// The language that cards, the bot's answers and notifications are in. A deployment speaks one.
import { en } from './en.ts';

/** The words of one language, as English has them. */
export type Words = typeof en;

/** Every language there is, by its BCP 47 tag: a new one is a file of type `Words` and a line here. */
const LANGUAGES = { en } satisfies Readonly<Record<string, Words>>;

/** The words in use. To be read where they are told, not when a file is loaded. */
export let say: Words = LANGUAGES.en;

/** From now on everything is told in these words. */
export function speak(words: Words): void {
  say = words;
}
