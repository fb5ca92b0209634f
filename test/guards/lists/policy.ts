// Guards of the policy itself: values of two kinds are never compared, and what a hold names is kept.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: source text and titles, to the letter.
import { type Guard, guardsOf } from '../guard.ts';

const EQUALITY = 'approvals/policy/condition/equality.test.ts';
const TWO_KINDS =
  'two kinds of value are neither equal nor different: the condition comes to nothing, and says why';
const INSIDE =
  'lists and maps are compared member by member: two kinds inside are an error, whatever else differs';
const HELD = 'what is held by ${what} stays, however old, and goes once nothing holds it';
const PURGE_RUN = 'approvals/retention/purge-run.test.ts';
const NAMED = 'a hold names requests, agents by client id, and resources by pattern';

/** The list. */
export const POLICY_GUARDS: readonly Guard[] = [
  ...guardsOf('approvals/policy/condition/equality.ts', EQUALITY, [
    ['if (kind !== other) return [kind, other];', 'if (kind !== other) return false;', TWO_KINDS],
    ["each.find((one) => typeof one === 'object') ??", '', INSIDE],
    ['if (found === false) found = sameness;', '', INSIDE],
    [
      'others === each.length && ',
      '',
      'values of one kind are compared as ever, whole and decimal numbers by their value',
    ],
    [
      'throw new TypeError(`has() looks for "${key}" in ${kindOf(map)}, which has no members`);',
      'return false;',
      'has() asks for a member of a map, and comes to nothing where there is none',
    ],
    [
      "const value = kindOf(map) === 'a map' ? memberOf(map, key) : undefined;\n  if (value === undefined)",
      "const value = kindOf(map) === 'a map' ? memberOf(map, key) : {};\n  if (value === undefined)",
      'has() asks for a member of a map, and comes to nothing where there is none',
    ],
    [
      'throw new TypeError(\n          `"in" looks for an element in ${kindOf(within)}; for a key of a map write has(…)`,\n        );',
      'return false;',
      '"in" takes a list; a map that may have been sent instead of one has no elements',
    ],
  ]),
  ...guardsOf('approvals/policy/member/retain.ts', 'approvals/policy/member/retain.test.ts', [
    ['requests.includes(id) ||', '', HELD, PURGE_RUN],
    ['agents.includes(agent.clientId.toLowerCase()) ||', '', HELD, PURGE_RUN],
    ['agents.includes(agent.clientId.toLowerCase())', 'agents.includes(agent.clientId)', NAMED],
    [
      "'must be the client id of an agent')\n  .toLowerCase();",
      "'must be the client id of an agent');",
      NAMED,
    ],
    ['fitsWildcard(each.id, resource.id)', 'each.id === resource.id', NAMED],
    [
      'if ((daysOf(records) ?? 0) >= (daysOf(parameters) ?? 0)) return;',
      'if (records !== parameters) return;',
      'tells what is wrong with ${text}, and on which line',
    ],
  ]),
  ...guardsOf('approvals/retention/purge.ts', PURGE_RUN, [
    ["if (order.isHeld?.(loaded.data) === true) return 'held';", '', HELD],
  ]),
  ...guardsOf('approvals/retention/purge-pass.ts', PURGE_RUN, [
    ['known === undefined || known.holdName !== hold?.name', 'known === undefined', HELD],
  ]),
];
