// The card of a test of the way to a person and back: it says first and last that deciding it does nothing, and then who pressed what.
import type { IAdaptiveCard } from '@microsoft/teams.cards';
import type { Trial } from '../../approvals/mark.ts';
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { say } from '../words/words.ts';
import {
  button,
  card,
  type Drawn,
  type Element,
  fact,
  footer,
  line,
  ours,
  QUIET,
  type Surface,
  sentence,
  statusLine,
  theirs,
} from './parts.ts';
import { personRun } from './person.ts';
import { openWords, spokenTrial, stateWords } from './summary.ts';
import { createTellTime, type TellTime } from './tell-time.ts';

/** The card of a test. */
export function trialCard(view: CardView, trial: Trial, surface: Surface): Drawn {
  return { card: build(view, trial, surface), isComplete: true };
}

function build(view: CardView, { by }: Trial, surface: Surface): IAdaptiveCard {
  const { request } = view;
  const time = createTellTime(view.timeZone, request.createdAt);
  const isOpen = request.status === 'pending';
  return card(
    spokenTrial(view),
    [
      statusLine(...signOf(view), stateWords(view), momentWords(view, time)),
      line([ours(say.trial.title, { size: 'Large', weight: 'Bolder' })], {
        spacing: 'Medium',
      }),
      line(sentence((isOpen ? say.trial.asks : say.trial.asked)(personRun(by.name))), {
        spacing: 'Small',
      }),
      ...answered(view, time),
      footer(say.trial.footer),
    ],
    isOpen && surface === 'teams'
      ? [
          button(view, 'approve', say.trial.approve, 'positive'),
          button(view, 'deny', say.trial.deny, 'destructive'),
        ]
      : [],
  );
}

function signOf({ request }: CardView): ['●' | '✓' | '○' | '!', 'Warning' | 'Good' | 'Default'] {
  if (request.status === 'pending') return ['●', 'Warning'];
  if (request.status === 'cancelled') return ['✓', 'Good'];
  return request.status === 'expired' ? ['○', 'Default'] : ['!', 'Warning'];
}

function momentWords(view: CardView, time: TellTime): string {
  const { request } = view;
  return request.endedAt === undefined ? openWords(view) : say.ending.closed(time.full(request.endedAt));
}

function answered({ request }: CardView, time: TellTime): readonly Element[] {
  const [vote] = request.votes;
  if (vote !== undefined) {
    return [
      fact(say.trial.answeredBy, [
        ...sentence(say.trial.pressed[vote.choice](personRun(vote.person.name))),
        ours(` ${time.short(vote.at)}`, QUIET),
      ]),
    ];
  }
  if (request.endReason === undefined) return [];
  return [fact(say.ending.why, [theirs(request.endReason, 200)])];
}
