// What a card says of a request that waits for long: that people were reminded, that it was escalated, to whom, and who may decide it since.

import { comeOf } from '../../approvals/approvers/escalation.ts';
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { spanWords } from '../../approvals/rule-limit.ts';
import { plainText } from '../../approvals/text/plain-text.ts';
import type { Escalated } from '../../approvals/words.ts';
import {
  BOLD,
  card,
  type Drawn,
  type Element,
  fact,
  footer,
  line,
  ours,
  QUIET,
  type Run,
  statusLine,
} from './parts.ts';
import { groupWords, NAME_MAX } from './people.ts';
import type { TellTime } from './tell-time.ts';
import { titleLine } from './title.ts';

const ESCALATIONS_SHOWN = 3;
const NAMES_SHOWN = 4;

/** Whom it was escalated to, and who may decide since; none where it was not. */
export function escalationLines({ request }: CardView, time: TellTime): readonly Element[] {
  const { escalated = [] } = request;
  const come = comeOf(request).map((escalation, index) => ({ escalation, come: escalated[index] }));
  return come
    .slice(-ESCALATIONS_SHOWN)
    .map((each) => fact('Escalated', escalationRuns(each.escalation, each.come, time)));
}

/** The same, and that people were reminded, for a request that is over. */
export function urgingLines(view: CardView, time: TellTime): readonly Element[] {
  const { reminded } = view.request;
  if (reminded === undefined) return escalationLines(view, time);
  const times = reminded.times === 1 ? '' : `, for the ${ordinal(reminded.times)} time`;
  return [...escalationLines(view, time), fact('Reminded', [ours(`${time.short(reminded.at)}${times}`)])];
}

/** Why this card is here, in its head: what made it come again, and why this one person got it. */
export function whyHere(view: CardView, time: TellTime): readonly Element[] {
  const words = [againWords(view, time), toldAsWords(view)].filter((each) => each !== undefined);
  return words.map((each, index) =>
    line([ours(each, index === 0 && each.startsWith('↻') ? BOLD : QUIET)], { spacing: 'Small' }),
  );
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

function againWords({ request }: CardView, time: TellTime): string | undefined {
  const { reminded, escalated = [], createdAt } = request;
  const last = escalated.at(-1);
  const since = `waiting since ${time.full(createdAt)}`;
  if (reminded !== undefined && reminded.at >= (last?.at ?? '')) {
    const before = last === undefined ? '' : `, escalated ${time.short(last.at)}`;
    return `↻  ${capital(ordinalWord(reminded.times))} reminder ${time.short(reminded.at)}: ${since}${before}`;
  }
  const escalation = comeOf(request).at(-1);
  if (last === undefined || escalation === undefined) return undefined;
  return `↻  Escalated ${time.short(last.at)}: ${escalatedBecause(request, escalation, last)}${alsoFor(escalation)}; ${since}`;
}

function escalatedBecause(
  { votes, comments, commentCount }: CardView['request'],
  { afterMs }: Come,
  { at, because }: Escalated,
): string {
  if (because !== undefined) return 'no card had reached anybody';
  // Comments older than the newest twenty are not at hand: then it is not claimed that nobody answered.
  const isAnswered = [...votes, ...comments].some((each) => each.at <= at) || commentCount > comments.length;
  return `${isAnswered ? 'not decided' : 'nobody answered'} for ${spanWords(afterMs)}`;
}

function alsoFor({ notify, groups, adds }: Come): string {
  const names = [
    ...notify.map(({ route }) => `#${route}`),
    ...new Set([...groups, ...(adds?.groups ?? [])].map(({ name }) => name)),
    ...peopleWords(adds?.people ?? []),
  ];
  return names.length === 0 ? '' : `, now also for ${named(names)}`;
}

function toldAsWords({ toldAs }: CardView): string | undefined {
  if (toldAs === undefined) return undefined;
  if (toldAs === 'named') return 'You get this card because the policy names you.';
  return `You get this card as a member of ${plainText(toldAs.group, NAME_MAX)}.`;
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

const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth'] as const;
const ordinalWord = (n: number): string => ORDINALS[n - 1] ?? ordinal(n);
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function ordinal(n: number): string {
  const teen = n % 100 >= 11 && n % 100 <= 13;
  return `${n}${teen ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th')}`;
}
