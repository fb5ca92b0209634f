// What an agent is told when Entra gives it no token: which variable is at fault, in a line without ids of traces.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAgentToken, NoToken } from '../../../cli/agent/token.ts';
import { CommandError } from '../../../cli/exit.ts';
import { entraError } from '../../../local/entra/entra-error.ts';
import { startStub } from '../support/stub-server.ts';

const ENV = {
  COUNTERSIGN_API_APP_ID: 'api',
  AZURE_TENANT_ID: 'tenant',
  AZURE_CLIENT_ID: 'client',
  AZURE_CLIENT_SECRET: 'wrong',
};
const says = (code: number, words: string) => (error: unknown) => {
  assert.ok(error instanceof CommandError, String(error));
  assert.deepEqual([error.code, error.message], [code, words]);
  for (const line of words.split('\n')) assert.ok(line.length <= 80, line);
  return true;
};

test('a no of Entra names the variable and the code, and nothing else', async (t) => {
  for (const [name, code, words] of [
    ['invalidSecret', 2, 'AZURE_CLIENT_SECRET was not accepted by Entra (AADSTS7000215). Nothing was run.'],
    ['unknownTenant', 2, 'AZURE_TENANT_ID is no tenant, says Entra (AADSTS90002). Nothing was run.'],
    ['temporary', 1, 'Entra gave no token (AADSTS90033). Nothing was run.'],
  ] as const) {
    const { status, body } = entraError(name);
    const { url } = await startStub(t, () => ({
      'POST /tenant/oauth2/v2.0/token': { status, body } as never,
    }));
    const token = createAgentToken({ ...ENV, COUNTERSIGN_AUTHORITY: url }, undefined);
    await assert.rejects(token(false), says(code, words));
  }
});

test('nobody there is told as what may be otherwise later, and that nothing was run', async (t) => {
  const silent = createAgentToken({ ...ENV, COUNTERSIGN_AUTHORITY: 'http://127.0.0.1:9' }, undefined);
  await assert.rejects(silent(false), (error) => {
    assert.ok(error instanceof NoToken);
    assert.match(error.message, /^http:\/\/127\.0\.0\.1:9 does not answer .* Nothing was run\./);
    return true;
  });
  const { url } = await startStub(t, () => ({
    'POST /tenant/oauth2/v2.0/token': { status: 200, body: 'no JSON' } as never,
  }));
  await assert.rejects(createAgentToken({ ...ENV, COUNTERSIGN_AUTHORITY: url }, undefined)(false), NoToken);
});

test('what is no token is told with where a workload gets its own, not with a person’s scope', async () => {
  await assert.rejects(createAgentToken({ COUNTERSIGN_TOKEN: 'nonsense' }, undefined)(false), (error) => {
    assert.ok(error instanceof CommandError);
    assert.match(error.message, /^COUNTERSIGN_TOKEN holds no token\. .*Requests\.Create.*\/\.default$/s);
    assert.doesNotMatch(error.message, /Approvals\./);
    return true;
  });
});

test('an absent secret is told before anybody is asked', () => {
  const env = { ...ENV, AZURE_CLIENT_SECRET: '', COUNTERSIGN_AUTHORITY: 'http://127.0.0.1:9' };
  assert.throws(
    () => createAgentToken(env, undefined),
    says(2, 'AZURE_CLIENT_SECRET is not set. Nothing was run.'),
  );
});
