// The card of what was done without an approval and recorded afterwards: what, by whom, why, and the question to another person whether
// it looks right. Once somebody has looked, the same card says what they found.
import type { IAdaptiveCard } from '@microsoft/teams.cards';
import type { AfterTheFact, SecondLook } from '../../approvals/mark.ts';
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { removedWords } from '../../approvals/purged.ts';
import { plain } from '../../approvals/text/plain-text.ts';
import { COMMENT_LIMIT } from '../../approvals/text/text.ts';
import { fingerprint, openInFull } from './details.ts';
import { WORDS_MAX } from './ending.ts';
import { fitRows } from './fit-rows.ts';
import type { ParameterRows } from './parameters.ts';
import {
  box,
  button,
  card,
  type Drawn,
  type Element,
  fact,
  footer,
  line,
  openButton,
  ours,
  QUIET,
  type Run,
  type Surface,
  statusLine,
  theirs,
} from './parts.ts';
import { NAME_MAX, textRun } from './people.ts';
import { riskRuns } from './risk.ts';
import { spokenOutcome, stateWords } from './summary.ts';
import { createTellTime, type TellTime } from './tell-time.ts';
import { cutFromTitle, recordTitle } from './title.ts';
import { joined, trapElements, trapsBeside } from './traps.ts';

/** The page has room for all of it. */
const REASON_MAX: Readonly<Record<Surface, number>> = { teams: 600, page: Number.POSITIVE_INFINITY };
const GROUPS_SHOWN = 3;
const AS_TOLD = 'What was done, as told';

/** The card of a request that was recorded after the fact. */
export function recordCard(view: CardView, record: AfterTheFact, surface: Surface): Drawn {
  const { card, isComplete } = fitRows(view, cutFromTitle(view), 200, (rows) =>
    build(view, record, rows, surface),
  );
  return { card, isComplete: isComplete && isReasonWhole(view, surface) };
}

function build(
  view: CardView,
  record: AfterTheFact,
  { rows, last, complete, traps }: ParameterRows,
  surface: Surface,
): IAdaptiveCard {
  const { request } = view;
  const time = createTellTime(view.timeZone, request.createdAt);
  const { look } = record;
  const isComplete = complete && isReasonWhole(view, surface);
  // What it was made of is gone: nobody can say of it that it looks right.
  const isToLookAt = look === undefined && request.purged === undefined;
  const sign = look?.finding === 'looks_right' ? '✓' : '!';
  const color = look?.finding === 'looks_right' ? 'Good' : 'Warning';
  return card(
    spokenOutcome(view),
    [
      statusLine(sign, color, stateWords(view), `recorded ${time.full(request.createdAt)}`),
      recordTitle(view),
      fact('Done by', doerRuns(view, record, time)),
      fact('Recorded by', [theirs(record.by.name, NAME_MAX)]),
      fact('Approved by', [ours('nobody: no one was asked before it was done')]),
      fact('Risk', riskRuns(view)),
      box(
        complete ? AS_TOLD : `${AS_TOLD}, in part`,
        rows.length > 0
          ? [...rows, ...last]
          : [line([ours(noParameters(view), QUIET)], { spacing: 'Small' })],
      ),
      ...trapElements(joined([trapsBeside(view), traps])),
      {
        type: 'Container',
        spacing: 'Medium',
        items: [
          line([ours('Why, in the words of who recorded it', QUIET)]),
          line([textRun(view, record.text, REASON_MAX[surface])], { spacing: 'Small' }),
        ],
      },
      ...(look === undefined ? [] : [found(view, look, time)]),
      ...(isToLookAt ? asked(view, record, surface, isComplete) : []),
      footer(`Nothing may run from this record · fingerprint ${fingerprint(view)}`),
    ],
    isToLookAt && surface === 'teams'
      ? [
          // Nobody says of a deed that it looks right who has seen a part of it.
          isComplete
            ? button(view, 'looks_right', 'Looks right', 'default')
            : openButton(view, 'Review in full'),
          button(view, 'needs_follow_up', 'Needs follow-up', 'default'),
        ]
      : [],
  );
}

const noParameters = ({ request: { purged } }: CardView): string =>
  purged === undefined ? 'no parameters' : removedWords(purged);

function isReasonWhole({ request, texts }: CardView, surface: Surface): boolean {
  const text = texts[request.record?.text ?? ''] ?? '';
  return plain(text, { max: REASON_MAX[surface], isRedacted: true }).cut === 0;
}

function doerRuns({ request }: CardView, record: AfterTheFact, time: TellTime): readonly Run[] {
  const { actor, by, doneAt } = record;
  const who =
    actor === 'agent' ? [ours('agent '), theirs(request.agent.name, NAME_MAX)] : [theirs(by.name, NAME_MAX)];
  return [...who, ours(` ${time.short(doneAt)}, as told`, QUIET)];
}

/** Who is asked to look, and what they can say. */
function asked(
  view: CardView,
  { by }: AfterTheFact,
  surface: Surface,
  isComplete: boolean,
): readonly Element[] {
  return [
    {
      ...fact('Second look', [...wantedFrom(view), ours(', but not '), theirs(by.name, NAME_MAX)]),
      spacing: 'Medium',
    },
    // One way to the page is enough: what is not complete has a button for it.
    ...(surface === 'teams' ? [isComplete ? openInFull(view) : TOO_LONG, INPUT] : []),
  ];
}

const TOO_LONG: Element = line(
  [
    ours(
      'Not all of it fits on a card: Review in full opens the whole, and there it can be found right.',
      QUIET,
    ),
  ],
  { spacing: 'Small' },
);
const INPUT: Element = {
  type: 'Input.Text',
  id: 'comment',
  label: 'Comment on what you found (optional)',
  maxLength: COMMENT_LIMIT,
  spacing: 'Small',
};

function wantedFrom({ request }: CardView): readonly Run[] {
  const groups = request.verdict.requirements.flatMap((each) => each.groups.map(({ name }) => name));
  const names = [...new Set(groups)];
  const people = request.verdict.requirements.some((each) => each.people.length > 0);
  const shown = names
    .slice(0, GROUPS_SHOWN)
    .flatMap((name, index) => [ours(index === 0 ? '' : ' or '), theirs(name, NAME_MAX)]);
  const rest = names.length - GROUPS_SHOWN + (people ? 1 : 0);
  const more =
    names.length === 0
      ? 'the people whom the policy names'
      : rest > 0
        ? ' or others whom the policy names'
        : '';
  return [ours('wanted by one of '), ...shown, ours(more)].filter((run) => run.text !== '');
}

function found(view: CardView, { by, at, finding, text }: SecondLook, time: TellTime): Element {
  const words = finding === 'looks_right' ? 'looks right' : 'needs follow-up';
  return {
    ...fact('Looked at by', [
      theirs(by.name, NAME_MAX),
      ours(` ${time.short(at)}`, QUIET),
      ours(`: ${words}`),
      ...(text === undefined ? [] : [ours(' '), textRun(view, text, WORDS_MAX)]),
    ]),
    spacing: 'Medium',
  };
}
