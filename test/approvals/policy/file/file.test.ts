import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { parsePolicy } from '../../../../approvals/policy/file/file.ts';
import { registeredAgent, registeredEnforcer } from '../../../../approvals/policy/policy.ts';
import type { PolicyProblem } from '../../../../approvals/policy/problem/problem.ts';
import { anId } from '../support/an-id.ts';

const GOOD = `admins: { entraGroup: ${anId('d003')} }
agents:
  etl: { clientId: ${anId('c001').toUpperCase()}, owners: [${anId('e008')}], callbacks: ["https://etl.example.com/hooks/"] }
enforcers:
  warehouse: { clientId: ${anId('c003')}, resourceTypes: [database] }
groups:
  data-owners: { entraGroup: ${anId('d001')} }
  sre-leads: { entraGroup: ${anId('d002')} }
routes:
  data-approvals: { timeZone: Europe/Paris }
actions:
  data.export: { risk: high, parameters: { type: object, properties: { rows: { type: integer } } } }
uncounted: [trace]
defaults:
  approvers: { group: data-owners }
  notify: [data-approvals]
  expires: 72h
rules:
  - id: one
    when: action.name == "data.export"
    effect: review
    approvers: [{ group: data-owners, count: 2 }, { groups: [sre-leads, data-owners], people: [${anId('e001')}] }]
    expires: 30m
    grant: 90s
`;

const problemsOf = (text: string): readonly PolicyProblem[] => {
  const parsed = parsePolicy(text);
  return parsed.ok ? [] : parsed.problems;
};

/** The good file with one passage changed. */
const changed = (from: string, to: string): string => {
  assert.ok(GOOD.includes(from), from);
  return GOOD.replace(from, to);
};

test('reads a file into what rules are asked by', () => {
  const parsed = parsePolicy(GOOD);
  assert.ok(parsed.ok, JSON.stringify(parsed));
  const { policy } = parsed;
  assert.equal(policy.version, createHash('sha256').update(GOOD).digest('hex'));
  assert.equal(policy.admins, anId('d003'));
  assert.deepEqual(registeredAgent(policy, anId('c001')), {
    name: 'etl',
    clientId: anId('c001'),
    owners: [anId('e008')],
    callbacks: ['https://etl.example.com/hooks/'],
    limits: { maxPending: 50, requestsPerMinute: 120 },
  });
  assert.deepEqual(policy.unregistered, { maxPending: 5, requestsPerMinute: 10 });
  assert.deepEqual(registeredAgent(policy, anId('C001').toUpperCase())?.name, 'etl');
  assert.equal(registeredAgent(policy, anId('c003')), undefined);
  assert.deepEqual(registeredEnforcer(policy, anId('c003'))?.resourceTypes, ['database']);
  assert.deepEqual(policy.uncounted, ['trace']);
  assert.deepEqual(policy.routes.get('data-approvals'), { timeZone: 'Europe/Paris' });
  assert.equal(policy.defaults.expiresInMs, 72 * 3_600_000);
  assert.equal(policy.defaults.grantForMs, 5 * 60_000);
  assert.equal(policy.defaults.outcomeWithinMs, 3_600_000);
  assert.equal(policy.rules[0]?.grantForMs, 90_000);
  assert.deepEqual(policy.rules[0]?.requirements, [
    { groups: [{ name: 'data-owners', id: anId('d001') }], people: [], count: 2 },
    {
      groups: [
        { name: 'data-owners', id: anId('d001') },
        { name: 'sre-leads', id: anId('d002') },
      ],
      people: [anId('e001')],
      count: 1,
    },
  ]);
});

const WHEN = 'when: action.name == "data.export"';

