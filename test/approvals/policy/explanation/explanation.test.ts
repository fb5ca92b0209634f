import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Intent } from '../../../../approvals/intent/intent.ts';
import { type Explanation, explainPolicy } from '../../../../approvals/policy/explanation/explanation.ts';
import { explanationLines } from '../../../../approvals/policy/explanation/explanation-lines.ts';
import type { ToldRule } from '../../../../approvals/policy/explanation/told-rule.ts';
import { evaluatePolicy } from '../../../../approvals/policy/judgement/evaluation.ts';
import type { Question } from '../../../../approvals/policy/judgement/matching.ts';
import type { Policy } from '../../../../approvals/policy/policy.ts';
import type { Effect } from '../../../../approvals/verdict.ts';
import { goodPolicy } from '../../../support/good-policy.ts';
import { aQuestion } from '../support/a-question.ts';
import { anId } from '../support/an-id.ts';

const HEAD = `admins: { entraGroup: ${anId('d003')} }
agents: { etl: { clientId: ${anId('c001')}, owners: [${anId('e008')}] } }
groups:
  owners: { entraGroup: ${anId('d001')} }
  leads: { entraGroup: ${anId('d002')} }
routes: { home: {}, away: {} }
resources: [{ type: database, id: "prod/*", set: { environment: prod } }]
commands: { destroy: ["terraform ** destroy **"], list: ["ls **"] }
actions:
  read: { risk: low }
  write: { risk: medium, riskReason: writes data, redact: [/connection/password, /token] }
  line: { type: shell, redact: [/command] }
  open-line: { type: shell }
defaults: { approvers: { group: owners }, notify: [home], expires: 1h }
`;

function load(...rules: readonly string[]): Policy {
  return goodPolicy(`${HEAD}rules:\n${rules.map((rule) => `  - { ${rule} }\n`).join('') || '  []\n'}`);
}
const rule = (name: string, effect: Effect, when = 'true', more = ''): string =>
  `id: ${name}, effect: ${effect}, when: '${when}'${more}`;

const AGENT = { clientId: anId('c001'), name: 'etl', registered: true };
const question = (action: Intent['action'] = { name: 'read' }, agent: Question['agent'] = AGENT): Question =>
  aQuestion({ agent, action });

function ruleOf({ rules }: Explanation, name: string): ToldRule {
  const found = rules.find((each) => each.id === name);
  assert.ok(found, name);
  return found;
}

test('the effect comes first, with the rules that made it so', () => {
  const allow = rule('a', 'allow', 'action.name == "read"');
  const review = rule('r', 'review', 'resource.properties.environment == "prod"');
  const deny = rule('d', 'deny', 'agent.name == "etl"');
  for (const [rules, effect, why] of [
    [[], 'review', ['no rule matches, so the default approvers are asked']],
    [[allow], 'allow', ['rule "a" allows', 'nothing that matches is stricter']],
    [[allow, review], 'review', ['rule "r" asks people', 'rule "a" would allow it']],
    [[allow, review, deny], 'deny', ['rule "d" denies']],
  ] as const) {
    const told = explainPolicy(load(...rules), question());
    assert.equal(told.effect, effect);
    assert.deepEqual(told.why, why);
    assert.equal(explanationLines(told)[0], effect);
  }
});

