// Guards of what does not fit on its card: nobody approves it who has not opened all of it. And of reports that come after the end.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: titles as in the source, to the letter.
import { type Guard, guardsOf } from '../guard.ts';

const OPENING = 'approvals/decision/opening.test.ts';
const FOUND = '${what} is found, although every hash and signature fits';
const CUT =
  "${what}: Approve ${isOneTap ? 'stands on a card that tells all of it' : 'gives way where the card does not tell all that differs'}";

/** The list. */
export const OPENING_GUARDS: readonly Guard[] = [
  ...guardsOf('approvals/decision/decide.ts', OPENING, [
    [
      'if (!opening.ok) return no(opening.refusal);',
      '',
      'a click that claims Approve on a card without that button is refused, and the card stays as it is',
    ],
  ]),
  ...guardsOf('approvals/decision/opening.ts', OPENING, [
    ['each.by.oid === oid', 'oid !== ""', 'what another person opened is no opening of one’s own'],
    [
      'row.data.small === true',
      'false',
      'a request whose whole card Teams found too big needs the opening through every door',
    ],
    ['if (!judged.ok && !maySee(', 'if (!judged.ok && maySee(', '${what} opens nothing'],
    [
      "if (word === 'silent') return { do: 'refuse', refusal: { reason: 'could_not_verify' } };",
      "if (word === 'silent') return { do: 'keep' };",
      'without an answer of the directory nothing is recorded as opened',
    ],
  ]),
  ...guardsOf('bot/cards/changed-lines.ts', 'bot/cards/history.test.ts', [
    ['QUIET)])], isWhole: false };', 'QUIET)])], isWhole: true };', CUT],
    ['isWhole: all.isWhole && each.isWhole', 'isWhole: all.isWhole', CUT],
  ]),
  ...guardsOf('bot/cards/request-card.ts', 'bot/cards/history.test.ts', [
    [
      'return { card: fit(false).card, isComplete: false };',
      'return { card: fit(false).card, isComplete: true };',
      'where there is no room for what differs Approve gives way, although every parameter stands on the card',
    ],
  ]),
  ...guardsOf('approvals/audit/check/check-opened.ts', 'cli/audit/verify/opened.test.ts', [
    ['openings.length === 0', 'true', FOUND],
    [' && each.actor.id === actor.id', '', FOUND],
  ]),
  ...guardsOf('approvals/decision/report-ended.ts', 'approvals/decision/report-ended.test.ts', [
    [
      'if (!judged.ok) return no(judged.refusal);',
      "if (!judged.ok) return { do: 'keep' };",
      '${who} cannot stop an agent by a late report: ${why}',
    ],
    [
      "if (word === 'silent') return no({ reason: 'could_not_verify' });",
      "if (word === 'silent') return { do: 'keep' };",
      'while the directory is silent nothing is recorded, and nobody is told that it was',
    ],
    [
      'request.reported !== undefined || ',
      '',
      'the same report again is one, also where an administrator let the agent go on; another person’s then stops it no more',
    ],
    [
      "if (request.reported?.by === person.oid) return { do: 'keep' };",
      '',
      'the same report again is one, also where an administrator let the agent go on; another person’s then stops it no more',
    ],
  ]),
];
