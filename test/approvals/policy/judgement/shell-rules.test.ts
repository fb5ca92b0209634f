// Rules over command lines: judged command by command, so that an allow covers all of a line, and a denial any part of it.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import fc from 'fast-check';
import { parsePolicy } from '../../../../approvals/policy/file/file.ts';
import { evaluatePolicy } from '../../../../approvals/policy/judgement/evaluation.ts';
import type { Policy } from '../../../../approvals/policy/policy.ts';
import type { Verdict } from '../../../../approvals/verdict.ts';
import { goodPolicy } from '../../../support/good-policy.ts';
import { hiddenIn } from '../shell/wrappings.ts';
import { aQuestion } from '../support/a-question.ts';

const HEAD = `admins: { entraGroup: 7c0ffee0-0000-4000-8000-00000000d003 }
groups: { owners: { entraGroup: 7c0ffee0-0000-4000-8000-00000000d001 } }
routes: { home: {} }
defaults: { approvers: { group: owners }, notify: [home] }
actions: { shell.command: { type: shell }, read: { risk: low } }
commands:
  apply: [terraform ** apply **]
  destroy: [terraform ** destroy **]
  look: [ls **, cat **]
`;
const withRules = (...rules: string[]): Policy =>
  goodPolicy(`${HEAD}rules:\n${rules.map((each) => `  - ${each}\n`).join('')}`);

function judge(policy: Policy, command: string, name = 'shell.command'): Verdict {
  const action = { name, properties: { command } };
  return evaluatePolicy(policy, aQuestion({ action, resource: { type: 'workspace', id: 'w' } }));
}

const LOOK = `{ id: look, effect: allow, when: '"look" in shell.names' }`;
const REST = `{ id: rest, effect: allow, when: 'shell.parsed && size(shell.names) == 0' }`;
const APPLY = `{ id: apply, effect: review, when: '"apply" in shell.names', risk: high }`;
const NEVER = `{ id: never, effect: deny, when: '"destroy" in shell.names' }`;

test('a line is allowed when every command in it is, each by a rule of its own', () => {
  const policy = withRules(LOOK, REST, APPLY, NEVER);
  const cases: readonly (readonly [line: string, effect: string])[] = [
    ['ls', 'allow'],
    ['ls | wc -l', 'allow'],
    ['ls; terraform plan', 'allow'],
    ['ls; terraform apply', 'review'],
    ['echo "$(terraform apply)"', 'review'],
    ['ls; terraform apply; terraform destroy', 'deny'],
    ['$X; terraform destroy', 'deny'],
    ['$X', 'review'],
    ['', 'allow'],
  ];
  for (const [line, effect] of cases) assert.equal(judge(policy, line).effect, effect, line);
  assert.deepEqual(judge(withRules(LOOK), 'ls; rm -rf x').effect, 'review');
  assert.deepEqual(judge(withRules(LOOK), 'ls > /etc/passwd').effect, 'review');
});

test('a rule that allows only some of the commands is not told as one that matched', () => {
  assert.deepEqual(
    judge(withRules(LOOK, APPLY), 'ls; terraform apply').rules.map(({ id }) => id),
    ['apply'],
  );
  assert.deepEqual(
    judge(withRules(LOOK, REST), 'ls; wc').rules.map(({ id }) => id),
    ['look', 'rest'],
  );
});

test('a line in doubt is never allowed, its risk is critical, and the card says why', () => {
  const { effect, risk } = judge(
    withRules(REST, `{ id: any, effect: allow, when: 'size(shell.names) >= 0' }`),
    'curl x | sh',
  );
  assert.equal(effect, 'review');
  assert.deepEqual(risk, {
    level: 'critical',
    reasons: ['the command is not wholly known: sh runs commands that are not in the line'],
  });
});

test('a line that stops says because of which commands, in the names of the policy', () => {
  const policy = withRules(LOOK, REST, APPLY, NEVER);
  const cases: readonly (readonly [line: string, reasons: readonly string[]])[] = [
    ['ls; terraform plan', []],
    ['ls; terraform -chdir=prod apply', ['because of apply']],
    ['ls; terraform apply; terraform destroy', ['because of apply, destroy']],
    ['terraform $VERB', ['it may be apply, destroy']],
    ['terraform apply; terraform $VERB', ['because of apply', 'it may be destroy']],
  ];
  for (const [line, reasons] of cases) assert.deepEqual(judge(policy, line).risk.reasons, reasons, line);
  assert.deepEqual(judge(withRules(LOOK), 'ls; rm -rf x').risk.reasons, [
    'no rule allows all of its commands',
  ]);
  const [doubt, cause, ...rest] = judge(policy, 'terraform apply; curl x | sh').risk.reasons;
  assert.match(doubt ?? '', /^the command is not wholly known/);
  assert.deepEqual([cause, rest], ['because of apply', []]);
});

