// `countersign explain` out of an exported record: every kind of story is told, in lines that fit a terminal, and what does not hold is said first.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { after, test } from 'node:test';
import { CommandError } from '../../../cli/exit.ts';
import { explainCommand } from '../../../cli/explain/command.ts';
import { PEOPLE } from '../../../local/directory.ts';
import { aPackage, rowsOf, writePackage } from '../../support/a-package.ts';
import { createPopulation } from '../../support/a-population.ts';

const files = await aPackage(await createPopulation());
const { folder, remove } = writePackage(files);
after(remove);
const requests = rowsOf(files['requests.ndjson']);
const idOf = (pick: (row: Readonly<Record<string, unknown>>) => boolean): string =>
  String(requests.find(pick)?.id);

async function explained(...args: readonly string[]) {
  const stdout = new PassThrough();
  const around = { env: {}, cwd: '.', stdin: () => process.stdin, stdout, stderr: new PassThrough() };
  const code = await explainCommand(args, around);
  return { code, out: String(stdout.read()) };
}

test('every request of the record is told and holds, in lines that fit', async () => {
  for (const { id } of requests) {
    const { code, out } = await explained(String(id), '--from-export', folder);
    assert.equal(code, 0, out);
    for (const line of out.split('\n')) assert.ok(line.length <= 80 || !line.trim().includes(' '), line);
    assert.match(out, /Checked: the chain of \d+ events is whole/);
  }
});

test('a yes under a limit is told with what was counted', async () => {
  const id = idOf(
    ({ status, verdict }) => status !== 'approved' && JSON.stringify(verdict).includes('"counted"'),
  );
  const flat = (await explained(id, '--from-export', folder)).out.replace(/\s+/g, ' ');
  assert.match(flat, /limit of dev-read, 2 in 1 h per agent: 2 found at 2026-/);
});

test('an approval is told from the ask to what came of it, each sentence with its event', async () => {
  const id = idOf(({ status, starter }) => status === 'approved' && starter !== undefined);
  const { out } = await explained(id, '--from-export', folder);
  const flat = out.replace(/\s+/g, ' ');
  const sentences = [
    `${id}: approved`,
    'nightly-etl (7c0ffee0-0000-4000-8000-00000000c001) asked for this: data.export on database prod/customers.',
    'in their words: “The monthly report.”',
    `Dana Ortiz (${PEOPLE.dana}) wrote a comment.`,
    `Alice Aho (${PEOPLE.alice}) approved it, on the review page.`,
    `With that it was approved by Alice Aho (${PEOPLE.alice}): it took 1 of data-owners.`,
    'nightly-etl used the approval, its one time.',
    'nightly-etl told what came of it: succeeded. That is a claim.',
    'the pinned policy gives the same verdict again; the approval is signed by',
  ];
  let at = -1;
  for (const each of sentences) {
    const next = flat.indexOf(each, at + 1);
    assert.ok(next > at, `${each}\n${out}`);
    at = next;
  }
  const events = rowsOf(files['events.ndjson']).filter(({ request }) => request === id);
  for (const { seq, at: when, hash } of events) assert.ok(flat.includes(`event ${seq} of ${when}, ${hash}`));
});

test('what the events do not say is told as what does not hold', async () => {
  const path = join(folder, 'requests.ndjson');
  const before = readFileSync(path, 'utf8');
  const id = idOf(({ status, votes }) => status === 'denied' && (votes as unknown[]).length > 0);
  writeFileSync(
    path,
    before
      .split('\n')
      .map((line) =>
        line.includes(`"id":"${id}"`) ? line.replace('"status":"denied"', '"status":"approved"') : line,
      )
      .join('\n'),
  );
  try {
    const { code, out } = await explained(id, '--from-export', folder);
    assert.equal(code, 4);
    assert.match(
      out,
      /: approved\n\nTHIS DOES NOT HOLD: requests: says status "approved", and its events say "denied"/,
    );
  } finally {
    writeFileSync(path, before);
  }
});

test('says what is wrong with the command, and when the record holds no such request', async () => {
  const ends = (code: number, words: RegExp) => (error: unknown) =>
    error instanceof CommandError && error.code === code && words.test(error.message);
  await assert.rejects(
    explained('req_1', 'x'),
    ends(2, /req_1 is no request.*x: one request at a time.*--url is missing/s),
  );
  await assert.rejects(
    explained(`req_${'9'.repeat(26)}`, '--from-export', folder),
    ends(2, /holds no request/),
  );
  await assert.rejects(
    explained(`req_${'9'.repeat(26)}`, '--from-export', join(folder, 'not')),
    ends(1, /cannot be read \(ENOENT\)/),
  );
});
