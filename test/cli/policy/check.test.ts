// `countersign policy check` as an administrator meets it: what it prints, where it points, how it ends.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { CommandError } from '../../../cli/exit.ts';
import { policyCommand } from '../../../cli/policy/command.ts';
import { inFolder } from './support/in-folder.ts';

const DEMO = readFileSync('countersign.yaml', 'utf8');

test('a good policy is said to be good, with what it holds and its version', async () => {
  const { code, out } = await inFolder({ 'countersign.yaml': DEMO }, policyCommand, ['check']);
  assert.equal(code, 0, out);
  assert.match(
    out,
    /(?:^|\n)countersign\.yaml is good: \d+ rules, \d+ actions, 2 agents, 2 groups\.\nversion [0-9a-f]{64}\nGroups and people in Entra ID were not looked at; --online asks for them\.\n$/,
  );
});

test('every mistake is told at once, from its own line on, within 80 columns, with its cure', async () => {
  const text = DEMO.replace('effect: deny', 'efect: deny').replace(
    'group: data-owners, count: 2',
    'group: data-owner, count: 2',
  );
  const { code, out } = await inFolder({ 'mine.yaml': text }, policyCommand, ['check', 'mine.yaml']);
  assert.equal(code, 2);
  const lineOf = (word: string): number => text.split('\n').findIndex((line) => line.includes(word)) + 1;
  assert.match(
    out,
    new RegExp(
      `^mine\\.yaml:${lineOf('group: data-owner, ')}:\\d+ no group is called "data-owner"; did you mean "data-owners"\\?$`,
      'm',
    ),
  );
  assert.match(
    out,
    new RegExp(`^mine\\.yaml:${lineOf('efect')}:5 unknown word "efect"; did you mean "effect"\\?$`, 'm'),
  );
  assert.match(out, /^mine\.yaml:\d+:\d+ "effect" is missing; write one of allow, review, deny$/m);
  assert.match(out, /\nmine\.yaml is not good: 3 mistakes\.\n$/);
  for (const line of out.split('\n')) assert.ok(line.length <= 80, line);
});

test('more mistakes than are told are counted all the same', async () => {
  const many = Array.from({ length: 70 }, (_, at) => `wrong${at}: 1`).join('\n');
  const { code, out } = await inFolder({ 'mine.yaml': `${DEMO}\n${many}\n` }, policyCommand, [
    'check',
    'mine.yaml',
  ]);
  assert.equal(code, 2);
  assert.match(out, /and 20 more mistakes from here on/);
  assert.match(out, /\nmine\.yaml is not good: 70 mistakes\.\n$/);
});

test('what is hardly meant is warned of at its place, and fails under --strict alone', async () => {
  const idle = DEMO.replace(
    'when: action.name == "iam.role.assign"',
    'when: action.name == "a" && action.name == "b"',
  );
  const run = (text: string, ...flags: readonly string[]) =>
    inFolder({ 'countersign.yaml': text }, policyCommand, ['check', ...flags]);
  const { code, out } = await run(idle);
  assert.equal(code, 0);
  assert.match(out, /^countersign\.yaml:\d+:\d+ warning: the condition of rule "role-assignment" can/m);
  for (const line of out.split('\n')) assert.ok(line.length <= 80, line);
  assert.equal((await run(idle, '--strict')).code, 1);
  assert.equal((await run(DEMO, '--strict')).code, 0);
});

test('a file that cannot be read, and one too many, are told with the cure', async () => {
  const wrong = (words: RegExp) => (error: unknown) =>
    error instanceof CommandError && error.code === 2 && words.test(error.message);
  await assert.rejects(
    inFolder({}, policyCommand, ['check']),
    wrong(/^countersign\.yaml cannot be read \(ENOENT\)\. Name the policy: countersign policy check FILE\.$/),
  );
  await assert.rejects(inFolder({}, policyCommand, ['check', 'a', 'b']), wrong(/^b: one file at a time\n/));
  await assert.rejects(
    inFolder({}, policyCommand, ['check', '--stric']),
    wrong(
      /^There is no flag --stric; there are --url, .*--strict,\s+--online\.\s+Did you\s+mean\s+--strict\?\n.* --help tells every flag\.$/s,
    ),
  );
  await assert.rejects(inFolder({}, policyCommand, ['chek']), wrong(/^There is no command "policy chek"\. /));
});

test('what the commands say of themselves fits 80 columns', async () => {
  for (const args of [[], ['check', '--help'], ['test', '--help'], ['explain', '--help']]) {
    const { code, out } = await inFolder({}, policyCommand, args);
    assert.equal(code, 0);
    for (const line of out.split('\n')) assert.ok(line.length <= 80, line);
  }
});
