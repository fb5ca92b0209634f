import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const SCRATCH = mkdtempSync(join(tmpdir(), 'countersign-secrets-'));
after(() => rmSync(SCRATCH, { recursive: true, force: true }));
const AZD = {
  AZURE_SUBSCRIPTION_ID: '3f8c1d2e-6a4b-4c5d-9e7f-1a2b3c4d5e6f',
  AZURE_RESOURCE_GROUP: 'rg-countersign-prod',
  COUNTERSIGN_FUNCTION_APP: 'func-countersign-x',
};
const SETTINGS = ['COUNTERSIGN_GRANT_KEYS', 'COUNTERSIGN_REQUEST_ID_KEY', 'COUNTERSIGN_CALLBACK_MASTER'];

test('has the secrets read again and then sees that each was found', () => {
  const { status, stdout, calls } = run([['Resolved', 'Resolved', 'Resolved']]);
  assert.equal(status, 0);
  assert.match(stdout, /The app has its secrets: grant-keys, request-id-key, callback-master/);
  const site =
    '/subscriptions/3f8c1d2e-6a4b-4c5d-9e7f-1a2b3c4d5e6f/resourceGroups/rg-countersign-prod/providers/Microsoft.Web/sites/func-countersign-x';
  const references = `${site}/config/configreferences/appsettings`;
  assert.deepEqual(calls, [
    `rest --method post --url ${references}/refresh?api-version=2022-03-01 --output json`,
    `rest --method get --url ${references}?api-version=2022-03-01 --output json`,
  ]);
});

test('reads both forms in which the platform answers', () => {
  assert.equal(run([['Resolved', 'Resolved', 'Resolved']], { form: 'map' }).status, 0);
  assert.equal(run([['Resolved', 'SecretNotFound', 'Resolved']], { form: 'map' }).status, 1);
});

test('deploys no app that could not start: each secret that is not found is named with its cure', () => {
  const { status, stderr } = run([['SecretNotFound', 'AccessToKeyVaultDenied', 'OtherReasons']]);
  assert.equal(status, 1);
  assert.match(stderr, /grant-keys is not in the vault: npm run setup -- --after-provision/);
  assert.match(stderr, /may not read request-id-key: azd provision gives its identity the role/);
  assert.match(stderr, /callback-master was not found by the app \(OtherReasons\)/);
  const nothing = run([[]]);
  assert.equal(nothing.status, 1);
  assert.match(nothing.stderr, /COUNTERSIGN_GRANT_KEYS is no reference to the vault/);
});

test('without a deployment, or without az being signed in, it says what to do', () => {
  const early = run([[]], { env: {} });
  assert.equal(early.status, 1);
  assert.match(early.stderr, /AZURE_SUBSCRIPTION_ID, .* is missing: provision first/);
  assert.deepEqual(early.calls, []);
  const signedOut = run([], {});
  assert.equal(signedOut.status, 1);
  assert.match(signedOut.stderr, /Please run az login[\s\S]*Signed in\? az login/);
});

/** One answer for each time the states are asked for; none at all: `az` fails. */
function run(
  answers: readonly (readonly string[])[],
  { form = 'list', env = AZD }: { form?: 'list' | 'map'; env?: Readonly<Record<string, string>> } = {},
) {
  const folder = mkdtempSync(join(SCRATCH, 'case-'));
  const [script, log] = [join(folder, 'az.cjs'), join(folder, 'calls')];
  const states = (answer: readonly string[]) =>
    answer.map((status, index) => [SETTINGS[index], { status }] as const);
  const bodies = answers.map((answer) =>
    form === 'map'
      ? { properties: { keyToReferenceStatuses: Object.fromEntries(states(answer)) } }
      : { value: states(answer).map(([name, properties]) => ({ name, properties })) },
  );
  writeFileSync(log, '');
  writeFileSync(
    script,
    `const fs = require('node:fs');
const [, ...words] = process.argv.slice(2);
fs.appendFileSync(${JSON.stringify(log)}, words.join(' ') + '\\n');
const bodies = ${JSON.stringify(bodies)};
if (bodies.length === 0) { console.error('Please run az login'); process.exitCode = 1; }
else if (words.includes('get')) console.log(JSON.stringify(bodies[0]));`,
  );
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(ROOT, 'tools', 'read-secrets-again.mjs'), '--az', script, '--wait', '0'],
    { encoding: 'utf8', env: { PATH: process.env.PATH ?? '', ...env } },
  );
  const calls = readFileSync(log, 'utf8').split('\n').filter(Boolean);
  return { status, stdout, stderr, calls };
}
