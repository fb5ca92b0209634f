// "Report as suspicious", on a card that waits: a quiet line that opens what it does, and the button in there. Two presses in two places, away
// from the buttons that decide, so that nobody stops an agent by a slip of the thumb.
import { isReportable } from '../../approvals/decision/suspicion.ts';
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { button, type Element, line, ours, theirs } from './parts.ts';
import { NAME_MAX } from './people.ts';

const ID = 'report';

/** The line and what it opens; nothing where there is no agent to be stopped. */
export function reportLine(view: CardView): readonly Element[] {
  if (!isReportable(view.request)) return [];
  return [
    {
      type: 'Container',
      spacing: 'Small',
      selectAction: { type: 'Action.ToggleVisibility', title: 'Report as suspicious', targetElements: [ID] },
      items: [line([ours('Report as suspicious  ▾', { color: 'Accent', size: 'Small' })])],
    },
    {
      type: 'Container',
      id: ID,
      isVisible: false,
      style: 'attention',
      spacing: 'Small',
      items: [
        line([
          ours('This denies the request and stops '),
          theirs(view.request.agent.name, NAME_MAX),
          ours(
            ': all it has waiting is denied, and nothing of it runs until an administrator lets it go on. The administrators are told, with your name.',
          ),
        ]),
        {
          type: 'ActionSet',
          spacing: 'Small',
          actions: [button(view, 'report', 'Deny, and stop this agent', 'destructive')],
        },
      ],
    },
  ];
}
