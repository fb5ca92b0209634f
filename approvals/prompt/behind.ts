// Which cards do not yet say what is stored: of the request, or of its agent's pause. Pure.
import type { ApprovalRequest } from '../words.ts';
import type { Prompt, PromptActivity } from '../work.ts';

/** Is this card older than what it has to say? */
export const isBehind = (
  prompt: Prompt,
  card: PromptActivity,
  { revision }: Pick<ApprovalRequest, 'revision'>,
): boolean => card.shows < revision || isBehindStanding(prompt, card);

/** Is it older than what it has to say of the agent? */
export const isBehindStanding = (prompt: Prompt, card: PromptActivity): boolean =>
  (card.standing ?? 0) < (prompt.standing ?? 0);
