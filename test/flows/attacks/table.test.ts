// The rows can be run, the page says what they say, and no door is left out.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { readDoors } from '../../support/doors.ts';
import { ATTACKS, CLASSES } from './all.ts';
import { type Attack, NOTHING, troubleWith } from './attack.ts';
import { tableOfAttacks } from './table.ts';

const root = new URL('../../../../', import.meta.url);
const page = new URL('docs/attacks.md', root);
const row: Attack = {
  id: 'A1.1',
  door: 'POST /api/requests',
  attack: 'Calls without a token.',
  against: 'none',
  send: { call: 'POST /api/requests', as: 'nobody' },
  expect: { status: 401 },
  adds: NOTHING,
};

test('there are more than 200 attacks, each of a class that is told, and none stands twice', () => {
  assert.deepEqual(troubleWith(ATTACKS), []);
  assert.ok(ATTACKS.length > 200, `${ATTACKS.length}`);
  const classes = new Set(ATTACKS.map(({ id }) => id.split('.', 1)[0]));
  assert.deepEqual([...classes].sort(), Object.keys(CLASSES).sort());
});

test('a row without an exact count, or with an id that is taken, cannot be run', () => {
  assert.match(troubleWith([row, row]).join(), /A1\.1 stands twice/);
  const { votes: _votes, ...uncounted } = NOTHING;
  const rows = [{ ...row, adds: uncounted } as unknown as Attack, { ...row, id: 'x' }];
  assert.match(troubleWith(rows).join(), /A1\.1 does not say how many votes it adds.*an id is like A8\.2/);
  assert.deepEqual(troubleWith([{ ...row, adds: { ...NOTHING, graph: 'as many as race' } }]), []);
});

test('docs/attacks.md says what is run', () => {
  const made = tableOfAttacks();
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(page, made);
  const hint = 'UPDATE_GOLDEN=1 npm test -- attacks writes it anew';
  assert.equal(readFileSync(page, 'utf8').replaceAll('\r\n', '\n'), made, hint);
});

/** Doors that are for everybody. */
const PUBLIC: readonly string[] = [
  'GET /.well-known/authzen-configuration',
  'GET /.well-known/oauth-protected-resource',
  'GET /.well-known/oauth-protected-resource/mcp',
  'GET /access/v1/jwks',
  'GET /api/health',
  // Closed to everybody.
  'GET /mcp',
  'DELETE /mcp',
  'GET /review/{id}',
  'GET /review-signin',
  'GET /review-files/{file}',
];

test('every door in functions/index.ts is attacked without a token, but for those that are for everybody', () => {
  const without = ATTACKS.filter(({ id }) => id.startsWith('A1.') || id === 'A38.1').map(({ door }) => door);
  assert.deepEqual([...without, ...PUBLIC].sort(), [...readDoors()].sort());
});
