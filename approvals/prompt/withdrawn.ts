// A card in the chat of somebody who may not read it any more: it is replaced once, by one that says so and nothing else, and then left alone
// but for that card's second send, whatever becomes of the request. Should they be allowed again, it tells the request again. Pure.
import type { ApprovalRequest } from '../words.ts';
import type { Prompt, PromptActivity } from '../work.ts';

/** The prompt as its cards are to be sent from now on. */
export function withdrawn(prompt: Prompt, is: boolean): Prompt {
  const { withdrawn: _before, ...rest } = prompt;
  return is ? { ...rest, withdrawn: true } : rest;
}

/** Does this card say so already, and was it not its last word that is sent a second time? */
export const isToldSo = (
  { withdrawn: says, shows }: PromptActivity,
  { revision }: ApprovalRequest,
): boolean => says === true && shows > 0 && shows < revision;

/** The prompt as if every card that says so had been sent again. */
export const settled = (prompt: Prompt, { revision }: ApprovalRequest): Prompt => ({
  ...prompt,
  activities: prompt.activities.map((each): PromptActivity => {
    if (each.withdrawn !== true) return each;
    const { againAt: _due, ...rest } = each;
    return { ...rest, shows: revision, again: revision, ...standingOf(prompt) };
  }),
});

const standingOf = ({ standing }: Prompt): Pick<PromptActivity, 'standing'> =>
  standing === undefined ? {} : { standing };
