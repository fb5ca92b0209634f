// The flags of `countersign record`: what is sent, and what is told of a command that is wrong, before anything is sent.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { DOCTOR_HELP } from '../../../cli/doctor/help.ts';
import { CommandError } from '../../../cli/exit.ts';
import { HELP } from '../../../cli/help.ts';
import { RECORD_HELP } from '../../../cli/record/help.ts';
import { readRecordFlags } from '../../../cli/record/read-flags.ts';
import { REDRIVE_HELP } from '../../../cli/redrive/help.ts';

const folder = mkdtempSync(join(tmpdir(), 'countersign-cli-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const ENV = { COUNTERSIGN_URL: 'https://countersign.example.com/' };
const GOOD = {
  '--action': 'data.export',
  '--resource': 'database:prod/customers:eu',
  '--done-at': '2026-11-21T15:20+01:00',
  '--reason': 'It burned.',
};
const args = (change: Readonly<Record<string, string | undefined>> = {}) =>
  Object.entries({ ...GOOD, ...change }).flatMap(([flag, value]) =>
    value === undefined ? [] : [flag, value],
  );

function read(change?: Readonly<Record<string, string | undefined>>) {
  const flags = readRecordFlags(args(change), ENV);
  assert.ok(flags !== 'help');
  return flags;
}

function told(list: readonly string[], env: Readonly<Record<string, string>> = ENV): string {
  try {
    readRecordFlags(list, env);
  } catch (error) {
    assert.ok(error instanceof CommandError);
    assert.equal(error.code, 2);
    return error.message;
  }
  return assert.fail('nothing was told');
}

test('makes the body of the call: the first colon parts type and id, the time is told in UTC', () => {
  const { body, url } = read({ '--parameters': '{"rows":25}', '--agent': 'nightly-etl' });
  assert.equal(url, 'https://countersign.example.com');
  assert.deepEqual(body, {
    action: { name: 'data.export', properties: { rows: 25 } },
    resource: { type: 'database', id: 'prod/customers:eu' },
    done_at: '2026-11-21T14:20:00.000Z',
    reason: 'It burned.',
    agent: 'nightly-etl',
  });
  assert.deepEqual(read().body.action, { name: 'data.export' });
});

test('reads parameters and reason from files, also such as Windows writes', () => {
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return `@${join(folder, name)}`;
  };
  const { body } = read({
    '--parameters': file('p.json', '\uFEFF{"rows":25}\r\n'),
    '--reason': file('r.txt', 'First line.\r\nSecond.\r\n'),
  });
  assert.deepEqual(body.action, { name: 'data.export', properties: { rows: 25 } });
  assert.equal(body.reason, 'First line.\r\nSecond.');
});

test('tells every mistake at once, each with an example', () => {
  const all = told([], {});
  for (const flag of ['--action', '--resource', '--done-at', '--reason', '--url']) {
    assert.match(all, new RegExp(`^${flag} is missing, e\\.g\\. ${flag} `, 'm'));
  }
  assert.match(all, /--help tells every flag/);
});

const WRONG: readonly (readonly [string, Readonly<Record<string, string>>, RegExp])[] = [
  ['a resource without a type', { '--resource': ':x' }, /^--resource :x is not TYPE\/ID/],
  ['a resource without an id', { '--resource': 'database:' }, /is not TYPE\/ID/],
  ['a time without its offset', { '--done-at': '2026-11-21T14:20:00' }, /is not a time with its offset/],
  ['a day that there is not', { '--done-at': '2026-13-41T14:20:00Z' }, /is not a time/],
  [
    'parameters that are no JSON',
    { '--parameters': '{rows:25}' },
    /^--parameters is not JSON: .*Give it as @FILE/,
  ],
  ['one name twice', { '--parameters': '{"a":1,"a":2}' }, /^--parameters is not JSON/],
  ['parameters that are a list', { '--parameters': '[1]' }, /must be a JSON object/],
  [
    'a file that is not there',
    { '--parameters': '@nowhere.json' },
    /^--parameters: the file nowhere\.json cannot be read/,
  ],
  ['an address in the clear', { '--url': 'http://countersign.example.com' }, /is not an https address/],
  ['an address that is none', { '--url': 'countersign' }, /is not an https address/],
  ['a flag nobody knows', { '--approve': 'yes' }, /--approve/],
  ['a blank reason', { '--reason': '  ' }, /^--reason is missing/],
];
for (const [what, change, expected] of WRONG) {
  test(`refuses ${what}`, () => assert.match(told(args(change)), expected));
}

test('takes http on this machine, where npm start serves', () => {
  assert.equal(read({ '--url': 'http://127.0.0.1:7071' }).url, 'http://127.0.0.1:7071');
});

test('helps within 80 columns, and names every flag', () => {
  for (const line of `${HELP}${RECORD_HELP}${REDRIVE_HELP}${DOCTOR_HELP}`.split('\n'))
    assert.ok(line.length <= 80, line);
  for (const flag of [...Object.keys(GOOD), '--parameters', '--agent', '--url', '--token-command', '--json'])
    assert.ok(RECORD_HELP.includes(flag), flag);
  assert.equal(readRecordFlags(['--help'], {}), 'help');
});
