import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { AppTokenFault } from '../../entra/faults.ts';
import { createAppToken, keepToken } from '../../entra/graph-token.ts';

const MINUTE = 60_000;

function begin() {
  let now = 0;
  let obtained = 0;
  let failing = false;
  const getToken = keepToken(
    async () => {
      obtained += 1;
      await nextTurn();
      if (failing) throw new AppTokenFault('down');
      return { token: `token-${obtained}`, expiresAtMs: now + 60 * MINUTE };
    },
    () => now,
  );
  return {
    getToken,
    obtained: () => obtained,
    at: (minute: number) => {
      now = minute * MINUTE;
    },
    fail: (yes: 'yes' | 'no') => {
      failing = yes === 'yes';
    },
  };
}

test('many who ask at once share one request', async () => {
  const { getToken, obtained } = begin();
  const tokens = await Promise.all(Array.from({ length: 30 }, () => getToken()));
  assert.deepEqual(new Set(tokens), new Set(['token-1']));
  assert.equal(obtained(), 1);
});

test('a token is kept until five minutes before its end, then renewed while the old one is still used', async () => {
  const { getToken, obtained, at } = begin();
  await getToken();
  at(54.9);
  assert.equal(await getToken(), 'token-1');
  assert.equal(obtained(), 1);
  at(55);
  assert.deepEqual([await getToken(), await getToken()], ['token-1', 'token-1']);
  await nextTurn();
  await nextTurn();
  assert.equal(await getToken(), 'token-2');
  assert.equal(obtained(), 2);
});

test('while renewing fails the old token is used, until it ends', async () => {
  const { getToken, at, fail } = begin();
  await getToken();
  fail('yes');
  at(57);
  assert.equal(await getToken(), 'token-1');
  await nextTurn();
  at(59);
  assert.equal(await getToken(), 'token-1');
  await nextTurn();
  at(59.6);
  await assert.rejects(getToken(), AppTokenFault);
  fail('no');
  await nextTurn();
  assert.match(await getToken(), /^token-/);
});

test('a refused token is not given again, and one already replaced is not replaced twice', async () => {
  const { getToken, obtained } = begin();
  const first = await getToken();
  assert.deepEqual(await Promise.all([getToken(first), getToken(first)]), ['token-2', 'token-2']);
  assert.equal(await getToken(first), 'token-2');
  assert.equal(obtained(), 2);
});

async function startTokenEndpoint(t: TestContext, status: number, body: string) {
  const forms: string[] = [];
  const server = createServer((req, res) => {
    let text = '';
    req.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
    });
    req.on('end', () => {
      forms.push(`${req.headers['content-type']} ${text}`);
      res.writeHead(status, { 'content-type': 'application/json' }).end(body);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const tokenUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`;
  const source = {
    mode: 'local',
    tokenUrl,
    clientId: 'c',
    secret: 's3cret',
    scope: 'https://graph/.default',
  } as const;
  return { forms, source };
}

test('the local Entra ID is asked by a plain client credentials form', async (t) => {
  const { forms, source } = await startTokenEndpoint(t, 200, '{"access_token":"abc","expires_in":3600}');
  const getToken = createAppToken(source);
  assert.deepEqual([await getToken(), await getToken()], ['abc', 'abc']);
  assert.deepEqual(forms, [
    'application/x-www-form-urlencoded;charset=UTF-8 grant_type=client_credentials&client_id=c&client_secret=s3cret&scope=https%3A%2F%2Fgraph%2F.default',
  ]);
});

test('no token is a fault that says what to look at and not the secret', async (t) => {
  const bad = [
    await startTokenEndpoint(t, 401, '{"error":"invalid_client"}'),
    await startTokenEndpoint(t, 200, '{"access_token":""}'),
    await startTokenEndpoint(t, 200, 'no json'),
  ];
  for (const { source } of [
    ...bad,
    { source: { ...bad[0]?.source, tokenUrl: 'http://127.0.0.1:1/' } as (typeof bad)[0]['source'] },
  ]) {
    await assert.rejects(
      createAppToken(source)(),
      (error) => error instanceof AppTokenFault && !error.message.includes('s3cret'),
    );
  }
});
