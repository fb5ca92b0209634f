// `countersign policy test` as an adopter's CI meets it: what it prints, what it writes, how it ends.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { CommandError } from '../../../../cli/exit.ts';
import { policyCommand } from '../../../../cli/policy/command.ts';
import { inFolder } from '../support/in-folder.ts';

const POLICY = readFileSync('countersign.yaml', 'utf8');
const CASE = `
  - name: production is never deleted
    agent: deploy-bot
    intent: { action: { name: infra.delete }, resource: { type: kubernetes, id: prod/cluster } }
    expect: { effect: deny }`;
const files = (cases: string, name = 'countersign.test.yaml') => ({
  'countersign.yaml': POLICY,
  [name]: `cases:${cases}\n`,
});
const run = (cases: string, ...args: readonly string[]) =>
  inFolder(files(cases), policyCommand, ['test', ...args]);

test('the shipped policy says what its shipped cases expect, and every rule of it has a case', async () => {
  const cases = readFileSync('countersign.test.yaml', 'utf8');
  const { code, out } = await inFolder(
    { 'countersign.yaml': POLICY, 'countersign.test.yaml': cases },
    policyCommand,
    ['test'],
  );
  assert.equal(code, 0, out);
  assert.match(out, /^countersign\.test\.yaml, by countersign\.yaml\n✓ /);
  assert.match(out, /: all as expected\.\nEvery rule is matched by a case\.\n$/);
});

test('whom a policy tells is compared whole: routes, groups and people', async () => {
  const person = '7c0ffee0-0000-4000-8000-00000000e001';
  const policy = POLICY.replace(
    'notify: [data-approvals]',
    `notify: [data-approvals, { group: sre-leads }, { person: ${person} }]`,
  );
  const told = async (notify: string) => {
    const cases = `cases:${CASE.replace('{ effect: deny }', `{ notify: ${notify} }`)}`;
    return inFolder({ 'countersign.yaml': policy, 'countersign.test.yaml': cases }, policyCommand, ['test']);
  };
  const same = await told(`[{ person: ${person} }, data-approvals, { group: sre-leads }]`);
  assert.equal(same.code, 0, same.out);
  const { code, out } = await told('[data-approvals, { group: data-owners }]');
  assert.equal(code, 1);
  assert.match(
    out.replaceAll(/\s+/g, ' '),
    new RegExp(
      `notify: expected data-approvals, group data-owners, is data-approvals, group sre-leads, person ${person}`,
    ),
  );
});

test('what differs is told member by member, within 80 columns, and ends with 1', async () => {
  const { code, out } = await run(
    `${CASE.replace('{ effect: deny }', '{ effect: allow, rules: [dev-read], risk: low, approvers: { groups: [data-owners, sre-leads], count: 2 } }')}
  - name: fine
    agent: nightly-etl
    intent: { action: { name: data.read }, resource: { type: database, id: dev/x } }
    expect: { effect: allow }`,
  );
  assert.equal(code, 1);
  for (const line of [
    '✗ production is never deleted (line 2)',
    '    effect: expected allow, is deny',
    '    rules: expected dev-read, is no-prod-deletion',
    '    risk: expected low, is critical',
    '    approvers: expected 2 of data-owners or sre-leads, is nobody',
    '    because rule "no-prod-deletion" denies',
    '  + no-prod-deletion (deny) matched',
    '  - dev-read (allow) did not match',
    '    false action.name == "data.read"',
    '            action.name = "infra.delete"',
    '✓ fine',
    '2 cases: 1 as expected, 1 not.',
  ])
    assert.ok(out.split('\n').includes(line), `${line}\nis not in\n${out}`);
  assert.match(
    out,
    /^Matched by no case: prod-export, role-assignment, [^.]*\n {2}[^.]*everyday-commands\.$/m,
  );
  for (const line of out.split('\n')) assert.ok(line.length <= 80, line);
});

