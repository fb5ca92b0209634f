// A card with as many of its parameters as fit: what the rows bring onto it beside themselves, such as warnings, counts too.
import type { IAdaptiveCard } from '@microsoft/teams.cards';
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { type ParameterRows, parameterRows } from './parameters.ts';
import { type Drawn, size } from './parts.ts';
import { NO_TRAPS } from './traps.ts';
import type { LineForm } from './value-lines.ts';

/** Under every limit Teams ever documented for a card, with room for what it adds itself. */
export const CARD_BYTES = 20 * 1024;

/** More lines than this have no room beside their numbers, so nobody waits until that was tried. */
const MOST_BESIDE = 80;

/** The card with the most items that fit, of `most` at first; one at least. */
export function fitItems(most: number, build: (count: number) => IAdaptiveCard): IAdaptiveCard {
  const drawn = build(most);
  return most <= 1 || size(drawn) <= CARD_BYTES ? drawn : fitItems(most - 1, build);
}

/** None yet: the card around them. */
export const NO_ROWS: ParameterRows = { rows: [], last: [], noted: [], complete: true, traps: NO_TRAPS };

type Fitted = Drawn & { readonly told: ParameterRows };

/** The card that `build` makes around the rows; `spare` bytes are left at first for what it says of them. */
export function fitRowsIn(
  form: LineForm,
  view: CardView,
  extra: Readonly<Record<string, string>>,
  spare: number,
  build: (rows: ParameterRows) => IAdaptiveCard,
): Fitted {
  let budget = CARD_BYTES - size(build(NO_ROWS)) - spare;
  for (;;) {
    const told = parameterRows(view, extra, budget, form);
    const card = build(told);
    const over = size(card) - CARD_BYTES;
    if (over <= 0 || budget <= 0) return { card, isComplete: told.complete, told };
    budget -= over;
  }
}

/** The same in the form that reads best of those in which all has room. */
export function fitRows(
  view: CardView,
  extra: Readonly<Record<string, string>>,
  spare: number,
  build: (rows: ParameterRows) => IAdaptiveCard,
): Fitted {
  return inBestForm(view, (form) => fitRowsIn(form, view, extra, spare, build));
}

/** Lines beside their numbers take more room: where that would leave something out they stand behind them. */
export function inBestForm<T extends Drawn>(view: CardView, draw: (form: LineForm) => T): T {
  const breaks = breaksIn(view);
  if (breaks > MOST_BESIDE || (breaks === 0 && !hasEdits(view))) return draw('behind');
  const drawn = draw('beside');
  return drawn.isComplete ? drawn : draw('behind');
}

const breaksIn = ({ request, parameters, circumstances }: CardView): number =>
  JSON.stringify([request.resource, parameters, circumstances]).split('\\n').length - 1;

const hasEdits = ({ history }: CardView): boolean =>
  history?.changed?.changes.some((part) => 'edits' in part) === true;
