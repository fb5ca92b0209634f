// Bringing all of it back: what was done is told also when one of them is refused.
import assert from 'node:assert/strict';
import { Readable, Writable } from 'node:stream';
import { test } from 'node:test';
import { CommandError } from '../../../cli/exit.ts';
import { redriveCommand } from '../../../cli/redrive/command.ts';
import { startStub } from '../support/stub-server.ts';

const id = (digit: number) => `req_${String(digit).repeat(26)}`;
const problem = {
  type: 'urn:countersign:error:unknown_request',
  title: 'Not found',
  detail: 'No such request.',
};
const back = (request: string) => ({
  body: { request, redriven: true, work: [{ key: 'callback', kind: 'callback', state: 'due', attempts: 0 }] },
});

test('tells what came back on stdout, and the no of another as the end', async (t) => {
  const dead = [1, 2, 3].map((digit) => ({ request: id(digit), work: 'callback' }));
  const { url, heard } = await startStub(t, () => ({
    'GET /access/v1/dead-work': { body: { dead: dead.slice(0, 2), next: 'a b' } },
    'GET /access/v1/dead-work?after=a%20b': { body: { dead: dead.slice(1) } },
    [`POST /access/v1/requests/${id(1)}/redrive`]: back(id(1)),
    [`POST /access/v1/requests/${id(2)}/redrive`]: { status: 404, body: problem },
    [`POST /access/v1/requests/${id(3)}/redrive`]: back(id(3)),
  }));
  let told = '';
  const stdout = new Writable({
    write: (chunk, _, done) => {
      told += chunk;
      done();
    },
  });
  const around = {
    env: { COUNTERSIGN_TOKEN: 'a.b.c' },
    cwd: '.',
    stdin: () => Readable.from([]),
    stdout,
    stderr: new Writable(),
  };
  await assert.rejects(
    redriveCommand(['--all', '--url', url], around),
    (error) =>
      error instanceof CommandError &&
      error.code === 3 &&
      error.message === `${id(2)}: Not found. No such request.`,
  );
  assert.deepEqual(
    told.split('\n').filter((line) => line.startsWith('req_')),
    [1, 3].map((digit) => `${id(digit)}: brought back, tried again now`),
  );
  assert.equal(heard.length, 5);
  assert.ok(heard.every(({ authorization }) => authorization === 'Bearer a.b.c'));
});
