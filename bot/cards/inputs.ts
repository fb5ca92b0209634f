// What a person can add to a click on a card that waits, and the line below that says what a click does.
import { COMMENT_LIMIT } from '../../approvals/text.ts';
import { type Element, footer } from './parts.ts';
import { REASONS } from './people.ts';

/** Reason, comment, footer. `isOneTap`: Approve stands on this very card. */
export function inputs(isComplete: boolean, isOneTap: boolean): readonly Element[] {
  return [
    {
      type: 'Input.ChoiceSet',
      id: 'reason',
      label: 'Reason, if you deny (optional)',
      placeholder: 'Choose',
      spacing: 'Medium',
      choices: REASONS.map(({ title, value }) => ({ title, value })),
    },
    {
      type: 'Input.Text',
      id: 'comment',
      label: 'Comment (optional; goes to the agent)',
      maxLength: COMMENT_LIMIT,
      spacing: 'Small',
    },
    footer(footerWords(isComplete, isOneTap)),
  ];
}

function footerWords(isComplete: boolean, isOneTap: boolean): string {
  if (isOneTap) return 'No answer = it does not run. You decide as the person signed in to Teams.';
  return isComplete
    ? 'No answer = it does not run. Approving this needs a fresh sign-in, on a page that Review and approve opens.'
    : 'No answer = it does not run. Not all of it fits on a card: Review and approve opens the whole. You can deny it or comment here.';
}
