// How grave it is: the policy's level, whether it can be undone, and why. As a box where it waits, as one line elsewhere.
// Promise: no reason is left out or cut without a word, and a card that does so does not call itself whole.
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { plain } from '../../approvals/text/plain-text.ts';
import { say } from '../words/words.ts';
import { deniedBeforeSentence } from './denied-before.ts';
import { isLimitReason } from './normally-free.ts';
import type { ParameterRows } from './parameters.ts';
import { BOLD, type Element, line, ours, type Run, theirs } from './parts.ts';
import { joined, trapLines, trapsBeside } from './traps.ts';

/** How many reasons have room, and the characters of each. */
export interface ReasonRoom {
  readonly reasons: number;
  readonly length: number;
}

/** A policy writes 200 characters at most, so that only what had to be made visible is ever cut. */
export const CARD_ROOM: ReasonRoom = { reasons: 8, length: 240 };
/** On a card that holds nothing whole. */
export const SMALL_ROOM: ReasonRoom = { reasons: 3, length: 140 };

/** Does a card tell all of these reasons, each to its end? */
export const tellsReasons = (reasons: readonly string[]): boolean =>
  reasons.length <= CARD_ROOM.reasons &&
  reasons.every((reason) => plain(reason, { max: CARD_ROOM.length }).cut === 0);

/** Those in the box: limits that were reached have lines of their own. */
export const boxedReasons = (view: CardView): readonly string[] =>
  view.request.verdict.risk.reasons.filter((reason) => !isLimitReason(view, reason));

/** `high, cannot be undone: personal data leaves the database; and 3 more`. */
export function riskRuns({ request }: CardView, room = CARD_ROOM): readonly Run[] {
  const { risk, display } = request.verdict;
  const more = risk.reasons.length - room.reasons;
  return [
    ours(say.risk.short(risk.level, display.reversible)),
    ...risk.reasons
      .slice(0, room.reasons)
      .flatMap((reason, index) => [ours(index === 0 ? ': ' : '; '), theirs(reason, room.length)]),
    ...(more > 0 ? [ours(`; ${say.andMore(more)}`)] : []),
  ];
}

/** What is to be known before a tap: the risk, and what may mislead. Nothing where there is nothing to say. */
export function riskBox(view: CardView, parameters: ParameterRows, room = CARD_ROOM): Element | undefined {
  const { risk, display } = view.request.verdict;
  const told = boxedReasons(view);
  const traps = trapLines(joined([trapsBeside(view), parameters.traps]));
  const before = deniedBeforeSentence(view);
  const quiet = risk.level === 'low' && display.reversible && told.length === 0 && before.length === 0;
  if (quiet && traps.length === 0 && view.request.agent.registered) return undefined;
  const head = say.risk.head(say.risk.levels[risk.level], display.reversible);
  const reasons = told
    .slice(0, room.reasons)
    .map((reason) => theirs(`  ${asSentence(reason)}`, room.length + OWN_CHARACTERS));
  const more = told.length - room.reasons;
  const lines: readonly (readonly Run[])[] = [
    [ours(head, BOLD), ...reasons, ...(more > 0 ? [ours(`  ${say.risk.moreReasons(more)}`)] : []), ...before],
    ...(view.request.agent.registered ? [] : [[ours(say.risk.unregistered)]]),
    ...traps,
  ];
  return {
    type: 'Container',
    style: risk.level === 'high' || risk.level === 'critical' ? 'attention' : 'warning',
    spacing: 'Medium',
    items: lines.map((runs, index) => line(runs, index === 0 ? {} : { spacing: 'Small' })),
  };
}

/** The blanks in front, a capital that is two letters, and the full stop behind. */
const OWN_CHARACTERS = 8;

function asSentence(text: string): string {
  const trimmed = text.trim();
  const first = trimmed.charAt(0).toUpperCase() + trimmed.slice(1);
  return /[.!?]$/.test(first) ? first : `${first}.`;
}
