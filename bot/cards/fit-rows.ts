// A card with as many of its parameters as fit: what the rows bring onto it beside themselves, such as warnings, counts too.
import type { IAdaptiveCard } from '@microsoft/teams.cards';
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { type ParameterRows, parameterRows } from './parameters.ts';
import { type Drawn, size } from './parts.ts';
import { NO_TRAPS } from './traps.ts';

/** Under every limit Teams ever documented for a card, with room for what it adds itself. */
export const CARD_BYTES = 20 * 1024;

/** The card with the most items that fit, of `most` at first; one at least. */
export function fitItems(most: number, build: (count: number) => IAdaptiveCard): IAdaptiveCard {
  const drawn = build(most);
  return most <= 1 || size(drawn) <= CARD_BYTES ? drawn : fitItems(most - 1, build);
}

/** None yet: the card around them. */
export const NO_ROWS: ParameterRows = { rows: [], last: [], noted: [], complete: true, traps: NO_TRAPS };

/** The card that `build` makes around the rows; `spare` bytes are left at first for what it says of them. */
export function fitRows(
  view: CardView,
  extra: Readonly<Record<string, string>>,
  spare: number,
  build: (rows: ParameterRows) => IAdaptiveCard,
): Drawn & { readonly told: ParameterRows } {
  let budget = CARD_BYTES - size(build(NO_ROWS)) - spare;
  for (;;) {
    const told = parameterRows(view, extra, budget);
    const card = build(told);
    const over = size(card) - CARD_BYTES;
    if (over <= 0 || budget <= 0) return { card, isComplete: told.complete, told };
    budget -= over;
  }
}