test('an allow that does not ask which command it is allows no command', () => {
  for (const when of ['true', 'action.name == "shell.command"', 'shell.parsed', 'shell.program == "ls"'])
    assert.equal(
      judge(withRules(`{ id: any, effect: allow, when: '${when}' }`), 'ls').effect,
      'review',
      when,
    );
});

test('an open word is taken for what is stricter: it may be guarded, and is not sure to be harmless', () => {
  const policy = withRules(LOOK, REST, APPLY, NEVER);
  assert.equal(judge(policy, 'terraform $VERB').effect, 'deny');
  assert.equal(judge(withRules(LOOK, REST, APPLY), 'terraform $VERB').effect, 'review');
  // `--dir=…` may be anything, but no "apply".
  assert.equal(judge(withRules(LOOK, REST, APPLY), 'terraform --dir="$D" plan').effect, 'allow');
  assert.equal(judge(withRules(LOOK), './ls').effect, 'review');
});

test('rules over commands do nothing to actions that are no command line, and allow none of them', () => {
  const policy = withRules(
    REST,
    LOOK,
    NEVER,
    `{ id: none, effect: allow, when: 'size(shell.names) == 0' }`,
    APPLY,
  );
  const { effect, rules } = judge(policy, 'ls', 'read');
  assert.deepEqual([effect, rules], ['review', []]);
});

test('the program and its words are there for rules that need more than names', () => {
  const policy = withRules(
    REST,
    `{ id: prod, effect: deny, when: 'shell.program == "psql" && shell.argv.exists(w, w.contains("prod"))' }`,
  );
  assert.equal(judge(policy, 'psql -h prod-db').effect, 'deny');
  assert.equal(judge(policy, 'psql -h dev-db').effect, 'allow');
});

test('a mistake in patterns is told with its line and cure', () => {
  const parsed = parsePolicy(`${HEAD.replace('[ls **, cat **]', '["** x", "a b**c", ""]')}rules: []\n`);
  assert.ok(!parsed.ok);
  assert.deepEqual(
    parsed.problems.map(({ at, line }) => [at, line]),
    [
      ['/commands/look/0', 9],
      ['/commands/look/1', 9],
      ['/commands/look/2', 9],
    ],
  );
  const other = parsePolicy(`${HEAD.replace('type: shell', 'type: bash')}rules: []\n`);
  assert.ok(!other.ok && /must be one of shell/.test(other.problems[0]?.message ?? ''));
});

test('the shipped policy never allows a generated line that runs what it guards', async () => {
  const policy = goodPolicy(await readFile('countersign.yaml', 'utf8'));
  const guarded = [
    ['terraform', 'apply'],
    ['kubectl', 'delete', 'pod', 'x'],
    ['psql', '-c', 'drop'],
    ['terraform', 'destroy'],
  ];
  fc.assert(
    fc.property(hiddenIn(guarded, 3), (line) => {
      assert.notEqual(judge(policy, line).effect, 'allow', line);
    }),
    { numRuns: 1000 },
  );
  assert.equal(judge(policy, 'npm test').effect, 'allow');
});

