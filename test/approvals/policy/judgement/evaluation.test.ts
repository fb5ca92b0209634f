import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import fc from 'fast-check';
import { parsePolicy } from '../../../../approvals/policy/file/file.ts';
import { evaluatePolicy } from '../../../../approvals/policy/judgement/evaluation.ts';
import type { Question } from '../../../../approvals/policy/judgement/matching.ts';
import { type Policy, validateParameters } from '../../../../approvals/policy/policy.ts';
import type { Effect, Verdict } from '../../../../approvals/verdict.ts';
import { goodPolicy } from '../../../support/good-policy.ts';
import { aQuestion } from '../support/a-question.ts';
import { anId } from '../support/an-id.ts';

const HEAD = `admins: { entraGroup: ${anId('d003')} }
groups:
  owners: { entraGroup: ${anId('d001')} }
  leads: { entraGroup: ${anId('d002')} }
routes: { home: { timeZone: Europe/Paris }, away: {} }
resources:
  - { type: database, id: "*", set: { environment: other } }
  - { type: database, id: "prod/*", set: { environment: prod, level: 3 } }
  - { type: table, id: "prod/*", set: { environment: prod } }
actions:
  read: { verb: read, risk: low, reversible: true }
  write: { verb: write, button: Approve write, risk: medium, riskReason: writes data, redact: [/password] }
defaults: { approvers: { group: owners }, notify: [home], expires: 1h, grant: 10m, outcomeWithin: 2h }
`;

const load = (rules: readonly string[]): Policy =>
  goodPolicy(`${HEAD}rules:\n${rules.map((rule) => `  - { ${rule} }\n`).join('') || '  []\n'}`);

const AGENT = { clientId: 'c1', name: 'etl', registered: true };

const question = (name = 'read', resource = 'prod/a', more: Parameters<typeof aQuestion>[0] = {}): Question =>
  aQuestion({ agent: AGENT, action: { name }, resource: { type: 'database', id: resource }, ...more });

const rule = (name: string, effect: Effect, when = 'true', more = ''): string =>
  `id: ${name}, effect: ${effect}, when: '${when}'${more}`;
const judge = (rules: readonly string[], asked = question()): Verdict => evaluatePolicy(load(rules), asked);
const seats = (verdict: Verdict): readonly string[] =>
  verdict.requirements.map(
    ({ groups, people, count }) => `${groups.map(({ name }) => name).join('+')}|${people.length}|${count}`,
  );

test('the strictest matching rule wins; nothing matching is a review by the defaults', () => {
  const allow = rule('a', 'allow');
  const review = rule('r', 'review');
  const deny = rule('d', 'deny');
  const never = rule('n', 'deny', 'action.name == "other"');
  for (const [rules, effect, matched] of [
    [[], 'review', []],
    [[allow], 'allow', ['a']],
    [[never, allow], 'allow', ['a']],
    [[allow, review], 'review', ['a', 'r']],
    [[allow, deny, review], 'deny', ['a', 'd', 'r']],
  ] as const) {
    const verdict = judge(rules);
    assert.equal(verdict.effect, effect);
    assert.deepEqual(
      verdict.rules.map((each) => each.id),
      matched,
    );
    assert.equal(verdict.requirements.length > 0, effect === 'review');
  }
  assert.deepEqual(seats(judge([])), ['owners|0|1']);
});

test('what may be read as another resource is never allowed, whatever a rule makes of its id, and whoever looks is told', () => {
  const rules = [rule('dev', 'allow', 'resource.id.startsWith("dev/")')];
  assert.equal(judge(rules, question('read', 'dev/a')).effect, 'allow');
  for (const odd of ['dev/../prod/a', 'dev/%2e%2e/prod/a', 'dev/a\u200b']) {
    const verdict = judge(rules, question('read', odd));
    assert.equal(verdict.effect, 'review', odd);
    assert.deepEqual(verdict.risk.reasons, ['the id of its resource may be read as another one']);
    assert.deepEqual(seats(verdict), ['owners|0|1']);
    assert.deepEqual(judge([rule('r', 'review')], question('read', odd)).risk.reasons, verdict.risk.reasons);
    assert.equal(judge([...rules, rule('d', 'deny')], question('read', odd)).effect, 'deny');
  }
});

test('a review rule that cannot be evaluated takes no seat away: its approvers come to those of the defaults', () => {
  const broken = 'resource.properties.nothing == 1';
  const leads = ', approvers: { group: leads }';
  assert.deepEqual(seats(judge([rule('x', 'review', 'true', leads)])), ['leads|0|1']);
  assert.deepEqual(seats(judge([rule('x', 'review', broken, leads)])).toSorted(), [
    'leads|0|1',
    'owners|0|1',
  ]);
});

