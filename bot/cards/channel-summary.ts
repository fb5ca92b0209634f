// The card of a route whose details are for approvers alone: who wants which kind of thing, how risky, until when, who is still needed.
// Promise: nothing on it is of the intent or in anybody's words (no target, no parameter, no word of the agent, no reason, no comment, no
// name of who voted), and nothing can be pressed but the way to the review page, which asks who is there. The same in every state.
import type { IAdaptiveCard } from '@microsoft/teams.cards';
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import type { ApprovalRequest } from '../../approvals/words.ts';
import { say } from '../words/words.ts';
import {
  BOLD,
  card,
  type Drawn,
  fact,
  line,
  openButton,
  ours,
  QUIET,
  type Run,
  sentence,
  statusLine,
  theirs,
} from './parts.ts';
import { neededWords } from './people.ts';
import { NAME_MAX } from './person.ts';
import { openWords, spokenOutcome, spokenRequest, stateWords } from './summary.ts';

/** The summary; it is never complete, so nobody approves by it. */
export const channelSummary = (view: CardView): Drawn => ({ card: build(view), isComplete: false });

function build(view: CardView): IAdaptiveCard {
  const { request, prompt } = view;
  const isOpen = request.status === 'pending';
  const isAsking = isOpen && prompt.replaced !== true;
  const state = isOpen && !isAsking ? say.urging.replaced : stateWords(view);
  return card(
    isOpen ? spokenRequest(view) : spokenOutcome(view),
    [
      statusLine(
        isAsking ? '●' : '○',
        isAsking ? 'Warning' : 'Default',
        state,
        isAsking ? openWords(view) : '',
      ),
      line(summaryTitle(view), { spacing: 'Medium' }),
      ...(isAsking
        ? [
            line([
              ours(
                say.risk.head(
                  say.risk.levels[request.verdict.risk.level],
                  request.verdict.display.reversible,
                ),
              ),
            ]),
            fact(say.people.approvals, [ours(neededWords(view))]),
          ]
        : []),
      line([ours(isAsking ? say.channelSummary.open : say.channelSummary.over, QUIET)]),
    ],
    [openButton(view, say.owner.openPage)],
  );
}

/** Names and verbs that countersign.yaml lists, and none else: any other word would be the agent's. */
export function summaryTitle({ request }: Pick<CardView, 'request'>): readonly Run[] {
  const { display } = request.verdict;
  const what = display.listed
    ? theirs(display.verb, NAME_MAX, BOLD)
    : ours(say.channelSummary.something, BOLD);
  const target = display.listed ? say.channelSummary.target(display.verb.trim()) : '';
  return [...whoAndWhat(request, what), ...(target === '' ? [] : [ours(target)])];
}

function whoAndWhat({ agent, record, status }: ApprovalRequest, what: Run): readonly Run[] {
  if (record !== undefined) return sentence(say.channelSummary.done(what));
  const who = agent.registered ? theirs(agent.name, NAME_MAX, BOLD) : ours(say.channelSummary.anAgent, BOLD);
  return sentence(say.channelSummary[status === 'pending' ? 'asks' : 'asked'](who, what));
}
