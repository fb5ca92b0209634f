// The card of a request that waits: what exactly would run, how risky, in whose words, who is still needed, and the buttons.
// Promise: Approve is offered only when every parameter is on the card, and the reasons of its risk, and all that differs from what was denied or approved before. View in, JSON out.
import type { IAdaptiveCard } from '@microsoft/teams.cards';
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { plain, plainText } from '../../approvals/text/plain-text.ts';
import { say } from '../words/words.ts';
import { soFar, waitingHead } from './around.ts';
import type { ChangedLines } from './changed-lines.ts';
import { tellsAllDenied } from './denied-before.ts';
import { details } from './details.ts';
import { CARD_BYTES, fitRowsIn, inBestForm, NO_ROWS } from './fit-rows.ts';
import { changedSinceApproved } from './history.ts';
import { inputs } from './inputs.ts';
import type { ParameterRows } from './parameters.ts';
import {
  box,
  button,
  card,
  type Drawn,
  type Element,
  line,
  openButton,
  ours,
  QUIET,
  type Surface,
  size,
} from './parts.ts';
import { textRun } from './people.ts';
import { reportLine } from './report.ts';
import { boxedReasons, riskBox, tellsReasons } from './risk.ts';
import { spokenRequest } from './summary.ts';
import { createTellTime } from './tell-time.ts';
import { cutFromTitle } from './title.ts';
import type { LineForm } from './value-lines.ts';

const JUSTIFICATION_MAX = 600;

/** The card of a pending request. */
export function requestCard(view: CardView, surface: Surface): Drawn {
  // Warnings about hidden characters and the refusal to approve are written only once the rows are known.
  const spare = 1200;
  const wanted = surface === 'teams' ? reportLine(view) : [];
  // Where others have written that much, the review page has the way to report.
  const room = CARD_BYTES - size(build(view, NO_ROWS, { surface, extra: wanted, isTold: true })) - spare;
  const extra = room > 0 ? wanted : [];
  return inBestForm(view, (form) => {
    const fit = (isTold: boolean) =>
      fitRowsIn(form, view, cutFromTitle(view), spare, (rows) =>
        build(view, rows, { surface, extra, isTold }),
      );
    return compared(view, { surface, extra, form }, fit);
  });
}

/** The card with what differs from what was approved before, where there is room for it. */
function compared(
  view: CardView,
  around: Omit<Around, 'isTold'> & { readonly form: LineForm },
  fit: (isTold: boolean) => ReturnType<typeof fitRowsIn>,
): Drawn {
  const isToldAround = tellsAllAround(view);
  const { card, isComplete, told } = fit(isToldAround);
  const since = changedSinceApproved(view, told.noted, around.form);
  const isTold = isToldAround && since.isWhole;
  const all = build(view, withComparison(told, since), { ...around, isTold });
  if (size(all) <= CARD_BYTES) return { card: all, isComplete: isComplete && isTold };
  if (since.lines.length === 0 && since.isWhole) return { card, isComplete: isComplete && isTold };
  // What differs is no part of what is approved, so it gives way to the rows; and without it nobody approves by one tap.
  return { card: fit(false).card, isComplete: false };
}

/** Is all on the card that stands around the rows and may be long? Once somebody had to open the rest it stays so, also where shorter comments leave room for all of it. */
const tellsAllAround = (view: CardView): boolean =>
  view.request.opened === undefined &&
  tellsAllDenied(view) &&
  tellsAllWords(view) &&
  tellsReasons(boxedReasons(view));

const withComparison = (parameters: ParameterRows, { lines }: ChangedLines): ParameterRows => ({
  ...parameters,
  rows: [...parameters.rows, ...lines],
});

/** `isTold`: beside the rows nothing is left out either. */
interface Around {
  readonly surface: Surface;
  readonly extra: readonly Element[];
  readonly isTold: boolean;
}

function build(view: CardView, parameters: ParameterRows, { surface, extra, isTold }: Around): IAdaptiveCard {
  const { request } = view;
  const time = createTellTime(view.timeZone, request.createdAt);
  // One tap approves only what stands on the card whole, and what no rule wants a fresh sign-in for.
  const isWhole = isTold && parameters.complete;
  const isOneTap = isWhole && request.verdict.stepUp === undefined;
  const rows: readonly Element[] =
    parameters.rows.length > 0
      ? parameters.rows
      : [line([ours(say.noParameters, QUIET)], { spacing: 'Small' })];
  return card(
    spokenRequest(view),
    [
      ...waitingHead(view, time),
      riskBox(view, parameters),
      box(headingOf(view, parameters), rows),
      ...justification(view),
      ...(parameters.last.length === 0
        ? []
        : [
            box(
              isDecider(view) && parameters.complete ? say.request.sizesToo : say.request.sizes,
              parameters.last,
            ),
          ]),
      ...soFar(view, time),
      ...details(view, isOneTap && surface === 'teams'),
      ...extra,
      ...(surface === 'teams' ? inputs(view, isWhole, isOneTap) : []),
    ],
    surface === 'teams'
      ? [
          isOneTap
            ? button(view, 'approve', buttonTitle(view), 'positive')
            : openButton(view, isWhole ? say.request.reviewAndApprove : say.request.reviewEverything),
          button(view, 'deny', say.request.deny, 'destructive'),
          button(view, 'comment', say.request.commentOnly, 'default'),
        ]
      : [],
  );
}

/** Who may never decide it approves nothing, whatever the card shows. */
const isDecider = ({ toldAs }: CardView): boolean => toldAs !== 'owner';

function headingOf(view: CardView, { complete }: ParameterRows): string {
  if (!complete) return say.request.inPart;
  return isDecider(view) ? say.request.exactlyThis : say.owner.whatIsAsked;
}

function tellsAllWords({ request, texts }: CardView): boolean {
  const text = request.justification === undefined ? undefined : texts[request.justification];
  return text === undefined || plain(text, { max: JUSTIFICATION_MAX, isRedacted: true }).cut === 0;
}

/** The agent's own words, told as such. */
export function justification(view: CardView): readonly Element[] {
  const { justification: digest } = view.request;
  if (digest === undefined) return [];
  return [
    {
      type: 'Container',
      spacing: 'Medium',
      items: [
        line([ours(say.request.ownWords, QUIET)]),
        line([textRun(view, digest, JUSTIFICATION_MAX)], { spacing: 'Small' }),
      ],
    },
  ];
}

/** The policy's word for the button, never an agent's; it must stay one line on a phone. */
export function buttonTitle(view: CardView): string {
  const { listed, button: title } = view.request.verdict.display;
  return listed && title.length <= 40 ? plainText(title, 40) : say.request.approve;
}
