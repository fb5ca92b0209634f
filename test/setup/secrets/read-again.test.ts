// `npm run secrets`: what it asks of az and says of the answers, in one process; and the command itself, with az found on the PATH.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readSecretsAgain, siteIn } from '../../../setup/secrets/read-again.ts';
import type { RunTool } from '../../../setup/tools/run-tool.ts';

// The compiled file lies in dist/test/setup/secrets/.
const COMMAND = fileURLToPath(new URL('../../../setup/secrets/main.js', import.meta.url));
const posix = { skip: process.platform === 'win32' ? 'az on the PATH is a shell script here' : false };
const AZD = {
  AZURE_SUBSCRIPTION_ID: '3f8c1d2e-6a4b-4c5d-9e7f-1a2b3c4d5e6f',
  AZURE_RESOURCE_GROUP: 'rg-countersign-prod',
  COUNTERSIGN_FUNCTION_APP: 'func-countersign-x',
};
const SITE =
  '/subscriptions/3f8c1d2e-6a4b-4c5d-9e7f-1a2b3c4d5e6f/resourceGroups/rg-countersign-prod/providers/Microsoft.Web/sites/func-countersign-x';
const CALLS = [
  `rest --method post --url ${SITE}/config/configreferences/appsettings/refresh?api-version=2022-03-01 --output json`,
  `rest --method get --url ${SITE}/config/configreferences/appsettings?api-version=2022-03-01 --output json`,
];
const SETTINGS = ['COUNTERSIGN_GRANT_KEYS', 'COUNTERSIGN_REQUEST_ID_KEY', 'COUNTERSIGN_CALLBACK_MASTER'];
const FOUND = ['Resolved', 'Resolved', 'Resolved'];

const statesOf = (answer: readonly string[]) =>
  answer.map((status, index) => [SETTINGS[index] ?? '', { status }] as const);
const asList = (answer: readonly string[]) =>
  JSON.stringify({ value: statesOf(answer).map(([name, properties]) => ({ name, properties })) });
const asMap = (answer: readonly string[]) =>
  JSON.stringify({ properties: { keyToReferenceStatuses: Object.fromEntries(statesOf(answer)) } });

/** One answer for each time the states are asked for; the last one again and again. */
async function reading(answers: readonly string[], waitMs = 0) {
  const [calls, waits]: [string[], string[]] = [[], []];
  let [clock, asked] = [0, 0];
  const run: RunTool = async (tool, args) => {
    calls.push([tool, ...args].join(' '));
    if (args.includes('post')) return { code: 0, stdout: '', stderr: '' };
    asked += 1;
    return { code: 0, stdout: answers[Math.min(asked, answers.length) - 1] ?? '', stderr: '' };
  };
  const sleep = async (ms: number, why: string) => {
    clock += ms;
    waits.push(why);
  };
  const ground = { run, sleep, now: () => clock };
  return { troubles: await readSecretsAgain(ground, siteIn(AZD), waitMs), calls, waits };
}

test('has the secrets read again and then sees that each was found', async () => {
  const { troubles, calls } = await reading([asList(FOUND)]);
  assert.deepEqual(troubles, []);
  assert.deepEqual(
    calls,
    CALLS.map((call) => `az ${call}`),
  );
});

test('reads both forms in which the platform answers', async () => {
  assert.deepEqual((await reading([asMap(FOUND)])).troubles, []);
  assert.equal((await reading([asMap(['Resolved', 'SecretNotFound', 'Resolved'])])).troubles.length, 1);
});

test('waits for a role to have effect, and has them read again each time', async () => {
  const denied = asList(['Resolved', 'Resolved', 'AccessToKeyVaultDenied']);
  const { troubles, calls, waits } = await reading([denied, denied, asList(FOUND)], 300_000);
  assert.deepEqual(troubles, []);
  assert.equal(calls.filter((call) => call.includes('/refresh?')).length, 3);
  assert.deepEqual(waits, Array(2).fill('callback-master (AccessToKeyVaultDenied)'));
  assert.equal((await reading([denied], 60_000)).calls.length, 14);
});

test('deploys no app that could not start: each secret that is not found is named with its cure', async () => {
  const { troubles } = await reading([asList(['SecretNotFound', 'AccessToKeyVaultDenied', 'OtherReasons'])]);
  const [grant = '', requestId = '', callback = ''] = troubles;
  assert.match(grant, /grant-keys is not in the vault: npm run setup -- --after-provision/);
  assert.match(requestId, /may not read request-id-key: azd provision gives its identity the role/);
  assert.match(callback, /callback-master was not found by the app \(OtherReasons\)/);
  for (const nothing of ['', '{}', asList([])]) {
    assert.match(
      (await reading([nothing])).troubles[0] ?? '',
      /COUNTERSIGN_GRANT_KEYS is no reference to the vault/,
    );
  }
});

/** The command with an `az` on the PATH that answers this; without an answer it fails as one that is not signed in. */
function command(
  answer: string | undefined,
  args: readonly string[] = [],
  env: Record<string, string> = AZD,
) {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-secrets-'));
  const [az, log, body] = [join(folder, 'az'), join(folder, 'calls'), join(folder, 'body')];
  writeFileSync(log, '');
  writeFileSync(body, answer ?? '');
  const does = answer === undefined ? 'echo "Please run az login" >&2; exit 1' : `cat "${body}"`;
  writeFileSync(az, `#!/bin/sh\necho "$*" >> "${log}"\n${does}\n`);
  chmodSync(az, 0o755);
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, '--wait', '0', ...args], {
    encoding: 'utf8',
    env: { PATH: `${folder}:/usr/bin:/bin`, ...env },
  });
  const calls = readFileSync(log, 'utf8').split('\n').filter(Boolean);
  rmSync(folder, { recursive: true });
  return { status, stdout, stderr, calls };
}

test('the command asks the az of the PATH, and ends with 0 when the app has its secrets', posix, () => {
  const { status, stdout, stderr, calls } = command(asList(FOUND));
  assert.deepEqual([status, stderr], [0, '']);
  assert.equal(stdout, 'The app has its secrets: grant-keys, request-id-key, callback-master.\n');
  assert.deepEqual(calls, CALLS);
});

test('the command ends with 1 when a secret is missing, so that azd does not deploy', posix, () => {
  const { status, stderr } = command(asList(['Resolved', 'SecretNotFound', 'Resolved']));
  assert.equal(status, 1);
  assert.match(stderr, /^request-id-key is not in the vault/);
});

test('without a deployment, or without az being signed in, the command says what to do', posix, () => {
  const early = command(asList(FOUND), [], {});
  assert.equal(early.status, 1);
  assert.match(
    early.stderr,
    /AZURE_SUBSCRIPTION_ID, .* are missing\.\nProvisioned already\? .*azd env select NAME.*azd env new NAME/,
  );
  assert.deepEqual(early.calls, []);
  const signedOut = command(undefined);
  assert.equal(signedOut.status, 1);
  assert.match(signedOut.stderr, /Please run az login\nSigned in\? az login/);
});

test('a wait that is no number is refused, not waited for for ever', posix, () => {
  const { status, stderr, calls } = command(asList([]), ['--wait', 'soon']);
  assert.equal(status, 2);
  assert.match(stderr, /--wait takes seconds, not "soon"/);
  assert.deepEqual(calls, []);
});
