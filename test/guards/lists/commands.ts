// Guards of command lines: what keeps a rule from allowing more than it names, and a broken hook from letting a call through.
import { type Guard, guardsOf } from '../guard.ts';

const RULES = 'approvals/policy/judgement/shell-rules.test.ts';
const RECKONING = 'approvals/policy/shell/reckoning.test.ts';
const READER = 'approvals/policy/shell/read-shell.test.ts';

/** The list. */
export const COMMANDS_GUARDS: readonly Guard[] = [
  ...guardsOf('approvals/policy/judgement/matching.ts', RULES, [
    [
      "effect !== 'allow' || !when.asksNames",
      "effect !== 'allow' || when.asksNames || true",
      'rules over commands do nothing to actions that are no command line, and allow none of them',
    ],
    [
      'return rule.when.asksNames ? [{ rule, views }] : [];',
      'return [{ rule, views }];',
      'an allow that does not ask which command it is allows no command',
    ],
    [
      'byCommand.every((hits) => hits.some(isAllow))',
      'byCommand.some((hits) => hits.some(isAllow))',
      'a line is allowed when every command in it is, each by a rule of its own',
    ],
    [
      'isSure ? [mayBe] :',
      'isSure || mayBe.nodes >= 0 ? [mayBe] :',
      'an open word is taken for what is stricter: it may be guarded, and is not sure to be harmless',
    ],
  ]),
  ...guardsOf('approvals/policy/judgement/evaluation.ts', RULES, [
    [
      'for (const why of unknown)',
      'for (const why of unknown.slice(0, 0))',
      'a line in doubt is never allowed, its risk is critical, and the card says why',
    ],
  ]),
  ...guardsOf('approvals/policy/shell/pattern.ts', READER, [
    [
      'isProgram && isAtHome(program, given) && matches',
      'isProgram && matches',
      'an allow may rest only on what is sure: an open word, a stranger’s path or another letter case is not',
    ],
  ]),
  ...guardsOf('approvals/policy/shell/read-line.ts', READER, [
    [
      'if (STRANGE.test(text))',
      'if (STRANGE.test(text) && text.length < 0)',
      'what cannot be known before it runs is in doubt, and says why',
    ],
  ]),
  ...guardsOf('approvals/policy/shell/reckoning.ts', RECKONING, [
    [
      '!openVariables.has(name) &&',
      '',
      'what a line reckons with and has not set to a number is in doubt, wherever it comes from',
    ],
    [
      '!SET_BY_SHELLS.has(name) &&',
      '',
      'what a line reckons with and has not set to a number is in doubt, wherever it comes from',
    ],
  ]),
  ...guardsOf('cli/hook/run.ts', 'cli/hook/hook.test.ts', [
    [
      'return STOP;',
      'return 1;',
      'what cannot be read, answered or sent is a no: exit code 2, JSON that denies, and what to do',
    ],
  ]),
  ...guardsOf('cli/hook/call.ts', 'cli/hook/hook.test.ts', [
    [
      "new TextDecoder('utf-8', { fatal: true })",
      "new TextDecoder('utf-8')",
      'invalid UTF-8 is a no: it would be read as another command than the harness runs',
    ],
  ]),
];
