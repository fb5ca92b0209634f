// Guards of the policy itself: values of two kinds are never compared, what is no number fails, an id that may be read as another is named by no
// pattern, patterns of parameters run for so long and no longer, and what a hold names is kept.
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

const FINITE = 'what is reckoned and comes to no number fails, whatever it is compared by';
const CLIMBS = 'an id that climbs is named by no pattern, however it is spelt';
const UNSEEN = 'an id with characters that nobody sees is named by no pattern';
const PARAMETERS = 'approvals/policy/member/parameters.test.ts';
const TOO_LONG = 'what a pattern would take too long for is a misfit, whatever keyword it stands under';
const TOO_LARGE =
  'a pattern that is none, or compiles to too much, is refused when the policy is loaded, at its place';

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
  ...guardsOf('approvals/policy/condition/finite.ts', 'approvals/policy/condition/conversions.test.ts', [
    ["if (typeof value === 'number' && !Number.isFinite(value))", 'if (Number.isNaN(value))', FINITE],
    ["'+', '-', '*', '/', '%'", "'+', '-', '*', '%'", FINITE],
    ["['+', '-',", "['-',", FINITE],
    ["'-', '*', '/'", "'-', '/'", FINITE],
  ]),
  ...guardsOf('approvals/policy/condition/meter.ts', 'approvals/policy/condition/conversions.test.ts', [
    ['  failUnlessFinite(root);\n', '', FINITE],
  ]),
  ...guardsOf('approvals/policy/condition/condition.ts', 'approvals/policy/condition/hidden.test.ts', [
    [
      'if (hidden !== undefined) return { ok: false, mistakes: [hidden] };',
      '',
      'a comment in a condition is refused at its place: ${form}',
    ],
    [
      'error: failureOf(error)',
      'error: summaryOf(error)',
      'what failed is told without a value that was sent: ${source}',
      'approvals/policy/condition/failures.test.ts',
    ],
  ]),
  ...guardsOf('approvals/policy/file/read-yaml.ts', 'approvals/policy/file/read-yaml.test.ts', [
    ['    ...unseenTroubles(source),\n', '', '${what} is refused, wherever it stands'],
    [
      'else yield* lostSigns(node);',
      '',
      'a "!" that YAML takes for a tag of its own is refused: ${JSON.stringify(text)}',
    ],
    [
      '    yield* lostSigns(key);\n',
      '',
      'an "&" that YAML takes for an anchor is refused: ${JSON.stringify(text)}',
    ],
  ]),
  ...guardsOf('approvals/policy/pattern.ts', 'approvals/policy/pattern.test.ts', [
    ['!isDevious(id) && ', '', CLIMBS],
    ["id.normalize('NFKC')", 'id', CLIMBS],
    ['UNSEEN.test(plain) || UNSEEN.test(id) || ', '', UNSEEN],
    ['|%(?:[01][0-9a-f]|7f)', '', UNSEEN],
    [' || isSpeltOddly(plain)', '', CLIMBS],
    [' || once.search(SPELT) >= 0', '', CLIMBS],
    [".replaceAll(/%2e/gi, '.')", '', CLIMBS],
    ['%2f|%5c|', '', CLIMBS],
    [".replaceAll(/%3b/gi, ';')", '', CLIMBS],
    [".replaceAll(/%20/g, ' ')", '', CLIMBS],
    ['.split(/[;?#]/)[0]?.trim()', '.trim()', CLIMBS],
    ["name === '.' || ", '', CLIMBS],
  ]),
  ...guardsOf('approvals/policy/judgement/evaluation.ts', 'approvals/policy/judgement/evaluation.test.ts', [
    [
      "if (isMisread === true) doubts.push({ risk: 'high', reason: MISREAD });",
      '',
      'what may be read as another resource is never allowed, whatever a rule makes of its id, and whoever looks is told',
    ],
  ]),
  ...guardsOf('approvals/policy/member/parameters.ts', PARAMETERS, [
    ['if (fits === undefined) return [TOO_MUCH_TO_CHECK];', '', TOO_LONG],
    ['spend(meter, (text.length + 1) * size);', '', TOO_LONG],
  ]),
  ...guardsOf('approvals/policy/member/schema-keywords.ts', PARAMETERS, [
    [
      "if (key === 'pattern' && typeof value === 'string') return ofPattern(value, path);",
      "if (key === 'pattern') return [];",
      TOO_LARGE,
    ],
    ["...(key === 'patternProperties' ? ofPattern(name, [...path, name]) : []),", '', TOO_LARGE],
  ]),
  ...guardsOf('functions/count-misfit.ts', 'functions/count-misfit.test.ts', [
    [
      "if (refusal.reason !== 'invalid') return refusal;",
      '',
      'what took its place itself is not counted once more',
    ],
    [
      'const counted = await takePlaces(desk, claim);\n    return counted.ok ? refusal : counted.refusal;',
      'return refusal;',
      'a call that does not fit counts as one of its agent’s minute, and at the limit that is told',
    ],
    [
      'return counted.ok ? refusal : counted.refusal;',
      'return refusal;',
      'a call that does not fit counts as one of its agent’s minute, and at the limit that is told',
    ],
    [
      'if (!(error instanceof StoreFault)) throw error;',
      '',
      'what is wrong is told also where storage is silent, and a mistake of ours is thrown',
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
  ...guardsOf('approvals/policy/judgement/judge-use.ts', 'approvals/policy/judgement/judge-use.test.ts', [
    [
      "new Set([request.enforcer !== undefined, by === 'enforcer'])",
      "new Set([by === 'enforcer'])",
      'what an agent said when it asked stays a claim, whoever uses the approval',
    ],
    [
      "new Set([request.enforcer !== undefined, by === 'enforcer'])",
      'new Set([request.enforcer !== undefined])',
      'an enforcer that uses what an agent asked for is held to its own words too',
    ],
    [
      'asRegistered(policy, request.agent)',
      'request.agent',
      'an agent is judged as the policy in force knows it, not as the request recorded it',
    ],
    [
      "return problems.length > 0 ? { because: 'misfit', problems } : undefined;",
      'return undefined;',
      'parameters that the schema of the policy in force does not take stop the use, and are told',
    ],
  ]),
  ...guardsOf('approvals/retention/purge.ts', PURGE_RUN, [
    ["if (order.isHeld?.(loaded.data) === true) return 'held';", '', HELD],
  ]),
  ...guardsOf('approvals/retention/purge-pass.ts', PURGE_RUN, [
    ['known === undefined || known.holdName !== hold?.name', 'known === undefined', HELD],
  ]),
];
