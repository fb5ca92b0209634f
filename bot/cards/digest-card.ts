// The digest: which requests wait in a conversation for cards of their own, the most urgent first, each with a button that brings its card.
// View in, JSON out.
import type { IAdaptiveCard } from '@microsoft/teams.cards';
import { routesTold } from '../../approvals/approvers/escalation.ts';
import type { OpenedCard } from '../../approvals/prompt/card-ports.ts';
import type { DigestView } from '../../approvals/prompt/digest-ports.ts';
import type { ApprovalRequest } from '../../approvals/words.ts';
import { say } from '../words/words.ts';
import { summaryTitle } from './channel-summary.ts';
import { fitItems } from './fit-rows.ts';
import { listedAt, requestItem } from './list-card.ts';
import { card, footer, line, ours, QUIET, statusLine } from './parts.ts';
import { createTellTime, inUtc } from './tell-time.ts';

/** The list, or the word that nothing waits any more. */
export const digestCard = (view: DigestView): IAdaptiveCard =>
  fitItems(view.requests.length, (most) => {
    const requests = view.requests.slice(0, most);
    return digestOf({ ...view, requests, more: view.more + view.requests.length - requests.length });
  });

function digestOf(view: DigestView): IAdaptiveCard {
  const { requests, summaries, more, at } = view;
  const spoken = digestWords(view);
  if (requests.length + more === 0) {
    return card(spoken, [
      statusLine('○', 'Default', spoken, ''),
      line([ours(say.digest.noneMore, QUIET)]),
      footer(say.digest.asOf(inUtc(at))),
    ]);
  }
  return card(spoken, [
    statusLine('●', 'Warning', spoken, ''),
    line([ours(say.digest.oneByOne(view.toRead === true), QUIET)]),
    ...requests.map((request) => {
      const isSummary = summaries.includes(request.id);
      return requestItem(
        request,
        'asks',
        // Of those whose target is not told one is like the other.
        [ours(`${quietWords(request)}${isSummary ? `  ·  ${request.id}` : ''}`, QUIET)],
        {
          type: 'Action.Execute',
          title: say.digest.open,
          verb: 'open',
          data: { request: request.id, nonce: view.nonce },
        },
        isSummary ? summaryTitle({ request }) : undefined,
      );
    }),
    ...(more === 0 ? [] : [line([ours(say.digest.more(more, view.isCut), QUIET)])]),
    footer(say.digest.keptUp(listedAt(at, requests))),
  ]);
}

/** The same in a few words, for the toast too. */
export function digestWords({ requests, more, isCut }: DigestView): string {
  const count = requests.length + more;
  if (count === 0) return say.digest.none;
  return say.digest.waiting(count, isCut);
}

/** What the one who opened a card reads. */
export const openedWords = (card: OpenedCard): string => say.digest.opened[card];

function quietWords({ verdict, createdAt, expiresAt, ...request }: ApprovalRequest): string {
  const zone = routesTold({ ...request, verdict })[0]?.timeZone ?? 'UTC';
  const until = createTellTime(zone, createdAt).full(expiresAt);
  return `${say.risk.levels[verdict.risk.level]}  ·  ${say.openUntil(until)}`;
}
