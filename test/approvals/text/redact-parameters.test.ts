// Secrets in parameters that are more than one text: pairs of a name and a value, objects under a secret's name, and words of a command line.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { changedParts } from '../../../approvals/intent/changed-parts.ts';
import type { Intent } from '../../../approvals/intent/intent.ts';
import { redactParts } from '../../../approvals/text/redact-parameters.ts';

const request = { salt: 's', intentHash: 'h', verdict: { display: { redact: [] } } };
const told = (value: unknown): string => JSON.stringify(redactParts(request, value, ''));
const WORD = 'correcthorsebattery';
const PIN = 20_261_123;
const HEX = '8f14e45fceea167a5a368f14e45fceea167a5a36';

for (const value of [
  { env: [{ name: 'DB_PASSWORD', value: WORD }] },
  { env: [{ value: WORD, name: 'DB_PASSWORD' }] },
  { setting: { key: 'password', value: WORD } },
  { DB_PASS: WORD },
  { env: [{ name: 'DB_PASS', value: WORD }] },
  { tags: [{ Key: 'ApiKey', Value: WORD }] },
  { env: [{ name: 'JWT_SECRET', value: WORD }] },
  { env: [{ name: 'DEPLOY_TOKEN', value: HEX }] },
  { yaml: `env:\n  - name: DB_PASSWORD\n    value: ${WORD}\n  - name: HOME\n    value: /root\n` },
  { yaml: `- value: "${WORD}"\n  name: DB_PASSWORD\n` },
  { json: `{"env":[{"name":"DB_PASSWORD","value":"${WORD}"}]}` },
  { json: `{"env":[{\n  "value": "${WORD}",\n  "name": "DB_PASSWORD"}]}` },
  { line: `az x --settings '{\\"name\\":\\"DB_PASSWORD\\",\\"value\\":\\"${WORD}\\"}'` },
  { hcl: `name  = "DB_PASSWORD"\nvalue = "${WORD}"` },
  { secret: { a: WORD } },
  { secrets: [{ a: WORD }] },
  { credentials: { deep: { pass: WORD } } },
  { passwords: [WORD, 'two words'] },
  { api_keys: { first: WORD } },
  { tokens: ['aa', HEX] },
  { argv: ['deploy', '--token', HEX] },
  { argv: ['deploy', `--token=${HEX}`] },
  { argv: ['mysql', '-uroot', `-p${WORD} words`] },
  { argv: ['/usr/bin/mysqldump', `-p${WORD}`] },
  { argv: ['mysql', '-P', 3306, `-p${WORD}`] },
  { argv: ['curl', '--retry', 3, '-u', `me:${WORD}`] },
  { argv: ['curl', '-u', `me:${WORD} two`] },
  { argv: ['curl', `-ume:${WORD}`, `--proxy-user=me:${WORD}`] },
  { argv: ['sshpass', '-p', WORD, 'ssh', 'host'] },
  { argv: ['sudo', 'sshpass', `-p${WORD}`] },
  { argv: ['docker', 'login', '-u', 'me', '-p', WORD] },
  { url: `postgres://app:${WORD}&more@db` },
  { password: PIN },
  { env: [{ name: 'DB_PASSWORD', value: PIN }] },
  { passwords: [PIN] },
  { argv: ['deploy', '--password', PIN] },
])
  test(`takes the secret out of ${JSON.stringify(value).slice(0, 60)}`, () => {
    const shown = told(value);
    for (const secret of [WORD, HEX, 'two words', String(PIN)]) assert.ok(!shown.includes(secret), shown);
    assert.match(shown, /⟨redacted: [a-z ]+, \d+ characters/);
  });

for (const value of [
  { env: [{ name: 'HOME', value: '/root' }] },
  { env: [{ name: 'DB_PASSWORD', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } }] },
  { env: [{ name: 'GITHUB_TOKEN', value: 'see vault' }] },
  {
    yaml: `- name: DB_PASSWORD\n  valueFrom:\n    secretKeyRef: {name: db, key: pw}\n- name: HOME\n  value: /root\n`,
  },
  { yaml: `- value: /root\n- name: DB_PASSWORD\n` },
  {
    secret: 'prod/stripe',
    secrets: ['prod/stripe', 'db'],
    tokens: ['aa', 'bb'],
    max_tokens: 4812,
    password: true,
  },
  { secret: { name: 'stripe', path: 'prod/stripe', version: '3', optional: true } },
  { secret: { run: 'rm -rf /', next: 'reboot;x' }, password: { least: 12 } },
  { argv: ['mysql', '-p', 'db', '-e', 'drop table x'] },
  { argv: ['docker', 'run', '-p', '80:80', 'nginx'] },
  { argv: ['curl', '-u', 'admin', 'https://x:443'] },
  { argv: ['mysql', ';', 'rm', '-pr', '/'] },
  { argv: ['deploy', '--token', 'latest'] },
])
  test(`leaves ${JSON.stringify(value).slice(0, 60)} alone`, () =>
    assert.equal(told(value), JSON.stringify(value)));

test('no word of a command line hides a command: not behind a flag, and not where the words are read again', () => {
  for (const argv of [
    ['run', '--password', 'x; rm -rf prod'],
    ['run', '--password', '$(id)'],
    ['curl', '-u', 'me:`id`'],
    ['mysql', '-p$(id)'],
    ['sh', '-c', '--password=x rm -rf prod'],
    ['ssh', 'host', 'sshpass', '-p', 'x rm -rf prod'],
    ['eval', 'curl', '-u', 'me:x rm -rf prod'],
  ])
    assert.equal(told({ argv }), JSON.stringify({ argv }));
});

test('what of a pair changed is told as changed, and the value before it is told nowhere', () => {
  const intent = (value: string) =>
    ({
      action: { name: 'config.apply', properties: { env: [{ name: 'DB_PASSWORD', value }] } },
      resource: { type: 'app', id: 'x' },
    }) as unknown as Intent;
  const changed = JSON.stringify(changedParts(intent(WORD), intent(`other${WORD}`), request));
  assert.match(changed, /"at":"\/action\/properties\/env\/0\/value"/);
  assert.match(changed, /"was":"⟨redacted: password, 19 /);
  assert.ok(!changed.includes(WORD));
});

test('a secret in a pair never stays, whatever it is, wherever the pair stands and in whichever order', () => {
  const name = fc.constantFrom(
    'password',
    'DB_PASSWORD',
    'apiKey',
    'client-secret',
    'STRIPE_SECRET',
    'Authorization',
  );
  const secret = fc.string({
    unit: fc.constantFrom(...'abcXYZ019!%+./:=@_~^-'),
    minLength: 6,
    maxLength: 40,
  });
  fc.assert(
    fc.property(
      name,
      secret,
      fc.boolean(),
      fc.constantFrom('name', 'key'),
      (named, value, isLast, member) => {
        const quoted = `q${value}q`;
        const pair = isLast ? { value: quoted, [member]: named } : { [member]: named, value: quoted };
        const yaml = Object.entries(pair)
          .map(([each, text]) => `${each}: "${text}"`)
          .join('\n  ');
        for (const shape of [
          pair,
          [pair],
          { deep: [{ env: [pair] }] },
          JSON.stringify([pair]),
          JSON.stringify(pair, null, 2),
          `- ${yaml}\n`,
        ])
          assert.ok(!told({ shape }).includes(JSON.stringify(quoted).slice(1, -1)), told({ shape }));
      },
    ),
    { numRuns: 1000 },
  );
});
