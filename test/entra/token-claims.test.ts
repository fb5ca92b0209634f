import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPublicClient, type TokenClaims } from '../../entra/token-claims.ts';

test('an app is taken for one that anybody could be, unless the token says how it proved itself', () => {
  const table: readonly (readonly [Pick<TokenClaims, 'azpacr' | 'appidacr'>, boolean])[] = [
    [{}, true],
    [{ azpacr: '0' }, true],
    [{ appidacr: '0' }, true],
    [{ azpacr: '3' }, true],
    [{ azpacr: '1', appidacr: '0' }, true],
    [{ azpacr: '1' }, false],
    [{ azpacr: '2' }, false],
    [{ appidacr: '2' }, false],
  ];
  for (const [told, expected] of table) {
    const claims = { tid: 't', oid: 'o', sub: 's', ...told };
    assert.equal(isPublicClient(claims), expected, JSON.stringify(told));
  }
});
