// What a card says of a request that waits for long: that people were reminded, that it was escalated, to whom, and who may decide it since.

import { comeOf } from '../../approvals/approvers/escalation.ts';
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { plainText } from '../../approvals/text/plain-text.ts';
import type { Escalated } from '../../approvals/words.ts';
import { card, type Drawn, type Element, fact, footer, ours, QUIET, type Run, statusLine } from './parts.ts';
import { groupWords, NAME_MAX } from './people.ts';
import type { TellTime } from './tell-time.ts';
import { titleLine } from './title.ts';

const ESCALATIONS_SHOWN = 3;
const NAMES_SHOWN = 4;

/** The lines about it; none where nothing has happened. */
export function urgingLines({ request }: CardView, time: TellTime): readonly Element[] {
  const { reminded, escalated = [] } = request;
  const times =
    reminded === undefined || reminded.times === 1 ? '' : `, for the ${ordinal(reminded.times)} time`;
  const come = comeOf(request).map((escalation, index) => ({ escalation, come: escalated[index] }));
  return [
    ...come
      .slice(-ESCALATIONS_SHOWN)
      .map((each) => fact('Escalated', escalationRuns(each.escalation, each.come, time))),
    ...(reminded === undefined ? [] : [fact('Reminded', [ours(`${time.short(reminded.at)}${times}`)])]),
  ];
}

/** The card whose place a newer one took: it asks nothing, and what it says stays true. */
export function replacedCard(view: CardView): Drawn {
  return {
    isComplete: true,
    card: card('Asked again on a newer card in this conversation.', [
      statusLine('○', 'Default', 'Asked again on a newer card', ''),
      titleLine(view, 'asked'),
      footer('This card was replaced: decide on the newest one in this conversation.'),
    ]),
  };
}

type Come = ReturnType<typeof comeOf>[number];

function escalationRuns(
  { notify, groups, adds }: Come,
  come: Escalated | undefined,
  time: TellTime,
): readonly Run[] {
  const to = named([...notify.map(({ route }) => `#${route}`), ...groups.map(({ name }) => name)]);
  const more = [
    ...(adds?.groups.map(({ name }) => groupWords(name, 2)) ?? []),
    ...peopleWords(adds?.people ?? []),
  ];
  const at = come === undefined ? '' : time.short(come.at);
  return [
    ours(`${at}${to === '' ? '' : ` to ${to}`}`),
    ...(come?.because === undefined ? [] : [ours(', since no card had reached anybody', QUIET)]),
    ...(more.length === 0 ? [] : [ours(`; ${named(more)} may decide too`)]),
  ];
}

const peopleWords = (people: readonly string[]): readonly string[] =>
  people.length === 0 ? [] : [people.length === 1 ? 'one more person' : `${people.length} more people`];

/** Names of the policy, so ours; a few of them. */
function named(names: readonly string[]): string {
  const rest = names.length - NAMES_SHOWN;
  const shown = names.slice(0, NAMES_SHOWN).map((name) => plainText(name, NAME_MAX));
  return [...shown, ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
}

function ordinal(n: number): string {
  const teen = n % 100 >= 11 && n % 100 <= 13;
  return `${n}${teen ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th')}`;
}
