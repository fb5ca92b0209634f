// The worked policies of docs/policies/: each loads without a warning, does what its cases say, has a case for every rule, and is on the page.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
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
  test(`${name} and its cases are linked from docs/policy.md`, () => {
    assert.ok(page.includes(`(policies/${name})`), name);
    assert.ok(page.includes(`(policies/${name.replace('.yaml', '.test.yaml')})`), name);
  });
}
