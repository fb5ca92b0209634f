// "Report as suspicious", on a card that waits: a quiet line that opens what it does, and the button in there. Two presses in two places, away
// from the buttons that decide, so that nobody stops an agent by a slip of the thumb.
import { isReportable } from '../../approvals/decision/suspicion.ts';
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { say } from '../words/words.ts';
import { button, type Element, line, ours, sentence, theirs } from './parts.ts';
import { NAME_MAX } from './person.ts';

const ID = 'report';

/** The line and what it opens; nothing where there is no agent to be stopped. */
export function reportLine(view: CardView): readonly Element[] {
  if (!isReportable(view.request)) return [];
  return [
    {
      type: 'Container',
      spacing: 'Small',
      selectAction: { type: 'Action.ToggleVisibility', title: say.report.title, targetElements: [ID] },
      items: [line([ours(`${say.report.title}  ▾`, { color: 'Accent', size: 'Small' })])],
    },
    {
      type: 'Container',
      id: ID,
      isVisible: false,
      style: 'attention',
      spacing: 'Small',
      items: [
        line(sentence(say.report.does(theirs(view.request.agent.name, NAME_MAX)))),
        {
          type: 'ActionSet',
          spacing: 'Small',
          actions: [button(view, 'report', say.report.button, 'destructive')],
        },
      ],
    },
  ];
}
