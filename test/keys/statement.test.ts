// Statements in our name: each kind passes for itself alone, and none for what a grant is.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { publicJwks } from '../../keys/publish.ts';
import { readPublicJwk } from '../../keys/signing-key.ts';
import { createStatementReader, createStatementSigner } from '../../keys/statement.ts';

const makeKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
const [KEY, OTHER] = [makeKey(), makeKey()];
const sign = createStatementSigner([KEY, OTHER]);
const open = createStatementReader(publicJwks([KEY, OTHER]));

test('a statement is read as what it was signed as, to the byte, and as nothing else', async () => {
  const jws = await sign('a+jws', '{"ä":1}');
  assert.equal(await open('a+jws', jws), '{"ä":1}');
  assert.equal(await open('b+jws', jws), undefined);
  assert.equal(await open('countersign-grant+jwt', jws), undefined);
});

test('what another key signed, what was changed and what is none is no statement', async () => {
  const jws = await sign('a+jws', 'one');
  const [header, , signature] = jws.split('.');
  const changed = `${header}.${Buffer.from('two').toString('base64url')}.${signature}`;
  const foreign = await createStatementSigner([makeKey()])('a+jws', 'one');
  for (const each of [changed, foreign, '', 'a.b.c', `${header}..${signature}`]) {
    assert.equal(await open('a+jws', each), undefined);
  }
  // A key that no longer signs still proves what it signed.
  assert.equal(await open('a+jws', await createStatementSigner([OTHER])('a+jws', 'old')), 'old');
});

test('a kept key is read only under its own thumbprint, and without a private member', () => {
  const [jwk] = publicJwks([KEY]).keys;
  assert.deepEqual(readPublicJwk(jwk), jwk);
  assert.deepEqual(readPublicJwk({ ...jwk, d: 'AAAA' }), jwk);
  for (const each of [
    undefined,
    null,
    'x',
    {},
    { ...jwk, kid: 'mine' },
    { ...jwk, x: OTHER.x },
    { ...jwk, crv: 'P-384' },
  ]) {
    assert.equal(readPublicJwk(each), undefined);
  }
});