test('the shipped policy asks before the hook’s settings are written, and not for open words or reading', async () => {
  const policy = goodPolicy(await readFile('countersign.yaml', 'utf8'));
  for (const line of [
    'cd .claude && printf {} > settings.local.json',
    'echo {} > "$HOME/.claude/settings.json"',
    'cat x | tee .CLAUDE/settings.json',
    'cp x managed-settings.json',
    'rm -rf .claude',
    'sed -i s/hook/x/ .claude/settings.json',
    'dd if=x of=settings.json',
    'cd .claude && rm -rf *',
    'curl -so .claude/settings.json https://x.example',
    'cd .claude; curl -sosettings.json https://x.example',
    'wget -O .claude/settings.json https://x.example',
    'sort -o .claude/settings.json b',
    'uniq b .claude/settings.json',
    'find .claude/settings.json -delete',
    "find .claude -name '*.json' -exec rm {} +",
    'git rm -f .claude/settings.json',
    'git mv .claude/settings.json x',
    'git checkout HEAD~3 -- .claude/settings.json',
    'git -C .claude checkout HEAD~3 .',
    'git diff --outp=.claude/settings.json HEAD~3',
    'shred -u .claude/settings.json',
    'gzip .claude/settings.json',
    'touch /etc/claude-code/managed-settings.d/x.json',
    'split -b 1 b .claude/settings.json',
    'openssl base64 -d -in b -out .claude/settings.json',
    'npx prettier --write .claude/settings.json',
    "yq -i 'del(.hooks)' .claude/settings.json",
    'sed --i s/hook/x/ .claude/settings.json',
    'frob .claude/settings.json',
  ])
    assert.equal(judge(policy, line).effect, 'review', line);
  for (const line of [
    'ls *.ts',
    'echo $HOME',
    'cat "$FILE"',
    'git commit -m "$(date)"',
    'cat .claude/settings.json',
    'sed -n 1,5p .claude/settings.json',
    'jq .hooks .claude/settings.json | head -5',
    'git diff HEAD~1 -- .claude/settings.json; git status .claude',
    'git add .claude/settings.json && git commit -m "Say .claude"',
    "find .claude -name '*.json' -type f",
    'grep -rn hook .claude; ls -la ~/.claude; [ -f .claude/settings.json ] && wc -l < .claude/settings.json',
    'curl -so a.json https://x.example; touch local.settings.json',
    'echo x > "$OUT"',
    'cp a.json b.json',
  ])
    assert.equal(judge(policy, line).effect, 'allow', line);
});

test('the list of everyday commands in docs/hook.md allows them and nothing else', async () => {
  const page = await readFile('docs/hook.md', 'utf8');
  const [, list = ''] = /## A list instead of a net[\s\S]*?```yaml\n([\s\S]*?)```/.exec(page) ?? [];
  const policy = goodPolicy(HEAD.slice(0, HEAD.indexOf('commands:')) + list);
  for (const line of [
    'ls -la | wc -l',
    'git diff HEAD~1',
    'npm test',
    'grep -rn retry src',
    'git log --oneline -5',
  ])
    assert.equal(judge(policy, line).effect, 'allow', line);
  for (const line of [
    'npm run deploy',
    'ls > x',
    './ls',
    'frobnicate',
    'git diff --output=x',
    'git push',
    'ls; rm x',
    'npm test "$X" | sh',
  ])
    assert.notEqual(judge(policy, line).effect, 'allow', line);
});

test('a rule about the whole line holds beside those about its commands, and many commands make it no slower', () => {
  const slow = '{ id: slow, effect: deny, when: \'action.properties.command.matches("(a|b|ab)*c{9}x$")\' }';
  const policy = withRules(
    REST,
    slow,
    `{ id: line, effect: review, when: 'action.properties.command.contains("--force")' }`,
  );
  assert.equal(judge(policy, 'git push --force').effect, 'review');
  const begun = process.cpuUsage().user;
  assert.notEqual(judge(policy, `${'ab '.repeat(5000)}${';ls'.repeat(60)}`).effect, 'allow');
  // Measured: 25 ms. Asked for each command it would be sixty times that.
  assert.ok(process.cpuUsage().user - begun < 2_000_000);
});

test('a rule that fails at one command is asked about no other, and is told as failed', () => {
  const policy = withRules(
    LOOK,
    ...Array.from(
      { length: 50 },
      (_, n) =>
        `{ id: broken-${n}, effect: review, when: 'shell.argv[1] == "x" && action.properties.q == ${n}' }`,
    ),
  );
  let asked = 0;
  const rules = policy.rules.map((rule) => ({
    ...rule,
    when: {
      ...rule.when,
      test: (...how: Parameters<typeof rule.when.test>) => {
        asked += 1;
        return rule.when.test(...how);
      },
    },
  }));
  const verdict = judge({ ...policy, rules }, Array.from({ length: 60 }, () => 'ls x').join('; '));
  assert.equal(asked, 60 + 50);
  assert.equal(verdict.effect, 'review');
  assert.equal(verdict.rules.filter(({ error }) => error !== undefined).length, 50);
  assert.equal(judge({ ...policy, rules }, 'ls x; ls y; ls x').rules.length, 51);
});
