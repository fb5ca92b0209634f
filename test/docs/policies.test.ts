// The worked policies of docs/policies/: each loads without a warning, does what its cases say, has a case for every rule, tells its risks, and is on the page.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { parsePolicy } from '../../approvals/policy/file/file.ts';
import { policyCommand } from '../../cli/policy/command.ts';

const FOLDER = 'docs/policies';
const names = readdirSync(FOLDER).filter((name) => !name.includes('.test.'));
const page = readFileSync('docs/policy.md', 'utf8');

async function run(...args: readonly string[]) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const around = { env: {}, cwd: '.', stdin: () => process.stdin, stdout, stderr };
  const code = await policyCommand(args, around);
  return { code, out: String(stdout.read() ?? '') };
}

for (const name of names) {
  test(`${name} loads without a warning, and each of its cases and rules is as its test file says`, async () => {
    const checked = await run('check', '--strict', `${FOLDER}/${name}`);
    assert.equal(checked.code, 0, checked.out);
    assert.doesNotMatch(checked.out, / (warning|note): /);
    const tested = await run('test', `${FOLDER}/${name.replace('.yaml', '.test.yaml')}`);
    assert.equal(tested.code, 0, tested.out);
    assert.match(tested.out, /\nEvery rule is matched by a case\.\n$/);
  });
  test(`${name} says what it does not cover, and each of its rules which risk it meets, as long as a card shows`, () => {
    const text = readFileSync(`${FOLDER}/${name}`, 'utf8');
    assert.match(text.split('\n').slice(0, 3).join(' '), / does not cover /);
    assert.deepEqual(namesOfUntold(text), []);
  });
  test(`${name} and its cases are linked from docs/policy.md`, () => {
    assert.ok(page.includes(`(policies/${name})`), name);
    assert.ok(page.includes(`(policies/${name.replace('.yaml', '.test.yaml')})`), name);
  });
}

test('each rule of the demo says which risk it meets, as long as a card shows', () => {
  assert.deepEqual(namesOfUntold(readFileSync('countersign.yaml', 'utf8')), []);
});

/** Rules without a reason, or with one that a card would cut off. */
function namesOfUntold(text: string): readonly string[] {
  const parsed = parsePolicy(text);
  assert.ok(parsed.ok, JSON.stringify(parsed));
  return parsed.policy.rules
    .filter(({ description = '' }) => description === '' || description.length > 120)
    .map(({ id }) => id);
}