test('an error denies in a deny rule, matches in a review rule, and never allows', () => {
  const broken = 'resource.properties.nothing == 1';
  for (const [rules, effect] of [
    [[rule('x', 'deny', broken), rule('a', 'allow')], 'deny'],
    [[rule('x', 'review', broken, ', approvers: { group: leads }'), rule('a', 'allow')], 'review'],
    [[rule('x', 'allow', broken)], 'review'],
    [[rule('x', 'allow', broken), rule('a', 'allow')], 'review'],
  ] as const) {
    const verdict = judge(rules);
    assert.equal(verdict.effect, effect, rules[0]);
    assert.equal(verdict.risk.level, 'critical');
    assert.deepEqual(verdict.risk.reasons, ['rule "x" could not be evaluated']);
    assert.match(verdict.rules.find((each) => each.id === 'x')?.error ?? '', /No such key: nothing/);
  }
});

test('an action or agent the policy does not list is never allowed', () => {
  const unlisted = judge([rule('a', 'allow')], question('drop.everything'));
  assert.equal(unlisted.effect, 'review');
  assert.deepEqual(unlisted.display, {
    listed: false,
    verb: 'drop.everything',
    button: 'Approve',
    reversible: false,
    redact: [],
  });
  assert.deepEqual(unlisted.risk, { level: 'high', reasons: ['the policy does not list this action'] });
  const stranger = judge(
    [rule('a', 'allow')],
    question('read', 'prod/a', { agent: { ...AGENT, registered: false } }),
  );
  assert.equal(stranger.effect, 'review');
  assert.deepEqual(stranger.risk, { level: 'high', reasons: ['the policy does not list this agent'] });
  assert.equal(judge([rule('d', 'deny')], question('drop.everything')).effect, 'deny');
});

test('seats of different sets add up, equal sets merge by the larger count, defaults only stand in', () => {
  const by = (name: string, approvers: string) => rule(name, 'review', 'true', `, approvers: ${approvers}`);
  assert.deepEqual(seats(judge([by('a', '{ group: owners }'), by('b', '{ group: owners, count: 3 }')])), [
    'owners|0|3',
  ]);
  assert.deepEqual(seats(judge([by('a', '{ group: leads, count: 2 }'), by('b', '{ group: owners }')])), [
    'owners|0|1',
    'leads|0|2',
  ]);
  assert.deepEqual(
    seats(judge([by('a', '{ groups: [owners, leads] }'), by('b', '{ groups: [leads, owners], count: 2 }')])),
    ['owners+leads|0|2'],
  );
  assert.deepEqual(
    seats(judge([by('a', `{ group: leads, people: [${anId('e1')}] }`), by('b', '{ group: leads }')])),
    ['leads|1|1', 'leads|0|1'],
  );
  assert.deepEqual(seats(judge([rule('a', 'review'), by('b', '{ group: leads }')])), ['leads|0|1']);
});

test('the shortest times, all routes and the highest risk with every reason', () => {
  const verdict = judge(
    [
      rule(
        'a',
        'review',
        'true',
        ', expires: 20m, grant: 3m, outcomeWithin: 4h, notify: [away], risk: high, riskReason: many rows',
      ),
      rule('b', 'review', 'true', ', expires: 40m, outcomeWithin: 3h, risk: low, riskReason: many rows'),
      rule('c', 'review', 'false', ', expires: 1m, risk: critical'),
    ],
    question('write'),
  );
  assert.deepEqual(
    [verdict.expiresInMs, verdict.grantForMs, verdict.outcomeWithinMs],
    [20, 3, 180].map((m) => m * 60_000),
  );
  assert.deepEqual(verdict.notify, [
    { route: 'away', timeZone: 'UTC' },
    { route: 'home', timeZone: 'Europe/Paris' },
  ]);
  assert.deepEqual(verdict.risk, { level: 'high', reasons: ['writes data', 'many rows'] });
  assert.deepEqual(verdict.display, {
    listed: true,
    verb: 'write',
    button: 'Approve write',
    reversible: false,
    redact: ['/password'],
  });
  assert.deepEqual(judge([]).outcomeWithinMs, 120 * 60_000);
});