const MISTAKES: readonly (readonly [from: string, to: string, line: number, at: string, message: RegExp])[] =
  [
    ['admins: ', 'admin: ', 1, '/admin', /did you mean "admins"/],
    [
      `{ entraGroup: ${anId('d003')} }`,
      '{ entraGroup: admins }',
      1,
      '/admins/entraGroup',
      /group's object id/,
    ],
    ['  etl:', '  ETL:', 3, '/agents/ETL', /small letters/],
    ['  etl:', '  unregistered:', 3, '/agents/unregistered', /agents that nobody registered/],
    [`owners: [${anId('e008')}]`, 'owners: []', 3, '/agents/etl/owners', /every agent has an owner/],
    [`owners: [${anId('e008')}], `, '', 3, '/agents/etl/owners', /"owners" is missing/],
    [
      '"https://etl.example.com/hooks/"',
      '"https://etl.example.com/hooks"',
      3,
      '/agents/etl/callbacks/0',
      /ends with/,
    ],
    [
      '"https://etl.example.com/hooks/"',
      '"http://etl.example.com/hooks/"',
      3,
      '/agents/etl/callbacks/0',
      /https/,
    ],
    [
      `clientId: ${anId('c003')}`,
      `clientId: ${anId('c001')}`,
      5,
      '/enforcers/warehouse/clientId',
      /registered above/,
    ],
    [
      'sre-leads: { entraGroup',
      'sre-leads: { entraGruop',
      8,
      '/groups/sre-leads/entraGruop',
      /did you mean "entraGroup"/,
    ],
    ['Europe/Paris', 'Europe/Pariss', 10, '/routes/data-approvals/timeZone', /not a time zone/],
    ['risk: high', 'risk: hihg', 12, '/actions/data.export/risk', /did you mean "high"/],
    ['type: integer', 'type: int', 12, '/actions/data.export/parameters/properties/rows/type', /JSON Schema/],
    [
      'type: integer',
      '$ref: "https://x.example/s"',
      12,
      '/actions/data.export/parameters/properties/rows/$ref',
      /write the schema out/,
    ],
    [
      'type: integer',
      'type: integer, minmum: 1',
      12,
      '/actions/data.export/parameters/properties/rows/minmum',
      /unknown keyword "minmum" .*did you mean "minimum"/,
    ],
    [
      'type: integer',
      'type: string, pattern: "(?=a)"',
      12,
      '/actions/data.export/parameters/properties/rows/pattern',
      /not a pattern of RE2/,
    ],
    [
      'type: integer',
      'type: array, uniqueItems: true',
      12,
      '/actions/data.export/parameters/properties/rows/uniqueItems',
      /maxItems/,
    ],
    ['risk: high,', 'risk: high, redact: [password],', 12, '/actions/data.export/redact/0', /JSON pointer/],
    [
      '{ group: data-owners }',
      '{ group: data-owner }',
      15,
      '/defaults/approvers/group',
      /no group is called "data-owner"; did you mean "data-owners"/,
    ],
    ['{ group: data-owners }', '{ count: 1 }', 15, '/defaults/approvers', /nobody is named/],
    [
      '{ group: data-owners }',
      `{ people: [${anId('e001')}], count: 2 }`,
      15,
      '/defaults/approvers/count',
      /more seats than people/,
    ],
    ['  notify: [data-approvals]', '  notify: data-approvals', 16, '/defaults/notify', /must be a list/],
    [
      '[data-approvals]',
      '[oncall]',
      16,
      '/defaults/notify/0',
      /no route is called "oncall"; there are: data-approvals/,
    ],
    ['expires: 72h', 'expires: 72', 17, '/defaults/expires', /write one like 30m/],
    ['expires: 72h', 'expires: 3 days', 17, '/defaults/expires', /not a duration/],
    ['expires: 72h', 'expires: 9999h', 17, '/defaults/expires', /must be from/],
    [
      '- id: one',
      '- id: one\n    limit: { count: 1, per: agent, window: 1h }',
      20,
      '/rules/0/limit',
      /"limit" has no effect in a rule that says review/,
    ],
    [
      '- id: one',
      '- id: one\n    limit: { count: 0, per: agent, window: 1h }',
      20,
      '/rules/0/limit/count',
      /at least 1/,
    ],
    [
      '- id: one',
      '- id: one\n    limit: { count: 1, per: agents, window: 1h }',
      20,
      '/rules/0/limit/per',
      /did you mean "agent"/,
    ],
    [
      '- id: one',
      '- id: one\n    limit: { count: 1, per: agent, window: 30s }',
      20,
      '/rules/0/limit/window',
      /must be from 60s to 720h/,
    ],
    [
      '- id: one',
      '- id: one\n    colour: red',
      20,
      '/rules/0/colour',
      /here may stand: id, description, when/,
    ],
    ['- id: one', `- { id: one, effect: deny, when: "true" }\n  - id: one`, 20, '/rules/1/id', /rename one/],
    [`    ${WHEN}\n`, '', 19, '/rules/0/when', /"when" is missing/],
    [WHEN, 'when: true', 20, '/rules/0/when', /must be a condition in CEL, as one text/],
    [
      WHEN,
      'when: action.nmae == "x"',
      20,
      '/rules/0/when',
      /no member is called "nmae"; did you mean "name"\?/,
    ],
    [WHEN, 'when: action.name.matches("(a")', 20, '/rules/0/when', /RE2/],
    ['effect: review', 'effect: alow', 21, '/rules/0/effect', /did you mean "allow"/],
    ['effect: review', 'effect: deny', 22, '/rules/0/approvers', /no effect in a rule that says deny/],
    [
      '{ group: data-owners, count: 2 }',
      '{ group: data-owners, count: 0 }',
      22,
      '/rules/0/approvers/0/count',
      /at least 1/,
    ],
    [
      '{ group: data-owners, count: 2 }',
      '{ group: data-owners }, { groups: [data-owners] }',
      22,
      '/rules/0/approvers/1',
      /same approvers/,
    ],
    ['expires: 30m', 'expires: 73h', 23, '/rules/0/expires', /longer than defaults.expires \(72h\)/],
    ['grant: 90s', 'grant: 1h', 24, '/rules/0/grant', /longer than defaults.grant \(5m\)/],
  ];

