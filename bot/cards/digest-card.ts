// The digest: which requests wait in a conversation for cards of their own, the most urgent first, each with a button that brings its card.
// View in, JSON out.
import type { IAdaptiveCard } from '@microsoft/teams.cards';
import { routesTold } from '../../approvals/approvers/escalation.ts';
import type { DigestView } from '../../approvals/prompt/digest-ports.ts';
import type { ApprovalRequest } from '../../approvals/words.ts';
import { say } from '../words/words.ts';
import { requestItem } from './list-card.ts';
import { card, footer, line, ours, QUIET, statusLine } from './parts.ts';
import { createTellTime } from './tell-time.ts';

/** The list, or the word that nothing waits any more. */
export function digestCard(view: DigestView): IAdaptiveCard {
  const { requests, more, at } = view;
  const spoken = digestWords(view);
  if (requests.length + more === 0) {
    return card(spoken, [statusLine('○', 'Default', spoken, ''), footer(`As of ${inUtc(at)}.`)]);
  }
  return card(spoken, [
    statusLine('●', 'Warning', spoken, ''),
    line([
      ours(
        'Teams takes only so many cards at a time. Each comes by itself; to decide one now, open its card.',
        QUIET,
      ),
    ]),
    ...requests.map((request) =>
      requestItem(request, 'asks', [ours(quietWords(request), QUIET)], {
        type: 'Action.Execute',
        title: 'Open its card',
        verb: 'open',
        data: { request: request.id, nonce: view.nonce },
      }),
    ),
    ...(more === 0 ? [] : [line([ours(`And ${view.isCut ? 'more than ' : ''}${more} more.`, QUIET)])]),
    footer(`As of ${inUtc(at)}; kept up to date while cards wait.`),
  ]);
}

/** The same in a few words, for the toast too. */
export function digestWords({ requests, more, isCut }: DigestView): string {
  const count = requests.length + more;
  if (count === 0) return 'No card waits here any more';
  return `${isCut ? 'More than ' : ''}${count} ${count === 1 ? 'request waits' : 'requests wait'} for a card here, the most urgent first`;
}

/** What the one who opened a card reads. */
export const openedWords = (comes: boolean): string =>
  comes
    ? 'Its card comes in a moment, below.'
    : 'Its card stands in this conversation already, or nothing is left to decide.';

function quietWords({ verdict, createdAt, expiresAt, ...request }: ApprovalRequest): string {
  const zone = routesTold({ ...request, verdict })[0]?.timeZone ?? 'UTC';
  return `${say.risk.levels[verdict.risk.level]}  ·  open until ${createTellTime(zone, createdAt).full(expiresAt)}`;
}

const inUtc = (at: string): string => `${at.slice(0, 10)} ${at.slice(11, 19)} UTC`;