test('each rule says how it came out, and what it adds when it applies', () => {
  const policy = load(
    rule(
      'matched',
      'review',
      'true',
      ', approvers: { group: leads, count: 2 }, expires: 10m, risk: high, riskReason: why not, notify: [away, { group: leads }], requireReason: deny, stepUp: true',
    ),
    rule('not-matched', 'deny', 'action.name == "write"'),
    rule('failed', 'review', 'resource.properties.nothing == 1'),
    rule('gives-nothing', 'allow', 'resource.properties.nothing == 1'),
    rule('of-commands', 'allow', '"list" in shell.names'),
  );
  const told = explainPolicy(policy, question());
  assert.deepEqual(
    told.rules.map(({ id: name, result }) => [name, result]),
    [
      ['matched', 'matched'],
      ['not-matched', 'not_matched'],
      ['failed', 'failed'],
      ['gives-nothing', 'failed'],
      ['of-commands', 'not_asked'],
    ],
  );
  assert.deepEqual(ruleOf(told, 'matched').adds, {
    approvers: [{ count: 2, groups: [{ name: 'leads', id: anId('d002') }], people: [] }],
    risk: 'high',
    risk_reasons: ['why not'],
    notify: ['away'],
    one_to_one: { groups: [{ name: 'leads', id: anId('d002') }], people: [] },
    expires_in_seconds: 600,
    require_reason: 'deny',
    step_up: { acrs: [], within_seconds: 600 },
  });
  assert.deepEqual(ruleOf(told, 'failed').adds, {});
  assert.equal(ruleOf(told, 'failed').note, 'it could not be evaluated, and so it applies');
  assert.match(ruleOf(told, 'failed').error ?? '', /No such key: nothing/);
  assert.equal(ruleOf(told, 'gives-nothing').adds, undefined);
  assert.equal(ruleOf(told, 'not-matched').adds, undefined);
  assert.deepEqual(ruleOf(told, 'not-matched').conditions[0]?.part.reads, [
    { member: 'action.name', value: 'read' },
  ]);
  assert.deepEqual(told.doubts, [
    'rule "failed" could not be evaluated',
    'rule "gives-nothing" could not be evaluated',
  ]);
  assert.deepEqual(told.defaults, ['notify', 'grant', 'outcomeWithin']);
  assert.deepEqual(told.terms.notify, ['away', 'home']);
  assert.ok(explanationLines(told).some((line) => line.trim() === 'cards to away, home, each of leads'));
  assert.deepEqual(told.barred, [anId('e008')]);
  assert.deepEqual(told.asked.facts, { environment: 'prod' });
});

test('what forbids allowing without a person is told', () => {
  const policy = load(rule('a', 'allow'));
  for (const [asked, doubt] of [
    [question({ name: 'unheard' }), 'the policy does not list this action'],
    [question({ name: 'read' }, { ...AGENT, registered: false }), 'the policy does not list this agent'],
    [
      question({ name: 'read', properties: { body_shown: false } }),
      'its body is shown by size, kind and SHA-256 alone',
    ],
  ] as const) {
    const told = explainPolicy(policy, asked);
    assert.equal(told.effect, 'review');
    assert.deepEqual(told.why, [`never allowed without a person: ${doubt}`, 'rule "a" would allow it']);
  }
});

test('a line for a shell is told command by command, under the names the policy has for them', () => {
  const policy = load(
    rule('no-destroying', 'deny', '"destroy" in shell.names'),
    rule('lists', 'allow', '"list" in shell.names'),
    rule('reads', 'allow', 'action.name == "read"'),
  );
  const told = explainPolicy(
    policy,
    question({ name: 'open-line', properties: { command: 'ls /tmp && terraform destroy' } }),
  );
  assert.equal(told.effect, 'deny');
  assert.deepEqual(told.commands, [
    { program: 'ls', names: ['list'], may_be: [] },
    { program: 'terraform', names: ['destroy'], may_be: [] },
  ]);
  assert.deepEqual(
    ruleOf(told, 'no-destroying').conditions.map(({ command, part }) => [command, part.result]),
    [
      [0, false],
      [1, true],
    ],
  );
  assert.equal(ruleOf(told, 'lists').note, 'it allows some of the commands, but not all of them are allowed');
  assert.equal(ruleOf(told, 'reads').result, 'not_asked');
  assert.match(ruleOf(told, 'reads').note ?? '', /allows no command/);
});

