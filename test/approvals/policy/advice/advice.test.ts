import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { adviceOn } from '../../../../approvals/policy/advice/advice.ts';
import { parsePolicy } from '../../../../approvals/policy/file/file.ts';
import { anId } from '../support/an-id.ts';

const HEAD = `admins: { entraGroup: ${anId('d003')} }
agents:
  etl: { clientId: ${anId('c001')}, owners: [${anId('e008')}] }
  bot: { clientId: ${anId('c002')}, owners: [${anId('e004')}] }
groups: { owners: { entraGroup: ${anId('d001')} } }
routes: { home: {} }
actions: { read: {}, write: {} }
resources: [{ type: a, id: "*", set: {} }, { type: b, id: "*", set: {} }, { type: write, id: "*", set: {} }]
defaults: { approvers: { group: owners }, notify: [home] }
rules:
`;

/** `line kind message` of each piece of advice, for rules that begin on line 11. */
function advice(...rules: readonly string[]): readonly string[] {
  const text = `${HEAD}${rules.map((rule) => `  - { ${rule} }\n`).join('')}`;
  const parsed = parsePolicy(text);
  assert.ok(parsed.ok, JSON.stringify(parsed));
  return adviceOn(text, parsed.policy).map(({ line, kind, message }) => `${line} ${kind} ${message}`);
}
const warnings = (...rules: readonly string[]): readonly string[] =>
  advice(...rules).filter((each) => each.includes(' warning '));
const rule = (name: string, effect: string, when: string, more = ''): string =>
  `id: ${name}, effect: ${effect}, when: '${when}'${more}`;

test('a condition that can never be true is warned of, and no other', () => {
  for (const when of [
    'false',
    '!true',
    '1 == 2',
    'action.name == "read" && action.name == "write"',
    'action.name in ["read", "write"] && action.name == "countersign.policy.change"',
    'action.name in []',
    '(action.name == "read" || action.name == "write") && "countersign.policy.change" == action.name',
    'action.name == "read" && (false || resource.type == "a" && resource.type in ["b"])',
    'agent.registered == true && !(agent.registered != false)',
    'action.name == "read" ? action.name == "write" : false',
    'now.getHours("UTC") < 6 && now.getHours("UTC") > 22',
    'now.getHours() < 6 && 22 < now.getHours()',
    'now.getDayOfWeek("UTC") == 0 && now.getDayOfWeek("UTC") == 6',
    'now.getHours("UTC") in [1, 2] && now.getHours("UTC") >= 3',
    'now >= timestamp("2027-01-01T00:00:00Z") && now < timestamp("2026-01-01T00:00:00Z")',
    'now > timestamp("2027-01-01T00:00:00Z") && now <= timestamp("2027-01-01T01:00:00+01:00")',
    '(action.properties.n > 5 || action.properties.n == 4) && action.properties.n < -3',
    'action.properties.n > 5 && action.properties.n == "x"',
    'now.getHours("UTC") > 23',
    'now.getHours("UTC") < 0',
    '31 < now.getDate()',
    'agent.registered && now.getDayOfWeek("UTC") > 6',
    '(action.properties.n == 1 || action.properties.n == "x") && action.properties.n > 5',
  ])
    assert.deepEqual(
      warnings(rule('r', 'review', when)),
      [`11 warning the condition of rule "r" can never be true; mend it, or leave the rule out`],
      when,
    );
  for (const when of [
    'true',
    'action.name == "read" || action.name == "write"',
    'action.name == "read" && resource.type == "write"',
    'action.name == "read" && action.name in ["read", "write"]',
    'action.name != "read" && action.name != "write"',
    '!(action.name == "read") && action.name == "write"',
    'action.properties.n == 1 && action.properties.n == 1.0',
    'action.properties.l.exists(x, x == "a") && action.properties.l.exists(x, x == "b")',
    'action.name == agent.name && action.name == "read"',
    'now.getHours("UTC") < 6 || now.getHours("UTC") > 22',
    'now.getHours("UTC") < 6 && now.getHours("Asia/Tokyo") > 6',
    'now.getHours("UTC") > 22 && now.getDayOfWeek("UTC") >= 6',
    'now.getHours("UTC") >= 6 && now.getHours("UTC") <= 6',
    'action.properties.n >= 5 && action.properties.m < 5 && action.properties.n < 6',
    '(action.properties.n > 5 || action.properties.n < 3) && action.properties.n == 4',
    'action.properties.n > -3 && action.properties.n < -2.5',
    'action.properties.n > 9007199254740992 && action.properties.n <= 9007199254740993',
  ])
    assert.deepEqual(warnings(rule('r', 'review', when)), [], when);
});

test('a rule whose time is over is noted, by the clock that is given', () => {
  const open = 'now >= timestamp("2026-01-01T00:00:00Z") && now < timestamp("2026-02-01T00:00:00Z")';
  const either = `${open} || now == timestamp("2026-03-01T00:00:00Z")`;
  const noted = (when: string, now?: string): readonly string[] => {
    const text = `${HEAD}  - { ${rule('r', 'deny', when)} }\n`;
    const parsed = parsePolicy(text);
    assert.ok(parsed.ok);
    return adviceOn(text, parsed.policy, now === undefined ? undefined : Date.parse(now))
      .filter(({ at }) => at.startsWith('/rules'))
      .map(({ kind, message }) => `${kind} ${message}`);
  };
  const told = (moment: string) => [
    `note the condition of rule "r" is never true again: its time was over at ${moment}`,
  ];
  assert.deepEqual(noted(open, '2026-02-01T00:00:01Z'), told('2026-02-01T00:00:00Z'));
  assert.deepEqual(noted(either, '2026-04-01T00:00:00Z'), told('2026-03-01T00:00:00Z'));
  assert.deepEqual(noted(either, '2026-02-15T00:00:00Z'), []);
  assert.deepEqual(noted(open, '2025-02-15T00:00:00Z'), []);
  assert.deepEqual(noted(open), []);
});

