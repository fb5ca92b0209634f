// How a command is written, for people who copy it from an answer: in a channel or group chat Teams brings us only what mentions us.
import type { Conversation } from '../approvals/work.ts';
import { say } from './words/words.ts';

/** A command in quotation marks, the way it works in one conversation: `“@Countersign resume nightly-etl”`. */
export type Written = (command: string) => string;

const NAME = '@Countersign';

/** The way commands are written in this conversation. */
export const writtenIn =
  ({ type }: Pick<Conversation, 'type'>): Written =>
  (command) =>
    `“${type === 'personal' ? '' : `${NAME} `}${command}”`;

/** What else has to be known to write here; nothing in a personal chat. */
export const mentionHint = ({ type }: Pick<Conversation, 'type'>): readonly string[] =>
  type === 'personal' ? [] : [say.bot.mentionMe(NAME)];

/**
 * The words of a message, without mentions and odd spaces: Teams sends `<at>Countersign</at>&nbsp;link NAME`. A command copied with its
 * quotation marks is taken too, in a personal chat one that was written for a channel, and one with a slash before or a full stop behind it, and what it is about in quotation marks of its own.
 */
export function readWords(text: string): readonly string[] {
  const words = text
    .replaceAll(/<at\b[^>]*>[^<]*<\/at>/gi, ' ')
    .replaceAll(/&nbsp;|\s+/gi, ' ')
    .trim();
  const isQuoted = /^[“"]/.test(words) && /[”"]$/.test(words);
  const command = isQuoted ? words.slice(1, -1).trim() : words;
  const isNamed = command.toLowerCase().startsWith(`${NAME.toLowerCase()} `);
  const [first = '', ...others] = (isNamed ? command.slice(NAME.length).trim() : command).split(' ');
  return [first.replace(/^\/(?=.)/, '').replace(/(?<=.)[.!?…,;:]+$/u, ''), ...unquoted(others)];
}

/** Cards name a resource in quotation marks where its id could be read as words of ours. */
function unquoted(words: readonly string[]): readonly string[] {
  const [, type = '', within] = /^([^\s“”"]+ )?[“"]([^“”"]+)[”"][.!?]?$/u.exec(words.join(' ')) ?? [];
  return within === undefined ? words : `${type}${within.trim()}`.split(' ');
}