test('a value that the action redacts is told nowhere, under no name it goes by', () => {
  const SECRET = 'hunter2-hunter2';
  const policy = load(
    rule('whole', 'review', 'action.properties.connection.password.startsWith("hunter")'),
    rule('above', 'review', 'action.properties.connection.exists(k, k == "user")'),
    rule(
      'beside',
      'review',
      'action.properties.token.word == "x" || action.properties.connection.user == "sa"',
    ),
    rule('quoting', 'review', 'int(action.properties.connection.password) == 1'),
    rule(
      'words',
      'deny',
      '"list" in shell.names && shell.argv.exists(w, w.startsWith("x")) && shell.program == "x"',
    ),
  );
  for (const action of [
    { name: 'write', properties: { connection: { user: 'sa', password: SECRET }, token: { word: SECRET } } },
    { name: 'line', properties: { command: `ls ${SECRET}` } },
  ]) {
    const told = explainPolicy(policy, question(action));
    const text = JSON.stringify(told) + explanationLines(told).join('\n');
    assert.equal(text.includes(SECRET), false, text);
    assert.match(text, /redacted, \d+ characters/);
  }
  const told = explainPolicy(
    policy,
    question({ name: 'write', properties: { connection: { user: 'sa', password: SECRET } } }),
  );
  assert.deepEqual(ruleOf(told, 'above').conditions[0]?.part.reads, [
    { member: 'action.properties.connection', value: { user: 'sa', password: 'redacted, 15 characters' } },
  ]);
});

test('what a card takes out of a list of words, and under the name of secrets, no explanation tells either', () => {
  const policy = load(
    rule('r', 'review', 'action.properties.argv.size() > 1 && action.properties.secrets.db != ""'),
  );
  const argv = ['mysql', '-pSup3rS3cret', '--password', 'hunter2hunter'];
  const told = explainPolicy(
    policy,
    question({ name: 'read', properties: { argv, secrets: { db: 'hunter2hunter' } } }),
  );
  const reads = (ruleOf(told, 'r').conditions[0]?.part.parts ?? []).map((part) => part.reads?.[0]?.value);
  assert.deepEqual(reads, [
    ['mysql', '-p⟨redacted: password, 11 characters⟩', '--password', '⟨redacted: password, 13 characters⟩'],
    '⟨redacted: secret, 13 characters⟩',
  ]);
});

test('long values and things that look like secrets are not repeated', () => {
  const policy = load(
    rule('r', 'review', 'action.properties.note != "" && action.properties.list.size() > 1'),
  );
  const told = explainPolicy(
    policy,
    question({
      name: 'read',
      properties: { note: `password=abcdefgh ${'x'.repeat(500)}`, list: Array(500).fill('y') },
    }),
  );
  const [note, list] = (ruleOf(told, 'r').conditions[0]?.part.parts ?? []).map(({ reads }) => reads?.[0]);
  assert.match(
    String(note?.value),
    /^password=⟨redacted: password, \d+ characters⟩ x{100,}…\(\d+ more characters\)$/,
  );
  assert.match(list?.withheld ?? '', /^too long to tell, \d+ characters$/);
});

test('an error about a value that is too long keeps its words, unless a part of the value is redacted', () => {
  const policy = load(rule('r', 'review', 'int(action.properties.connection) == 1'));
  const told = (connection: unknown, name: string) =>
    ruleOf(explainPolicy(policy, question({ name, properties: { connection } })), 'r');
  const long = { notes: Array(500).fill('y'), password: 'hunter2-hunter2' };
  for (const error of [told(long, 'read').error, told(long, 'read').conditions[0]?.part.error])
    assert.match(error ?? '', /^found no matching overload/);
  assert.match(told(long, 'write').error ?? '', /reads a value that is redacted$/);
});

const text = fc.string({ unit: 'binary', maxLength: 40 });
const conditions = fc.constantFrom(
  'true',
  'action.name == "read"',
  'resource.properties.environment == "prod"',
  'resource.properties.nothing == 1',
  'claimed.context.sure',
  '!agent.registered || "list" in shell.names',
  'size(shell.names) == 0 && shell.parsed',
  'action.properties.command.contains("ls")',
);
const anyRules = fc
  .array(fc.tuple(fc.constantFrom<Effect>('allow', 'review', 'deny'), conditions), { maxLength: 6 })
  .map((rules) => rules.filter(([effect, when]) => effect !== 'allow' || !when.includes('claimed')));