test('a rule that a stricter one always overrides is warned of', () => {
  const allow = 'action.name == "read" && resource.type == "a"';
  for (const [effect, when, does] of [
    ['deny', 'true', 'denies'],
    ['deny', '(action.name  == "read")', 'denies'],
    ['review', 'resource.type == "a" && action.name == "read"', 'asks people'],
  ] as const)
    assert.deepEqual(warnings(rule('a', 'allow', allow), rule('s', effect, when)), [
      `11 warning rule "a" never has its effect: wherever it is true, rule "s" ${does}; narrow that one, or leave this one out`,
    ]);
  for (const [effect, when] of [
    ['deny', 'action.name == "read" && resource.id == "b"'],
    ['deny', 'action.name == "read" || false'],
    ['deny', 'resource.type == "a" && 1 == dyn("int 1")'],
    ['allow', 'action.name == "read"'],
  ] as const)
    assert.deepEqual(warnings(rule('a', 'allow', allow), rule('s', effect, when)), [], when);
  assert.equal(warnings(rule('a', 'review', allow), rule('s', 'deny', 'true')).length, 1);
});

test('of several stricter rules the first is named, and thousands are advised on within seconds', () => {
  const of = (effect: string, n: number, more = ''): string =>
    rule(`r${n}`, effect, `action.name == "read" && resource.id == "p${n}"${more}`);
  const before = process.cpuUsage();
  const rules = Array.from({ length: 1500 }, (_, n) => of(n % 2 === 0 ? 'review' : 'deny', n));
  assert.deepEqual(warnings(...rules), []);
  const { user, system } = process.cpuUsage(before);
  assert.ok(user + system < 5_000_000, `${(user + system) / 1e6} s of a processor`);
  const read = 'action.name == "read"';
  const two = warnings(rule('z', 'deny', 'true'), rule('s', 'deny', read), rule('a', 'allow', read));
  assert.match(two.join(), /rule "z" denies/);
  const found = warnings(
    rule('a', 'allow', 'action.name == "read" && resource.id == "p9"'),
    ...rules,
    rule('z', 'deny', 'true'),
  );
  assert.equal(found.length, 1 + rules.filter((each) => each.includes('review')).length);
  assert.match(found[0] ?? '', /rule "a" never has its effect: wherever it is true, rule "r9" denies/);
  assert.match(found[1] ?? '', /rule "r0" never has its effect: wherever it is true, rule "z" denies/);
});

test('people of whom too few are left once owners are barred are warned of, for the agents it may concern', () => {
  const people = (...tails: readonly string[]): string => `people: [${tails.map(anId).join(', ')}]`;
  for (const [when, approvers, agents] of [
    ['true', `{ ${people('e008')} }`, 'etl'],
    ['true', `{ ${people('e008', 'e004')}, count: 2 }`, 'etl, bot'],
    ['true', `[{ ${people('e008', 'e001')} }, { ${people('e001')} }]`, 'etl'],
  ] as const)
    assert.deepEqual(warnings(rule('r', 'review', when, `, approvers: ${approvers}`)), [
      `11 warning nobody could approve for ${agents}: owners never approve for their own agent, and too few of the people named are left; name more people, or a group`,
    ]);
  for (const [when, approvers] of [
    ['agent.name == "bot"', `{ ${people('e008')} }`],
    ['true', `{ ${people('e008', 'e001')} }`],
    ['true', `{ group: owners, ${people('e008')} }`],
  ] as const)
    assert.deepEqual(warnings(rule('r', 'review', when, `, approvers: ${approvers}`)), [], when);
});

test('groups that nothing names, and actions of no rule, are noted', () => {
  assert.deepEqual(advice(rule('r', 'review', 'action.name == "read"')), [
    '7 note no rule is about the action "write": the default approvers are asked',
  ]);
  assert.deepEqual(advice(rule('r', 'review', 'resource.type == "a"')), []);
  const text = `${HEAD.replace('groups: {', `groups: { leads: { entraGroup: ${anId('d002')} },`)}  []\n`;
  const parsed = parsePolicy(text);
  assert.ok(parsed.ok);
  assert.deepEqual(
    adviceOn(text, parsed.policy).map(({ kind, at }) => `${kind} ${at}`),
    ['note /groups/leads', 'note /actions/read', 'note /actions/write'],
  );
});

const worked = readdirSync('docs/policies').filter((name) => /^[a-z-]+\.yaml$/.test(name));
for (const name of ['countersign.yaml', ...worked.map((each) => `docs/policies/${each}`)])
  test(`${name} is warned of nothing`, () => {
    const text = readFileSync(name, 'utf8');
    const parsed = parsePolicy(text);
    assert.ok(parsed.ok, JSON.stringify(parsed));
    assert.deepEqual(
      adviceOn(text, parsed.policy).filter(({ kind }) => kind === 'warning'),
      [],
    );
  });