test('what an agent says of its target is a claim; an enforcer and the policy are believed', () => {
  const rules = [rule('a', 'allow', 'resource.properties.environment == "dev"')];
  const claims = (more: Partial<Pick<Question, 'viaEnforcer'>> = {}, type = 'vm') =>
    question('read', 'prod/a', {
      resource: { type, id: 'prod/a', properties: { environment: 'dev' } },
      ...more,
    });
  assert.equal(judge(rules, claims()).effect, 'review');
  assert.equal(judge(rules, claims({ viaEnforcer: true })).effect, 'allow');
  assert.equal(judge(rules, claims({ viaEnforcer: true }, 'database')).effect, 'review');
  const context = { context: { ticket: 'INC-7' } };
  assert.equal(
    judge([rule('a', 'allow', 'context.ticket == "INC-7"')], question('read', 'x', context)).effect,
    'review',
  );
  assert.equal(
    judge(
      [rule('a', 'allow', 'context.ticket == "INC-7"')],
      question('read', 'x', { ...context, viaEnforcer: true }),
    ).effect,
    'allow',
  );
});

test('facts come from every pattern that fits, later lines say more, and no pattern names an id that climbs', () => {
  const env = (value: string) => [rule('a', 'allow', `resource.properties.environment == "${value}"`)];
  assert.equal(judge(env('prod'), question('read', 'prod/a')).effect, 'allow');
  assert.equal(judge(env('prod'), question('read', 'prod/a/b')).effect, 'allow');
  assert.equal(judge(env('other'), question('read', 'production/a')).effect, 'allow');
  for (const climbing of ['prod/../x', 'x/./y', '..', 'x/%2E%2e/prod', 'x\\..\\prod', 'x%2f..%2Fprod'])
    assert.equal(
      judge(env('other'), question('read', climbing)).rules[0]?.error !== undefined,
      true,
      climbing,
    );
});

test('the shipped policy does what its comments say', async () => {
  const parsed = parsePolicy(
    await readFile(new URL('../../../../../countersign.yaml', import.meta.url), 'utf8'),
  );
  assert.ok(parsed.ok);
  const told = (name: string, type: string, target: string) => {
    const verdict = evaluatePolicy(parsed.policy, question(name, target, { resource: { type, id: target } }));
    return [verdict.effect, ...seats(verdict)].join(' ');
  };
  assert.equal(told('data.export', 'database', 'prod/customers'), 'review data-owners|0|1');
  assert.equal(told('iam.role.assign', 'iam-role', 'rg/Contributor'), 'review data-owners|0|2');
  assert.equal(told('secret.reveal', 'vault', 'prod/key'), 'review data-owners|0|1');
  const reveal = question('secret.reveal', 'prod/key');
  assert.deepEqual(evaluatePolicy(parsed.policy, reveal).stepUp, { acrs: ['c1'], withinMs: 600_000 });
  assert.equal(told('data.read', 'database', 'dev/customers'), 'allow');
  assert.equal(told('data.read', 'database', 'prod/customers'), 'review data-owners|0|1');
  assert.equal(told('infra.delete', 'kubernetes', 'prod/api'), 'deny');
  assert.equal(told('infra.delete', 'kubernetes', 'dev/api'), 'review data-owners|0|1');
  assert.equal(told('mail.send', 'mailbox', 'all'), 'review data-owners|0|1');
  const wrong = (properties: Record<string, unknown>) =>
    validateParameters(
      parsed.policy,
      question('data.export', 'prod/a', { action: { name: 'data.export', properties } }).intent,
    );
  assert.deepEqual(wrong({ format: 'csv', rows: 5, columns: ['id'], target: 'x', note: '' }), []);
  assert.equal(wrong({ format: 'xml', rows: 5 })[0]?.at, '/action/properties/format');
  assert.match(wrong({ format: 'xml', rows: 5 })[0]?.message ?? '', /one of "csv", "parquet"/);
  assert.equal(wrong({ format: 'csv', rows: 1.5 })[0]?.at, '/action/properties/rows');
  assert.equal(wrong({ format: 'csv', rows: 5, 'a/b': 1 })[0]?.at, '/action/properties/a~1b');
  assert.match(wrong({})[0]?.message ?? '', /format/);
  assert.deepEqual(validateParameters(parsed.policy, question('mail.send').intent), []);
});

const STRICTNESS: Readonly<Record<Effect, number>> = { allow: 0, review: 1, deny: 2 };
const CONDITIONS = [
  'true',
  'false',
  'action.name == "read"',
  'resource.properties.environment == "prod"',
  'resource.properties.level > 2',
  'claimed.context.ticket == "x"',
  'action.properties.rows > 10',
  'agent.registered',
  'has(action.properties.rows)',
] as const;
const aRule = fc.record({
  effect: fc.constantFrom<Effect>('allow', 'review', 'deny'),
  when: fc.constantFrom(...CONDITIONS),
  approvers: fc.constantFrom('', ', approvers: { group: leads }', ', approvers: { group: owners, count: 2 }'),
});
/** No allow rule may rest on what an agent says of itself. */
const effectOf = ({ effect, when }: { readonly effect: Effect; readonly when: string }): Effect =>
  when.includes('claimed') && effect === 'allow' ? 'review' : effect;
