// Guards of the vote that completes a quorum, and of the same approval given again.
import { type Guard, guardsOf } from '../guard.ts';

const QUORUM = 'approvals/decision/decide-quorum.test.ts';
const AGAIN = 'approvals/decision/again.test.ts';
const DECIDE = 'approvals/decision/decide.test.ts';

/** The list. */
export const COMPLETING_GUARDS: readonly Guard[] = [
  ...guardsOf('approvals/decision/complete.ts', QUORUM, [
    [
      "if (each === 'silent') return { do: 'refuse', refusal: { reason: 'could_not_verify' } };",
      "if (each === 'silent') continue;",
      'a directory silent about another voter leaves everything as it was',
    ],
    [
      'if (!isQuorum(seatsNow(request), votes)) {\n    return { ...write, change: { votes }, events: events.map((each) => withRechecked(each, rechecked)) };\n  }',
      '',
      'a voter who is no longer eligible is recorded as not counted, and it stays pending',
    ],
    [
      'const found = await askPerson(desk, vote.person.oid, groupsAsked(request));',
      "const found = { person: { oid: vote.person.oid, name: '', enabled: true, guest: false, groups: vote.groups, source: '' } } as Exclude<Awaited<ReturnType<typeof askPerson>>, 'silent'>;",
      'when the quorum completes every other voter is looked up again',
    ],
    [
      "if (found === 'silent') return 'silent';",
      "if (found === 'silent') return { vote };",
      'a directory silent about another voter leaves everything as it was',
    ],
    [
      '{ vote: { ...vote, counted: false }, checked }',
      '{ vote, checked }',
      'a voter who is no longer eligible is recorded as not counted, and it stays pending',
    ],
    [
      "const write = { do: 'write', rows: draft.rows, before: request.expiresAt } as const;",
      "const write = { do: 'write', rows: draft.rows } as const;",
      'a directory that answers only after expiry decides nothing: no try is sent at or after the end',
      DECIDE,
    ],
  ]),
  ...guardsOf('approvals/decision/decide.ts', AGAIN, [
    [
      'if (isAgain && !mayBeEnough(request, ballot.person, judged.groups, now)) ',
      'if (isAgain) ',
      'approvals that an escalation made enough are its decision once one of them is given again',
    ],
    [
      "return isAgain && isNoNews(step) ? { do: 'keep' } : step;",
      'return step;',
      'of a group that an escalation added nobody was asked, so each of them is looked up again',
    ],
    [
      'isAgain ? await asSaid(desk, request, ballot) : ballot',
      'ballot',
      'what was said with it stands by it still, also where the rule asks for a reason',
    ],
  ]),
];