test('tells each mistake with its line and its cure', () => {
  for (const [from, to, line, at, message] of MISTAKES) {
    const problems = problemsOf(changed(from, to));
    const told = problems.find((problem) => problem.at === at);
    assert.ok(told, `${to}: ${JSON.stringify(problems)}`);
    assert.equal(told.line, line, to);
    assert.match(told.message, message, to);
  }
});

test('tells all mistakes of a file at once, in the order of the lines', () => {
  const text = GOOD.replace('Europe/Paris', 'Mars')
    .replace('risk: high', 'risk: huge')
    .replace('.name', '.nmae')
    .replace('grant: 90s', 'grant: 1h');
  assert.deepEqual(
    problemsOf(text).map(({ line }) => line),
    [10, 12, 20, 24],
  );
});

test('points at the very word of a condition that is wrong', () => {
  const [plain] = problemsOf(changed(WHEN, 'when: true && action.nmae == "x"'));
  assert.deepEqual([plain?.line, plain?.column], [20, 26]);
  const [quoted] = problemsOf(changed(WHEN, `when: 'true && action.nmae == "x"'`));
  assert.deepEqual([quoted?.line, quoted?.column], [20, 27]);
  const [folded] = problemsOf(changed(WHEN, 'when: >\n      true &&\n      action.nmae == "x"'));
  assert.deepEqual([folded?.line, folded?.column], [22, 14]);
});

test('refuses YAML that means something else than it shows', () => {
  for (const [text, message] of [
    ['', /missing|map|is empty/],
    ['- a', /must be a map/],
    ['a: 1\na: 2', /unique/i],
    ['a: [', /YAML/],
    ['a: &x [1]\nb: *x', /aliases are not allowed/],
    ['a: !!js/function x', /YAML/],
    ['a: 1\n---\nb: 2', /YAML/],
    ['a: !!set { x }', /Unresolved tag/],
    ['a: !!binary aGk=', /Unresolved tag/],
    [`${'a: x\n'.repeat(60_000)}`, /256 KiB/],
    [`# ${'€'.repeat(100_000)}`, /256 KiB/],
  ] as const) {
    const [problem] = problemsOf(text);
    assert.match(problem?.message ?? '', message, text.slice(0, 40));
    assert.ok((problem?.line ?? 0) >= 1);
  }
  const bomb = `a: &a [x,x]\n${'bcdefghij'.replaceAll(/./g, (name) => `${name}: &${name} [*a,*a,*a,*a,*a,*a,*a,*a,*a]\n`)}`;
  assert.equal(parsePolicy(bomb).ok, false);
  assert.equal(parsePolicy('['.repeat(50_000)).ok, false);
});

test('refuses every line that changes the language of the file, at its place', () => {
  for (const head of ['%YAML 1.1', '%YAML 1.2', '%TAG ! tag:example.com,2000:', '%TAG !! tag:x,2000:'])
    for (const before of ['', '# ours\n', '\uFEFF', '%YAML 1.2\n']) {
      const problems = problemsOf(`${before}${head}\n---\n${GOOD}`).filter(({ message }) =>
        /directives like %YAML and %TAG .* take this line out/.test(message),
      );
      assert.equal(problems.at(-1)?.line, before.includes('\n') ? 2 : 1, before + head);
    }
  assert.deepEqual(problemsOf(`---\n${GOOD}`), []);
  assert.deepEqual(
    problemsOf(GOOD.replace('- id: one', '- id: one\n    description: |\n      %YAML 1.1')),
    [],
  );
});

test('a fact is kept exactly or refused', () => {
  const facts = (value: string) =>
    problemsOf(`${GOOD}resources: [{ type: database, id: prod, set: { rows: ${value} } }]\n`);
  for (const value of ['9007199254740993', '-9007199254740993', '[1, 9007199254740993]', '1e300', '.inf']) {
    const [problem] = facts(value);
    assert.equal(problem?.line, 25, value);
    if (value.includes('993')) assert.match(problem.message, /beyond 2\^53 .*write it in quotes/);
  }
  for (const value of ['9007199254740991', '"9007199254740993"', '-0.5', '[a, true, 3]'])
    assert.deepEqual(facts(value), [], value);
});

test('ships a file without mistakes', async () => {
  const text = await readFile(new URL('../../../../../countersign.yaml', import.meta.url), 'utf8');
  assert.deepEqual(problemsOf(text), []);
});
