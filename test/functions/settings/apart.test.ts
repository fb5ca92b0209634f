// What must not be one: keys of two uses, the bot and the API, our own token service and somebody else's.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AZURE, type Environment, problems, REAL_IDS, REQUEST_ID_KEY } from './good.ts';

const ROWS: readonly (readonly [string, Environment, RegExp])[] = [
  [
    'a base address on this machine, written to the root of names',
    { COUNTERSIGN_BASE_URL: 'https://localhost./' },
    /^COUNTERSIGN_BASE_URL must be an https/,
  ],
  [
    'storage that is no connection string',
    { COUNTERSIGN_STORAGE: 'hello' },
    /^COUNTERSIGN_STORAGE is no connection string/,
  ],
  [
    'a second storage address that is somebody else’s',
    {
      COUNTERSIGN_STORAGE: `AccountName=contoso;AccountKey=${'A'.repeat(86)}==;TableSecondaryEndpoint=http://evil.example/`,
    },
    /^COUNTERSIGN_STORAGE has a table endpoint that is not Microsoft's/,
  ],
  [
    'a token service outside the platform',
    { IDENTITY_ENDPOINT: 'https://tokens.example.com/msi' },
    /^IDENTITY_ENDPOINT names a source of our own tokens outside/,
  ],
  [
    'the API as its own bot',
    { COUNTERSIGN_BOT_APP_ID: REAL_IDS.audience },
    /^COUNTERSIGN_BOT_APP_ID is the API itself/,
  ],
  [
    'a key of nothing but zeros',
    { COUNTERSIGN_REQUEST_ID_KEY: Buffer.alloc(32).toString('base64') },
    /^COUNTERSIGN_REQUEST_ID_KEY is not random/,
  ],
  [
    'one key for two uses',
    { COUNTERSIGN_CALLBACK_MASTER: REQUEST_ID_KEY },
    /^COUNTERSIGN_CALLBACK_MASTER is COUNTERSIGN_REQUEST_ID_KEY again/,
  ],
];
for (const [what, change, told] of ROWS) {
  test(`does not start with ${what}`, () => {
    const found = problems({ ...AZURE, ...change });
    assert.equal(found.length, 1, found.join('\n'));
    assert.match(found[0] ?? '', told);
  });
}

test('starts with the token service that the platform names by number', () => {
  assert.deepEqual(problems({ ...AZURE, IDENTITY_ENDPOINT: 'http://169.254.129.7:8081/msi/token' }), []);
});