const anyQuestion = fc
  .record({
    name: fc.constantFrom('read', 'write', 'line', 'open-line', 'unheard'),
    command: fc.oneof(fc.constantFrom('ls', 'ls && terraform destroy', '$X', 'terraform $Y'), text),
    resource: fc.constantFrom('prod/a', 'dev/a'),
    registered: fc.boolean(),
    agent: text,
    sure: fc.anything(),
  })
  .map(({ name, command, resource, registered, agent, sure }) => {
    const asked = question({ name, properties: { command } });
    const { intent } = asked;
    return {
      ...asked,
      agent: { ...AGENT, name: agent, registered },
      intent: { ...intent, resource: { ...intent.resource, id: resource }, context: { sure } },
    };
  });

test('an explanation never says anything else than the verdict, and fits 80 columns whatever is asked', () => {
  fc.assert(
    fc.property(anyRules, anyQuestion, (rules, asked) => {
      const policy = load(...rules.map(([effect, when], at) => rule(`r${at}`, effect, when)));
      const verdict = evaluatePolicy(policy, asked);
      const told = explainPolicy(policy, asked);
      assert.equal(told.effect, verdict.effect);
      assert.deepEqual(
        told.rules.filter(({ result }) => result === 'matched' || result === 'failed').map((each) => each.id),
        verdict.rules.map((each) => each.id),
      );
      assert.equal(told.why.length > 0, true);
      const lines = explanationLines(told);
      assert.equal(lines[0], verdict.effect);
      for (const line of lines) {
        assert.ok([...line].length <= 80, line);
        // What is written from right to left is set apart by our own two marks.
        const said = line.replaceAll(/[\u2068\u2069]/g, '');
        assert.equal(/[\p{Cc}\p{Cf}\u2028]/u.test(said), false, JSON.stringify(line));
      }
    }),
    { numRuns: 300 },
  );
});

test('an allow that an odd resource id stands against is told as that', () => {
  const told = explainPolicy(
    load(rule('reads', 'allow', 'action.name == "read"')),
    aQuestion({ agent: AGENT, resource: { type: 'database', id: 'dev/../prod/a' } }),
  );
  assert.equal(told.effect, 'review');
  assert.deepEqual(told.why, [
    'never allowed without a person: the id of its resource may be read as another one',
    'rule "reads" would allow it',
  ]);
});

test('what only a deployment knows is told as not looked at, and nothing is said to be within a limit that nobody counted', () => {
  const limited = load(
    rule('often', 'allow', 'action.name == "read"', ', limit: { count: 2, per: agent, window: 1h }'),
  );
  const told = explainPolicy(limited, question());
  assert.equal(told.effect, 'allow');
  assert.deepEqual(told.why, ['rule "often" allows', 'nothing that matches is stricter']);
  const paused = 'whether the agent is paused: then nothing of it is let through';
  assert.deepEqual(told.not_looked_at, [
    'how often rule "often" said yes before: it allows 2 in 1 h, and beyond that people are asked',
    paused,
  ]);
  assert.ok(explanationLines(told).includes('Not looked at'));
  const counted = {
    at: question().now,
    limits: [{ rule: 'often', count: 2, per: 'agent', windowMs: 3_600_000, found: 2 }],
  } as const;
  const reached = explainPolicy(limited, { ...question(), counted });
  assert.deepEqual([reached.effect, reached.not_looked_at], ['review', [paused]]);
  const cooled = load(rule('asks', 'review', 'true', ', coolDown: 1h'));
  assert.deepEqual(explainPolicy(cooled, question()).not_looked_at, [
    'whether a person denied the same just before: in the cool-down it is denied at once',
    paused,
  ]);
});
