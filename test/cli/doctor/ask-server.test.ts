// What is told of the server's lines, and of each way it may not let the person in.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askDoctor } from '../../../cli/doctor/ask-server.ts';
import { type StubAnswer, startStub } from '../support/stub-server.ts';

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const TOKEN = `${part({ alg: 'RS256' })}.${part({ aud: 'api://other', tid: 'tenant-1', scp: 'Mail.Read', exp: 1 })}.c2ln`;
const problem = (status: number, type: string, detail = 'Words of the server.'): StubAnswer => ({
  status,
  body: { type: `urn:countersign:error:${type}`, title: 'No', status, detail },
});

test('tells the lines in their order, without what could steer a terminal', async (t) => {
  const checks = [
    { name: 'one', state: 'ok', says: 'fine' },
    { name: 'two', state: 'failed', says: 'red \u001b[31m text', cure: 'mend\u0007 it' },
  ];
  const { url, heard } = await startStub(t, () => ({ 'GET /access/v1/doctor': { body: { checks } } }));
  const found = await askDoctor(url, TOKEN);
  assert.equal(found.isAdmitted, true);
  assert.deepEqual(
    found.checks.map(({ name, state }) => [name, state]),
    [
      ['one', 'ok'],
      ['two', 'failed'],
    ],
  );
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
  assert.doesNotMatch(JSON.stringify(found), /[\u0000-\u001f]|\\u001b|\\u0007/);
  assert.equal(heard[0]?.authorization, `Bearer ${TOKEN}`);
});

const SHUT_OUT: readonly (readonly [string, StubAnswer, RegExp])[] = [
  [
    'a token for something else',
    problem(401, 'unauthenticated', 'Send a token (wrong_audience)'),
    /^failed token: .*wrong_audience.*for api:\/\/other, of tenant tenant-1, scope Mail\.Read, ends 1970-01-01T00:00:01\.000Z.*az account get-access-token/,
  ],
  [
    'no administrator',
    problem(403, 'not_permitted'),
    /^failed token: Words of the server\..*a member of the group under admins/,
  ],
  ['a silent directory', problem(503, 'could_not_verify'), /^failed directory: .*setup -- --after-provision/],
  [
    'an older server',
    { status: 404, body: 'nothing' },
    /^unknown doctor: this Countersign has no doctor.*azd deploy/,
  ],
  ['a fault', problem(500, 'fault', 'Give this reference: r'), /^unknown doctor: Give this reference: r/],
  [
    'an answer that is none',
    { body: { checks: [{ name: 'x', state: 'fine' }] } },
    /^unknown doctor: answer 200/,
  ],
];
for (const [what, answer, expected] of SHUT_OUT) {
  test(`never takes ${what} for ok, and says what to do`, async (t) => {
    const { url } = await startStub(t, () => ({ 'GET /access/v1/doctor': answer }));
    const { checks, isAdmitted } = await askDoctor(url, TOKEN);
    const [only] = checks;
    assert.deepEqual([checks.length, isAdmitted], [1, false]);
    assert.match(`${only?.state} ${only?.name}: ${only?.says} ${only?.cure}`, expected);
    assert.ok(!JSON.stringify(checks).includes(TOKEN));
  });
}
