// Guards of owners who add the app while requests of their agent wait, and of what is said of it in an exported record.
import { type Guard, guardsOf } from '../guard.ts';

export const OWNER_GUARDS: readonly Guard[] = [
  ...guardsOf('approvals/route/late-owner.ts', 'approvals/route/late-owner.test.ts', [
    [
      'if (agents.length === 0 || (await desk.people.find(oid)) === undefined) return 0;',
      '',
      'nothing stands for an owner before they have the app, and nothing is written for somebody who owns no agent that asked',
    ],
    [
      "if (request.status !== 'pending' || now >= request.expiresAt) return { do: 'keep' };",
      '',
      'nothing is brought of what has ended, or whose time is over',
    ],
    ['TRANSIENT.includes(reason)', 'false', 'what cannot be written yet is asked for again'],
    [
      "if (!request.excluded.includes(posting.person)) return { do: 'keep' };",
      '',
      'who became an owner only after it was asked gets no card of it',
    ],
    [
      "if ((await peopleOf(desk, request)).has(posting.person)) return { do: 'keep' };",
      '',
      'doubled and at once: one event and one prompt for each',
    ],
  ]),
  ...guardsOf('approvals/audit/check/replay.ts', 'approvals/route/late-owner.test.ts', [
    [
      'const wasOne = first.facts.excluded.includes(facts.owner);',
      'const wasOne = first !== undefined;',
      'offline an owner who is told is found to be none, or told after the end',
    ],
  ]),
];