test('--junit writes well-formed XML, whatever names hold', async () => {
  const odd = 'a <b> & "c" \u0001 \ud83d\udca1 ]]>';
  const { code, read } = await run(
    `${CASE.replace('production is never deleted', JSON.stringify(odd).slice(1, -1)).replace('name: a', 'name: "a').replace(']]>', ']]>"').replace('deny', 'allow')}${CASE}`,
    '--junit',
    'report.xml',
  );
  assert.equal(code, 1);
  const xml = read('report.xml');
  assert.match(
    xml,
    /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites name="[^"]+" tests="2" failures="1" errors="0" skipped="0">\n/,
  );
  assert.match(xml, /name="a &lt;b&gt; &amp; &quot;c&quot; \ufffd \ud83d\udca1 \]\]&gt;"/);
  assert.match(xml, /<failure message="effect: expected allow, is deny">/);
  const open: string[] = [];
  const rest = xml.replaceAll(
    /<(\/?)([a-z]+)((?: [a-z]+="[^"<]*")*)(\/?)>/g,
    (_, close, name, _attributes, self) => {
      if (close === '/') assert.equal(open.pop(), name);
      else if (self === '') open.push(name);
      return '';
    },
  );
  assert.deepEqual(open, []);
  assert.doesNotMatch(rest.replace(/^<\?xml[^>]*\?>/, ''), /[<>]|&(?!(?:amp|lt|gt|quot|#\d+);)/);
});

test('--junit tells each difference once, and what is wrong with a file as an error', async () => {
  const failed = await run(CASE.replace('deny', 'allow'), '--junit', 'report.xml');
  const xml = failed.read('report.xml');
  assert.equal(xml.split('effect: expected allow, is deny').length, 2, xml);
  const folder = mkdtempSync(join(tmpdir(), 'countersign-junit-'));
  try {
    const report = join(folder, 'report.xml');
    writeFileSync(report, 'of the run before');
    await assert.rejects(run(CASE.replace('name:', 'nam:'), '--junit', report), wrong(/unknown word "nam"/));
    const told = readFileSync(report, 'utf8');
    assert.match(told, /<testsuites name="[^"]+" tests="1" failures="0" errors="1" skipped="0">/);
    assert.match(
      told,
      /<error message="countersign\.test\.yaml:2:5 [^"]*">[^<]*unknown word &quot;nam&quot;; did you mean/,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a test file belongs to the policy beside it, and --policy has all of them test one', async () => {
  const folder = { 'a.yaml': POLICY, 'a.test.yaml': `cases:${CASE}\n`, 'b.test.yaml': `cases:${CASE}\n` };
  const ran = await inFolder(folder, policyCommand, ['test', 'a.test.yaml']);
  assert.match(ran.out, /^a\.test\.yaml, by a\.yaml\n/);
  const both = await inFolder(folder, policyCommand, [
    'test',
    '--policy',
    'a.yaml',
    'a.test.yaml',
    'b.test.yaml',
  ]);
  assert.match(both.out, /^2 cases: all as expected\.$/m);
  await assert.rejects(
    inFolder(folder, policyCommand, ['test', 'nope.test.yaml']),
    wrong(/^nope\.test\.yaml cannot be read/),
  );
  await assert.rejects(
    inFolder(folder, policyCommand, ['test', 'b.test.yaml']),
    wrong(/^b\.yaml cannot be read/),
  );
  await assert.rejects(
    inFolder(folder, policyCommand, ['test', 'cases.yaml']),
    wrong(/^cases\.yaml is not named like NAME\.test\.yaml/),
  );
});

test('nothing is tested by a file or a policy with a mistake: every one is told, and it ends with 2', async () => {
  await assert.rejects(
    run(CASE.replace('expect:', 'expects:')),
    wrong(/^countersign\.test\.yaml:2:5 "expect" is missing/),
  );
  const folder = { ...files(CASE), 'countersign.yaml': POLICY.replace('admins:', 'admin:') };
  await assert.rejects(
    inFolder(folder, policyCommand, ['test']),
    wrong(/^countersign\.yaml:[\s\S]*\ncountersign\.yaml is not good: 2 mistakes\.$/),
  );
  await assert.rejects(
    run(CASE, '--junit', 'no-such-folder/report'),
    wrong(/^--junit no-such-folder\/report cannot be written \(ENOENT\)/),
  );
});

function wrong(words: RegExp) {
  return (error: unknown): boolean => {
    assert.ok(error instanceof CommandError && error.code === 2);
    assert.match(error.message, words);
    return true;
  };
}
