// A policy is what it looks like: no character in it that nobody sees, or that is drawn elsewhere than it stands.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePolicy } from '../../../../approvals/policy/file/file.ts';
import { anId } from '../support/an-id.ts';

const policy = (rule: string, more = ''): string => `admins: { entraGroup: ${anId('1')} }
groups: { owners: { entraGroup: ${anId('2')} } }
routes: { ops: {} }
actions: { data.read: {} }
resources:
  - { type: database, id: "**", set: { environment: dev } }
defaults: { approvers: { group: owners }, notify: [ops] }
rules:
  - { id: secret, when: '${rule}', effect: deny }
${more}`;
const told = (text: string): readonly string[] => {
  const parsed = parsePolicy(text);
  return parsed.ok ? [] : parsed.problems.map((each) => `${each.line}:${each.column} ${each.message}`);
};

for (const character of [
  ...[
    '\u200b',
    '\u200d',
    '\u2060',
    '\ufeff',
    '\u00ad',
    '\u061c',
    '\u202e',
    '\u2066',
    '\u{e0041}',
    '\u3164',
    '\u00a0',
  ],
  ...['\u2003', '\u3000', '\ufe0f', '\u{e000}', '\u2800', '\u115f', '\u180e', '\u034f'],
]) {
  const name = `U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`;
  test(`${name} is refused in a condition, in a pattern and in a comment, at its place`, () => {
    const rule = told(policy(`resource.id == "prod/salaries${character}"`));
    assert.match(
      rule.join(),
      new RegExp(`^9:55 a character that nobody sees.*\\(U\\${name.slice(1)}\\), stands here`),
    );
    const pattern = told(policy('true').replace('"**"', `"prod${character}/*"`));
    assert.match(pattern.join(), /^6:32 a character/);
    assert.match(told(policy('true', `# over${character}\n`)).join(), /^10:7 a character/);
  });
}

test('a condition holds none by an escape of YAML either', () => {
  const text = policy('true').replace("'true'", '"resource.id == \'prod\\u200b\'"');
  assert.match(told(text).join(), /condition: a character that nobody sees \(U\+200B\)/);
});

test('letters of any script, emoji as Unicode lists them, and a byte order mark in front are read as they stand', () => {
  const words =
    'Größe, 顧客, данные, عملاء, שלום, \u26a0\ufe0f, \u2764\ufe0f, 1\ufe0f\u20e3, \u{1f468}\u200d\u{1f469}\u200d\u{1f467}, \u{1f1eb}\u{1f1f7}';
  const plain = policy('true', `# ${words}\n`).replace(
    'effect: deny',
    `description: "${words}", effect: deny`,
  );
  assert.deepEqual(told(`\ufeff${plain}`), []);
});

test('a file of another encoding is refused where its first letter could not be read', () => {
  const text = Buffer.from(policy('resource.id == "dev/café"'), 'latin1').toString('utf8');
  assert.match(told(text).join(), /^9:49 .*not UTF-8 \(U\+FFFD\); save the file as UTF-8$/);
});

test('what is in an emoji is told where it stands alone', () => {
  assert.match(told(policy('resource.id == "prod\ufe0f"')).join(), /U\+FE0F/);
  assert.match(told(policy('resource.id == "a\u200d\u{1f469}"')).join(), /U\+200D/);
});
