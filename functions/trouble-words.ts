// Why a card does not stand where it belongs, as the API, the doctor and the command tell it: in English, whatever language the cards are in.
import { tellTrouble } from '../bot/tell-trouble.ts';
import { en } from '../bot/words/en.ts';

/** What rows keep of it, or the message of a `SendFault`, in English; `undefined` where nothing is kept. */
export function troubleWords(kept: string): string;
export function troubleWords(kept: string | undefined): string | undefined;
export function troubleWords(kept: string | undefined): string | undefined {
  return kept === undefined ? undefined : tellTrouble(kept, en.troubles);
}
