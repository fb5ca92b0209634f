// Guards of changes of the policy: what keeps a file from coming into force that people did not approve.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: titles as in the source, to the letter.
import { type Guard, guardsOf } from '../guard.ts';

const MEET = 'approvals/proposal/meet-file.test.ts';
const HEARD = 'approvals/proposal/heard-files.test.ts';
const EDITS = 'approvals/proposal/edits.test.ts';
const JUDGED = 'approvals/policy/judgement/judge-change.test.ts';
const UNNAMED = 'approvals/proposal/unnamed.test.ts';
const TEND = 'approvals/proposal/tend.test.ts';

/** The list. */
export const POLICY_CHANGE_GUARDS: readonly Guard[] = [
  ...guardsOf('approvals/proposal/meet-file.ts', MEET, [
    [
      'if (policy.reviewed !== true)',
      'if (policy.version !== version)',
      'where the policy in force is reviewed another file is only proposed, once for all hosts',
    ],
    ['file.force === version &&', '', 'the setting forces its own file alone, tells so, and works once'],
    [
      '(await desk.log.peek(log.id, forcedKey(version))) === undefined',
      'desk !== undefined',
      'the setting forces its own file alone, tells so, and works once',
    ],
  ]),
  ...guardsOf('approvals/proposal/meet-file.ts', MEET, [
    [
      'log.policy?.reviewed === true',
      'log.policy !== undefined',
      'a host that is there brings nothing into force where no review is asked for',
    ],
  ]),
  ...guardsOf('approvals/proposal/propose.ts', TEND, [
    ['isThis(refused) ||', '', 'a denied file stays out, and is not asked for again until it is another'],
    [
      '|| (!isStart && isThis(unanswered))',
      '',
      'one that nobody decided is asked for again at the next start, and not before',
    ],
  ]),
  ...guardsOf('approvals/proposal/heard-files.ts', HEARD, [
    [
      '.filter((each) => !isGone(each, at))',
      '',
      'a file is gone once hosts were heard for five minutes and none of them held it',
    ],
    [
      'stood > STOOD_STILL_MS ? stood : 0',
      '0',
      'while the whole app stands still nobody is gone, whoever starts first',
    ],
    ['latest(last, now)', 'now', 'a clock that is ahead makes nobody gone who is still heard'],
    [
      'earlier(each.since, startedAt)',
      'startedAt',
      'the file that came last counts, also when a host starts anew with the one before',
    ],
  ]),
  ...guardsOf('approvals/proposal/leaning.ts', EDITS, [
    ['&& hasOnly(now, ADDS_NOBODY)', '', '${what}: ${part}'],
    [
      "if (entryWas !== undefined) return 'may_be_laxer'",
      "if (entryNow === undefined) return 'stricter'",
      '${what}: ${part}',
    ],
    ['&& hasOnly(rule, ADDS_NOBODY)', '', '${what}: ${part}'],
  ]),
  ...guardsOf('approvals/proposal/edits.ts', EDITS, [
    [
      'was === undefined && stands !== undefined ? { stands } : {}',
      '{}',
      'a resource that comes tells where it stands, since of two that fit the later wins',
    ],
  ]),
  ...guardsOf('approvals/policy/explanation/difference.ts', EDITS, [
    [
      '/^"| \\(\\d+\\)$/.test(id) ? JSON.stringify(id) : id',
      'id',
      'a resource that stands twice is not one whose id says so',
    ],
  ]),
  ...guardsOf('approvals/proposal/tend.ts', TEND, [
    [
      'policy?.version !== desk.policy.version',
      'policy === undefined',
      'a host that runs on another policy than the one in force asks nobody and loads nothing',
    ],
    [
      "verdictOn(desk, wish.intent).effect === 'deny'",
      "verdictOn(desk, wish.intent).effect === 'allow'",
      'a rule that denies the change denies it, and one that denies it by now keeps the approval from being used',
    ],
    [
      'if (!isStill) return',
      'if (!isStill && from === version) return',
      'a third file between the use of the approval and the load: nothing is loaded, and the failure is told',
    ],
  ]),
  ...guardsOf('approvals/proposal/unnamed.ts', UNNAMED, [
    [
      'log.data.proposal?.request === request.id',
      "log.data.proposal?.request === ''",
      'one that waits is looked at once a minute, and left to people for as long as the log names it',
    ],
    ['&& log.newer === undefined', '', 'a log that a newer version wrote takes nothing back'],
  ]),
  ...guardsOf('approvals/policy/judgement/judge-change.ts', TEND, [
    [
      "policy.rules.filter(({ effect }) => effect !== 'allow')",
      'policy.rules',
      'no allow rule lets a change in: the default approvers are asked',
    ],
  ]),
  ...guardsOf('approvals/policy/judgement/judge-change.ts', JUDGED, [
    [
      '[...policy.actions, [POLICY_CHANGE, TOLD]]',
      '[[POLICY_CHANGE, TOLD], ...policy.actions]',
      'a change is told in our words alone, whatever a policy says of its action',
    ],
  ]),
  ...guardsOf('approvals/policy/file/schema.ts', JUDGED, [
    ['!isReserved(name)', 'name.length > 0', 'no policy may say how what we ask ourselves is told: ${name}'],
  ]),
  ...guardsOf('approvals/intent/intent-body.ts', TEND, [
    ['!isReserved(text)', "text !== ''", 'an agent cannot ask for it: ${door}'],
  ]),
  ...guardsOf('functions/live-parts.ts', 'functions/live-parts.test.ts', [
    [
      'unseen >= UNSEEN_AT_MOST_MS) await looked',
      'unseen < 0) await looked',
      'a reviewed policy that could not be looked up for 45 seconds answers nothing; one that is not goes on',
    ],
  ]),
];
