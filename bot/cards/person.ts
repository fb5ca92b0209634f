// A person's name on cards and in the bot's answers: as it is where it reads as a name, else in quotation marks.
import { isOrdinaryName, personName } from '../../approvals/text/person-name.ts';
import { say } from '../words/words.ts';
import { ours, type Run, type Style } from './parts.ts';

/** Characters shown of a name. */
export const NAME_MAX = 48;

/** A person's name inside a sentence. Where Teams told none, ours stands in its place. */
export const personWords = (name: string, max = NAME_MAX): string =>
  name === say.people.unnamed ? name : personName(name, max, say.people.sentenceWords);

/** The same as a run. */
export const personRun = (name: string, style: Style = {}): Run => ours(personWords(name), style);

/** Can the name stand as it is, also where markdown is read? */
export const isPlainName = (name: string): boolean =>
  name.length <= NAME_MAX && isOrdinaryName(name, say.people.sentenceWords);
