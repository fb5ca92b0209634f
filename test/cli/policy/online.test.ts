// `countersign policy check --online`: what a deployment says is told at the lines of the file; what it does not say is never taken for good.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Readable, Writable } from 'node:stream';
import { test } from 'node:test';
import { CommandError } from '../../../cli/exit.ts';
import { checkCommand } from '../../../cli/policy/check.ts';
import { startStub } from '../support/stub-server.ts';

const text = readFileSync('countersign.yaml', 'utf8');
const lineOf = (word: string): number => text.split('\n').findIndex((line) => line.includes(word)) + 1;

async function check(...args: readonly string[]): Promise<{ readonly code: number; readonly out: string }> {
  let out = '';
  const stdout = new Writable({
    write: (chunk, _, done) => {
      out += chunk;
      done();
    },
  });
  const env = { COUNTERSIGN_TOKEN: 'a.b.c' };
  const around = { env, cwd: '.', stdin: () => Readable.from([]), stdout, stderr: new Writable() };
  const code = await checkCommand(args, around);
  return { code, out: out.replaceAll(/\n {2}/g, ' ') };
}
const checks = (...lines: readonly (readonly [string, string])[]) => ({
  body: {
    checks: lines.map(([name, state]) => ({ name, state, says: `says of ${name}`, cure: 'Mend it.' })),
  },
});

test('each line that fails or is not known is a warning at its own place, and fails under --strict', async (t) => {
  const { url, heard } = await startStub(t, () => ({
    'POST /api/policy/check': checks(
      ['admins', 'ok'],
      ['group data-owners', 'failed'],
      ['agent deploy-bot', 'unknown'],
      ['approvers', 'failed'],
      ['approvers secret-reveal', 'failed'],
    ),
  }));
  const { code, out } = await check('--online', '--url', url);
  assert.equal(code, 0);
  const places = [...out.matchAll(/:(\d+):\d+ warning: (.*)$/gm)].map(([, line, words]) => [
    Number(line),
    words,
  ]);
  assert.deepEqual(places, [
    [
      lineOf('clientId: 7c0ffee0-0000-4000-8000-00000000c002'),
      'agent deploy-bot: not known: says of agent deploy-bot; countersign doctor tells more',
    ],
    [
      lineOf('entraGroup: 7c0ffee0-0000-4000-8000-00000000d001'),
      'group data-owners: says of group data-owners. Mend it.',
    ],
    [lineOf('approvers: { group: data-owners }'), 'approvers: says of approvers. Mend it.'],
    [lineOf('id: secret-reveal') + 4, 'approvers secret-reveal: says of approvers secret-reveal. Mend it.'],
  ]);
  assert.equal((await check('--online', '--strict', '--url', url)).code, 1);
  assert.deepEqual(
    [heard[0]?.authorization, JSON.parse(heard[0]?.body ?? '')],
    ['Bearer a.b.c', { policy: text }],
  );
});

test('a deployment that does not answer, refuses or is too old ends the command, after what the file alone tells', async (t) => {
  const ends = (code: number, words: RegExp) => (error: unknown) =>
    error instanceof CommandError && error.code === code && words.test(error.message);
  await assert.rejects(check('--online', '--url', 'http://127.0.0.1:1'), ends(1, /does not answer/));
  const detail = {
    type: 'urn:countersign:error:not_permitted',
    title: 'Not permitted',
    detail: 'Needs an administrator.',
  };
  const { url } = await startStub(t, () => ({ 'POST /api/policy/check': { status: 403, body: detail } }));
  await assert.rejects(check('--online', '--url', url), ends(3, /Not permitted\. Needs an administrator\./));
  const { url: old } = await startStub(t, () => ({}));
  await assert.rejects(check('--online', '--url', old), ends(3, /older than this command/));
  await assert.rejects(check('--url', url), ends(2, /--online asks: add it/));
  await assert.rejects(check('--online'), ends(2, /--url is missing/));
});
