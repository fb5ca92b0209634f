// The card of what was done without an approval and recorded afterwards: what, by whom, why, and the question to another person whether
// it looks right. Once somebody has looked, the same card says what they found.
import type { IAdaptiveCard } from '@microsoft/teams.cards';
import type { AfterTheFact, SecondLook } from '../../approvals/mark.ts';
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { plain } from '../../approvals/text/plain-text.ts';
import { COMMENT_LIMIT } from '../../approvals/text/text.ts';
import { say } from '../words/words.ts';
import { fingerprint, openInFull } from './details.ts';
import { WORDS_MAX } from './ending.ts';
import { fitRows, NO_ROWS } from './fit-rows.ts';
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
  sentence,
  statusLine,
  theirs,
} from './parts.ts';
import { textRun } from './people.ts';
import { NAME_MAX, personRun } from './person.ts';
import { CARD_ROOM, riskRuns, SMALL_ROOM, tellsReasons } from './risk.ts';
import { spokenOutcome, stateWords } from './summary.ts';
import { createTellTime, type TellTime } from './tell-time.ts';
import { cutFromTitle, recordTitle } from './title.ts';
import { tooLateBox } from './too-late.ts';
import { joined, trapElements, trapsBeside } from './traps.ts';

/** The page has room for all of it. */
const REASON_MAX: Readonly<Record<Surface, number>> = { teams: 600, page: Number.POSITIVE_INFINITY };
const GROUPS_SHOWN = 3;

/** The card of a request that was recorded after the fact. */
export function recordCard(view: CardView, record: AfterTheFact, surface: Surface): Drawn {
  const { card, isComplete } = fitRows(view, cutFromTitle(view), 200, (rows) =>
    build(view, record, rows, surface),
  );
  return { card, isComplete: isComplete && tellsAllBeside(view, surface) };
}

/** The same where Teams took no larger one: what was done stands on the page. */
export function smallRecord(view: CardView, record: AfterTheFact): IAdaptiveCard {
  const elsewhere = [line([ours(say.small.tooLarge, QUIET)], { spacing: 'Small' })];
  const told = build(view, record, { ...NO_ROWS, rows: elsewhere, complete: false }, 'teams', SMALL_ROOM);
  return told.actions === undefined ? { ...told, actions: [openButton(view, say.small.see)] } : told;
}

function build(
  view: CardView,
  record: AfterTheFact,
  { rows, last, complete, traps }: ParameterRows,
  surface: Surface,
  room = CARD_ROOM,
): IAdaptiveCard {
  const { request } = view;
  const time = createTellTime(view.timeZone, request.createdAt);
  const { look } = record;
  const isComplete = complete && tellsAllBeside(view, surface);
  // What it was made of is gone: nobody can say of it that it looks right.
  const isToLookAt = look === undefined && request.purged === undefined;
  const sign = look?.finding === 'looks_right' ? '✓' : '!';
  const color = look?.finding === 'looks_right' ? 'Good' : 'Warning';
  return card(
    spokenOutcome(view),
    [
      statusLine(sign, color, stateWords(view), say.record.recorded(time.full(request.createdAt))),
      ...tooLateBox(view, time),
      recordTitle(view),
      fact(say.record.doneBy, doerRuns(view, record, time)),
      fact(say.record.recordedBy, [personRun(record.by.name)]),
      fact(say.record.approvedBy, [ours(say.record.nobody)]),
      fact(say.record.risk, riskRuns(view, room)),
      box(
        complete ? say.record.whatWasDone : say.record.whatWasDoneInPart,
        rows.length > 0
          ? [...rows, ...last]
          : [line([ours(noParameters(view), QUIET)], { spacing: 'Small' })],
      ),
      ...trapElements(joined([trapsBeside(view), traps])),
      {
        type: 'Container',
        spacing: 'Medium',
        items: [
          line([ours(say.record.why, QUIET)]),
          line([textRun(view, record.text, REASON_MAX[surface])], { spacing: 'Small' }),
        ],
      },
      ...(look === undefined ? [] : [found(view, look, time)]),
      ...(isToLookAt ? asked(view, record, surface, isComplete) : []),
      footer(say.record.footer(fingerprint(view))),
    ],
    isToLookAt && surface === 'teams'
      ? [
          // Nobody says of a deed that it looks right who has seen a part of it.
          isComplete
            ? button(view, 'looks_right', say.record.looksRight, 'default')
            : openButton(view, say.record.reviewInFull),
          button(view, 'needs_follow_up', say.record.needsFollowUp, 'default'),
        ]
      : [],
  );
}

const noParameters = ({ request: { purged } }: CardView): string =>
  purged === undefined ? say.noParameters : say.ending.removed(purged);

/** Why it was done, and why it is of that risk. */
const tellsAllBeside = (view: CardView, surface: Surface): boolean =>
  isReasonWhole(view, surface) && tellsReasons(view.request.verdict.risk.reasons);

function isReasonWhole({ request, texts }: CardView, surface: Surface): boolean {
  const text = texts[request.record?.text ?? ''] ?? '';
  return plain(text, { max: REASON_MAX[surface], isRedacted: true }).cut === 0;
}

function doerRuns({ request }: CardView, record: AfterTheFact, time: TellTime): readonly Run[] {
  const { actor, by, doneAt } = record;
  const who =
    actor === 'agent'
      ? sentence(say.record.agent(theirs(request.agent.name, NAME_MAX)))
      : [personRun(by.name)];
  return [...who, ours(` ${say.record.asTold(time.short(doneAt))}`, QUIET)];
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
      ...fact(say.record.secondLook, wantedFrom(view, personRun(by.name))),
      spacing: 'Medium',
    },
    // One way to the page is enough: what is not complete has a button for it.
    ...(surface === 'teams' ? [isComplete ? openInFull(view) : tooLong(), input()] : []),
  ];
}

const tooLong = (): Element => line([ours(say.record.tooLong, QUIET)], { spacing: 'Small' });
const input = (): Element => ({
  type: 'Input.Text',
  id: 'comment',
  label: say.record.comment,
  maxLength: COMMENT_LIMIT,
  spacing: 'Small',
});

function wantedFrom({ request }: CardView, recorder: Run): readonly Run[] {
  const groups = request.verdict.requirements.flatMap((each) => each.groups.map(({ name }) => name));
  const names = [...new Set(groups)];
  const people = request.verdict.requirements.some((each) => each.people.length > 0);
  const shown = names.slice(0, GROUPS_SHOWN).map((name) => theirs(name, NAME_MAX));
  const rest = names.length - GROUPS_SHOWN + (people ? 1 : 0);
  const more = names.length === 0 ? say.record.theNamed : rest > 0 ? say.record.orOthers : '';
  return sentence(say.record.wantedFrom(shown, more, recorder));
}

function found(view: CardView, { by, at, finding, text }: SecondLook, time: TellTime): Element {
  return {
    ...fact(say.record.lookedAtBy, [
      personRun(by.name),
      ours(` ${time.short(at)}`, QUIET),
      ours(`: ${say.record.found[finding]}`),
      ...(text === undefined ? [] : [ours(' '), textRun(view, text, WORDS_MAX)]),
    ]),
    spacing: 'Medium',
  };
}
