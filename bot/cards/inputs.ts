// What a person can add to a click on a card that waits, and the line below that says what a click does. Nothing here is `isRequired`: a
// client then holds back every button of the card, also that of a choice which needs no words. What is missing is said by the answer.

import { wantsReason } from '../../approvals/decision/vote-reason.ts';
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { COMMENT_LIMIT } from '../../approvals/text/text.ts';
import { BOLD, type Element, footer, line, ours } from './parts.ts';
import { REASONS } from './people.ts';
import { policyChange } from './policy-change.ts';

/** Reason, comment, footer. `isOneTap`: Approve stands on this very card. */
export function inputs(view: CardView, isComplete: boolean, isOneTap: boolean): readonly Element[] {
  const { verdict } = view.request;
  const { missing } = view;
  const chosen = REASONS.find(({ value }) => value === missing?.reason)?.value;
  return [
    ...(missing === undefined ? [] : [missingWords(missing.choice)]),
    {
      type: 'Input.ChoiceSet',
      id: 'reason',
      label: wantsReason(verdict, 'deny')
        ? 'Reason, if you deny (required, or a comment)'
        : 'Reason, if you deny (optional)',
      placeholder: 'Choose',
      spacing: 'Medium',
      choices: REASONS.map(({ title, value }) => ({ title, value })),
      ...(chosen === undefined ? {} : { value: chosen }),
    },
    {
      type: 'Input.Text',
      id: 'comment',
      // Where Approve only opens the page, the page says it.
      label:
        isOneTap && wantsReason(verdict, 'approve')
          ? 'Comment (required to approve; goes to the agent)'
          : 'Comment (optional; goes to the agent)',
      maxLength: COMMENT_LIMIT,
      // Theirs, and shown to them alone: it comes back as it was typed.
      ...(missing?.comment === undefined ? {} : { value: missing.comment }),
      spacing: 'Small',
    },
    footer(`${silenceWords(view)} ${footerWords(isComplete, isOneTap)}`),
  ];
}

/** Stands right above the inputs, for the one who clicked alone. */
const missingWords = (choice: 'approve' | 'deny'): Element =>
  line(
    [
      ours('!  ', { color: 'Attention', weight: 'Bolder' }),
      ours(`A reason is required to ${choice}. Nothing was changed. `, BOLD),
      ours(
        choice === 'approve'
          ? 'Write it in Comment and choose the button again.'
          : 'Choose one or write a comment, then choose Deny again.',
      ),
    ],
    { spacing: 'Medium' },
  );

/** What silence means: always no. */
const silenceWords = (view: CardView): string =>
  policyChange(view) === undefined
    ? 'No answer = it does not run.'
    : 'No answer = the policy in force stays.';

function footerWords(isComplete: boolean, isOneTap: boolean): string {
  if (isOneTap) return 'You decide as the person signed in to Teams.';
  return isComplete
    ? 'Approving this needs a fresh sign-in, on a page that Review and approve opens.'
    : 'Not all of it fits on a card: Review and approve opens the whole. You can deny it or comment here.';
}
