// What a person can add to a click on a card that waits, and the line below that says what a click does. Nothing here is `isRequired`: a
// client then holds back every button of the card, also that of a choice which needs no words. What is missing is said by the answer.

import { wantsReason } from '../../approvals/decision/vote-reason.ts';
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { COMMENT_LIMIT } from '../../approvals/text/text.ts';
import { say } from '../words/words.ts';
import { BOLD, type Element, footer, line, ours } from './parts.ts';
import { chosenReason, REASONS } from './people.ts';
import { policyChange } from './policy-change.ts';

/** Reason, comment, footer. `isOneTap`: Approve stands on this very card. */
export function inputs(view: CardView, isComplete: boolean, isOneTap: boolean): readonly Element[] {
  const { verdict } = view.request;
  const { missing } = view;
  const chosen = chosenReason(missing?.reason);
  return [
    ...(missing === undefined ? [] : [missingWords(missing.choice)]),
    {
      type: 'Input.ChoiceSet',
      id: 'reason',
      label: wantsReason(verdict, 'deny') ? say.inputs.reasonRequired : say.inputs.reason,
      placeholder: say.inputs.choose,
      spacing: 'Medium',
      choices: REASONS.map((value) => ({ title: say.reasons[value], value })),
      ...(chosen === undefined ? {} : { value: chosen }),
    },
    {
      type: 'Input.Text',
      id: 'comment',
      // Where Approve only opens the page, the page says it.
      label: isOneTap && wantsReason(verdict, 'approve') ? say.inputs.commentRequired : say.inputs.comment,
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
      ours(`${say.inputs.missing[choice]} `, BOLD),
      ours(say.inputs.missingAdvice[choice]),
    ],
    { spacing: 'Medium' },
  );

/** What silence means: always no. */
const silenceWords = (view: CardView): string =>
  policyChange(view) === undefined ? say.inputs.silence : say.inputs.silenceOnPolicy;

function footerWords(isComplete: boolean, isOneTap: boolean): string {
  if (isOneTap) return say.inputs.signedIn;
  return isComplete ? say.inputs.freshSignIn : say.inputs.tooLong;
}
