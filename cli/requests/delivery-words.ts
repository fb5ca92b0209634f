// Who was told of a request, and what became of each of its cards, for whoever asks why nobody answers.
import { plainText } from '../../approvals/text/plain-text.ts';
import type { CardDelivery, Delivery, Task } from '../../client/wire.ts';
import { countOf } from '../count-of.ts';

const STANDS: Readonly<Record<string, string>> = {
  delivered: 'its card stands there',
  unconfirmed: 'a card was sent, and Teams did not say that it stands',
  waiting: 'its card was not sent yet',
  held: 'its card waits for its turn: Teams takes only so many at a time',
  beside: 'no card of its own: its conversation has another card of this request',
  ended: 'no card: the request was over before one was sent',
  gone: 'its card stood there, and was removed or withdrawn',
  dead: 'its card was given up',
};
const HAPPENED: Readonly<Record<string, string>> = {
  held: 'waits for its turn',
  posted: 'posted',
  updated: 'brought up to date',
  failed: 'failed',
  gone: 'found removed',
  dead: 'given up',
  moved: 'moved to the fallback route',
  withdrawn: 'withdrawn from somebody who may not read it any more',
};
const GROUPS: Readonly<Record<string, string>> = {
  waiting: 'its members are being looked up',
  nobody: 'nobody in it may decide',
  too_many: 'too many to be told one by one',
  ended: 'the request ended before they were told',
};
const NOBODY = '  nobody was reached: no card stands anywhere, and none will before somebody acts';

/** Lines of a status: each place with how its card stands, and below it what happened when. */
export function deliveryOf({ delivery }: Task): readonly string[] {
  if (delivery === undefined) return [];
  const { nobody_reached: isNobody, prompts = [], groups = [], callbacks = [] } = delivery;
  return [
    ...(isNobody === true ? [NOBODY] : []),
    ...prompts.flatMap(cardLines),
    ...groups.map(groupLine),
    ...callbacks.map(callbackLine),
  ];
}

function cardLines(card: CardDelivery): readonly string[] {
  const { state, last_error: error, history = [] } = card;
  // A card that stands tells its failures below: they are over.
  const why = error === undefined || state === 'delivered' ? '' : `: ${plainText(error, 300)}`;
  return [
    `  ${placeOf(card)}: ${STANDS[state] ?? plainText(state, 40)}${why}`,
    ...history.map(({ at, what, why: because, times, last }) => {
      const again = times === undefined || last === undefined ? '' : `, ${times} times until ${moment(last)}`;
      const told = because === undefined ? '' : `: ${plainText(because, 300)}`;
      return `    ${moment(at)} ${HAPPENED[what] ?? plainText(what, 40)}${again}${told}`;
    }),
  ];
}

function placeOf({ route, person, owner, summary, fallback }: CardDelivery): string {
  const place =
    person === undefined
      ? `route ${plainText(route ?? 'unknown', 100)}`
      : `${owner === true ? 'owner' : 'person'} ${plainText(person, 60)}`;
  const more = [
    ...(summary === true ? ['a summary'] : []),
    ...(fallback === undefined ? [] : [`now by route ${plainText(fallback, 100)}`]),
  ];
  return more.length === 0 ? place : `${place} (${more.join(', ')})`;
}

function groupLine({
  group,
  state,
  people,
  last_error: error,
}: NonNullable<Delivery['groups']>[number]): string {
  const told = state === 'told' ? `${countOf(people ?? 0, 'person', 'people')} told` : GROUPS[state];
  const why = error === undefined ? '' : `: ${plainText(error, 300)}`;
  return `  group ${plainText(group, 100)}: ${told ?? plainText(state, 40)}${why}`;
}

function callbackLine({
  state,
  attempts,
  last_error: error,
}: NonNullable<Delivery['callbacks']>[number]): string {
  const why = error === undefined || state === 'delivered' ? '' : `: ${plainText(error, 300)}`;
  return `  callback: ${plainText(state, 40)}, ${countOf(attempts, 'attempt')}${why}`;
}

/** `2026-11-22 14:00:03 UTC` */
const moment = (at: string): string => plainText(at.replace(/^(.{10})T(.{8})(?:\.\d+)?Z$/, '$1 $2 UTC'), 40);
