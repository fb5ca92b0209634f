// Guards of the one use of a grant, and of who hears that theirs is asked once more.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: titles as in the source, to the letter.
import { type Guard, guardsOf } from '../guard.ts';

const REFUSED = 'a grant presented ${what} is refused and stays unused';
const TOLD_FIRST = 'what was used or taken back is told so first, whatever the policy in force says of it';
const AGAIN = 'a repeat is checked again: time, intent and current policy';

/** The list. */
export const GRANT_GUARDS: readonly Guard[] = [
  ...guardsOf('approvals/grant/redeem.ts', 'approvals/grant/redeem.test.ts', [
    [
      "if (request.status === 'pending') return no('grant_pending');",
      '',
      'while the request is pending there is nothing to redeem yet',
    ],
    ['grant.id !== shown.grantId || !sameBytes(grant.token, shown.token)', 'false', REFUSED],
    ["if (!mayRedeem(request, shown.caller)) return no('approval_unverifiable');", '', REFUSED],
    [
      'caller.clientId === request.agent.clientId && request.enforcer === undefined',
      'caller.clientId === request.agent.clientId',
      'what an enforcer asked for only that enforcer redeems, not even the agent',
    ],
    [
      'request.enforcer === undefined || request.enforcer.clientId === caller.clientId',
      'true',
      'what an enforcer asked for only that enforcer redeems, not even the agent',
    ],
    ["if (shown.intentHash !== request.intentHash) return no('out_of_scope');", '', REFUSED],
    [
      "if (grant.state !== 'unused' && !isRepeat) return no('approval_expired', ended);",
      '',
      'any other repeat is refused, and told that another use has it',
    ],
    [
      "if (grant.state !== 'unused' && !isRepeat) return",
      "if (grant.state !== 'unused' && !isRepeat && !shown.deniedNow) return",
      TOLD_FIRST,
    ],
    ["if (shown.deniedNow) return no('policy_denied');", '', REFUSED],
    ["ended?.by === 'own_use' && now < grant.expiresAt", "ended?.by === 'own_use'", AGAIN],
    [
      'if (now >= grant.expiresAt) return lapsed(request, now, desk.baseUrl);',
      '',
      'at its end a grant is not used: the lapse is recorded instead',
    ],
    ['before: grant.expiresAt,', '', 'a redemption that cannot be sent before the grant ends is not sent'],
  ]),
  ...guardsOf('approvals/prompt/mentions.ts', 'approvals/prompt/mentions.test.ts', [
    [
      'isQuorum(seats, hoped) ? voted : []',
      '[]',
      'who approved is mentioned once more where an escalation may have made it enough, beside who was let in',
    ],
  ]),
  ...guardsOf('approvals/prompt/behind.ts', 'approvals/prompt/behind.test.ts', [
    [
      'behind.find(({ replaced }) => replaced !== true) ?? ',
      '',
      'the card that asks goes first, then one that still asks though it was replaced, then the newest of the others',
    ],
    [
      '  !asksStill(card) &&\n',
      '',
      'a card that says that a newer one took its place is behind only once the request has ended',
    ],
    [
      "status === 'pending' &&",
      'true &&',
      'a card that says that a newer one took its place is behind only once the request has ended',
    ],
    [
      'prompt.withdrawn !== true',
      'true',
      'it is behind where its person may not read the request any more, or may again',
    ],
  ]),
  ...guardsOf('approvals/inquiry/waiting.ts', 'bot/request-commands.test.ts', [
    [
      ' && !isQuorum(seatsNow(request), request.votes)',
      '',
      'what became enough waits for those who approved: one of them approves once more',
    ],
  ]),
];
