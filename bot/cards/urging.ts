// What a card says of a request that waits for long: that people were reminded, that it was escalated, to whom, and who may decide it since.

import { comeOf } from '../../approvals/approvers/escalation.ts';
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { plainText } from '../../approvals/text/plain-text.ts';
import type { Escalated } from '../../approvals/words.ts';
import { say } from '../words/words.ts';
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
import { groupWords } from './people.ts';
import { NAME_MAX } from './person.ts';
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
    .map((each) => fact(say.urging.escalated, escalationRuns(each.escalation, each.come, time)));
}

/** The same, and that people were reminded, for a request that is over. */
export function urgingLines(view: CardView, time: TellTime): readonly Element[] {
  const { reminded } = view.request;
  if (reminded === undefined) return escalationLines(view, time);
  const told = say.urging.remindedAt(time.short(reminded.at), reminded.times);
  return [...escalationLines(view, time), fact(say.urging.reminded, [ours(told)])];
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
  const words = view.toldAs === 'owner' ? say.owner : say.urging;
  return {
    isComplete: true,
    card: card(words.replacedSpoken, [
      statusLine('○', 'Default', words.replaced, ''),
      titleLine(view, 'asked'),
      footer(words.replacedAdvice),
    ]),
  };
}

function againWords({ request }: CardView, time: TellTime): string | undefined {
  const { reminded, escalated = [], createdAt } = request;
  const last = escalated.at(-1);
  const since = time.full(createdAt);
  if (reminded !== undefined && reminded.at >= (last?.at ?? '')) {
    const before = last === undefined ? undefined : time.short(last.at);
    return `↻  ${say.urging.reminder(reminded.times, time.short(reminded.at), since, before)}`;
  }
  const escalation = comeOf(request).at(-1);
  if (last === undefined || escalation === undefined) return undefined;
  const because = escalatedBecause(request, escalation, last);
  return `↻  ${say.urging.escalation(time.short(last.at), because, alsoFor(escalation), since)}`;
}

function escalatedBecause(
  { votes, comments, commentCount }: CardView['request'],
  { afterMs }: Come,
  { at, because }: Escalated,
): string {
  if (because !== undefined) return say.urging.nobodyReached;
  // Comments older than the newest twenty are not at hand: then it is not claimed that nobody answered.
  const isAnswered = [...votes, ...comments].some((each) => each.at <= at) || commentCount > comments.length;
  return say.urging[isAnswered ? 'notDecided' : 'nobodyAnswered'](say.urging.span(afterMs));
}

function alsoFor({ notify, groups, adds }: Come): string {
  const names = [
    ...notify.map(({ route }) => `#${route}`),
    ...new Set([...groups, ...(adds?.groups ?? [])].map(({ name }) => name)),
    ...peopleWords(adds?.people ?? []),
  ];
  return named(names);
}

function toldAsWords({ toldAs }: CardView): string | undefined {
  if (toldAs === undefined) return undefined;
  if (toldAs === 'owner') return say.owner.why;
  if (toldAs === 'named') return say.urging.named;
  return say.urging.member(plainText(toldAs.group, NAME_MAX));
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
    ours(to === '' ? at : say.urging.to(at, to)),
    ...(come?.because === undefined ? [] : [ours(say.urging.sinceNobodyReached, QUIET)]),
    ...(more.length === 0 ? [] : [ours(say.urging.mayDecide(named(more)))]),
  ];
}

const peopleWords = (people: readonly string[]): readonly string[] =>
  people.length === 0 ? [] : [say.urging.morePeople(people.length)];

/** Names of the policy, so ours; a few of them. */
function named(names: readonly string[]): string {
  const rest = names.length - NAMES_SHOWN;
  const shown = names.slice(0, NAMES_SHOWN).map((name) => plainText(name, NAME_MAX));
  return [...shown, ...(rest > 0 ? [say.urging.more(rest)] : [])].join(', ');
}