const someRules = fc
  .array(aRule, { maxLength: 5 })
  .map((rules) =>
    rules.map((each, index) =>
      rule(`r${index}`, effectOf(each), each.when, effectOf(each) === 'review' ? each.approvers : ''),
    ),
  );
const anyQuestion = fc
  .record({
    name: fc.constantFrom('read', 'write', 'other'),
    target: fc.constantFrom('prod/a', 'dev/a', 'a/../b'),
    properties: fc.dictionary(fc.constantFrom('rows', 'x'), fc.jsonValue({ maxDepth: 1 })),
    ticket: fc.constantFrom('x', 'y'),
    registered: fc.boolean(),
    viaEnforcer: fc.boolean(),
  })
  .map(({ name, target, properties, ticket, registered, viaEnforcer }) =>
    question(name, target, {
      action: { name, properties },
      context: { ticket },
      agent: { ...AGENT, registered },
      viaEnforcer,
    }),
  );

test('adding a rule never makes a verdict laxer, unless the rule is an allow rule that matches', () => {
  fc.assert(
    fc.property(someRules, aRule, fc.nat(5), anyQuestion, (rules, added, at, asked) => {
      const effect = effectOf(added);
      const text = rule('added', effect, added.when, effect === 'review' ? added.approvers : '');
      const before = judge(rules, asked);
      const after = judge(rules.toSpliced(at, 0, text), asked);
      const silent = before.rules.length === 0;
      if (effect !== 'allow' || !silent) assert.ok(STRICTNESS[after.effect] >= STRICTNESS[before.effect]);
      assert.ok(after.expiresInMs <= before.expiresInMs && after.grantForMs <= before.grantForMs);
    }),
    { numRuns: 150 },
  );
});

test('the order of rules does not matter', () => {
  const unordered = ({ rules, risk, ...rest }: Verdict) => ({
    ...rest,
    policyVersion: '',
    level: risk.level,
    reasons: risk.reasons.toSorted(),
    rules: rules.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  });
  fc.assert(
    fc.property(someRules, anyQuestion, (rules, asked) => {
      assert.deepEqual(unordered(judge(rules, asked)), unordered(judge(rules.toReversed(), asked)));
    }),
    { numRuns: 100 },
  );
});

test('an allow has a matching allow rule, no error, a listed action and a registered agent behind it', () => {
  fc.assert(
    fc.property(someRules, anyQuestion, (rules, asked) => {
      const verdict = judge(rules, asked);
      assert.deepEqual(verdict, judge(rules, asked));
      if (verdict.effect !== 'allow') return;
      assert.ok(
        verdict.rules.length > 0 &&
          verdict.rules.every(({ effect, error }) => effect === 'allow' && error === undefined),
      );
      assert.ok(verdict.display.listed && asked.agent.registered);
    }),
    { numRuns: 150 },
  );
});

test('a step-up asked by any matching rule counts: every context, the shortest time', () => {
  const rules = [
    rule('a', 'review', 'true', ', stepUp: { acrs: c2, within: 20m }'),
    rule('b', 'review', 'true', ', stepUp: true'),
    rule('c', 'review', 'true', ', stepUp: { acrs: c1 }'),
    rule('d', 'review', 'true', ', stepUp: false'),
    rule('e', 'review', 'false', ', stepUp: { acrs: c9, within: 1m }'),
  ];
  assert.deepEqual(judge(rules).stepUp, { acrs: ['c1', 'c2'], withinMs: 600_000 });
  assert.equal(judge(rules.slice(3)).stepUp, undefined);
  assert.equal(judge([...rules, rule('f', 'deny')]).stepUp, undefined);
});

test('a body that nobody sees into is never allowed without a person, and never by one tap', () => {
  const policy = load(['id: all, when: "true", effect: allow']);
  const asked = question('read');
  const hidden = (properties: object): Question => ({
    ...asked,
    intent: { ...asked.intent, action: { name: 'read', properties: { ...properties } } },
  });
  assert.equal(evaluatePolicy(policy, hidden({ body_shown: true })).effect, 'allow');
  const verdict = evaluatePolicy(policy, hidden({ body_shown: false }));
  assert.equal(verdict.effect, 'review');
  assert.deepEqual(verdict.stepUp, { acrs: [], withinMs: 600_000 });
  assert.match(verdict.risk.reasons.join(), /shown by size, kind and SHA-256 alone/);
  const stricter = load(['id: all, when: "true", effect: review, stepUp: { acrs: c1, within: 5m }']);
  assert.deepEqual(evaluatePolicy(stricter, hidden({ body_shown: false })).stepUp, {
    acrs: ['c1'],
    withinMs: 300_000,
  });
});
