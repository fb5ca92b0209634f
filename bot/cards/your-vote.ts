// Told to the one who clicked alone: that their approval counts, and who is still needed. The card that all share says the same of everybody.
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { say } from '../words/words.ts';
import { BOLD, type Element, line, ours } from './parts.ts';
import { neededWords } from './people.ts';

/** One line, where their approval does not do alone. */
export function yourVote(view: CardView): readonly Element[] {
  if (view.counted !== true) return [];
  return [
    line([ours(`✓  ${say.request.voteCounted} `, BOLD), ours(`${capital(neededWords(view))}.`)], {
      spacing: 'Small',
    }),
  ];
}

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);
