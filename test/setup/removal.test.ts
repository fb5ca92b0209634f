// `setup --remove`: takes away what setup made and nothing else, and says what it leaves.
import assert from 'node:assert/strict';
import { existsSync, unlinkSync } from 'node:fs';
import { test } from 'node:test';
import { answerTool } from '../../local/azure/tools.ts';
import { aTenant, PEOPLE } from './support/a-tenant.ts';

async function everything() {
  const stage = aTenant();
  await stage.setup(`--yes ${PEOPLE}`);
  await stage.setup('--yes --after-provision');
  await stage.setup('agent nightly-etl --yes --owners dana@contoso.example');
  return stage;
}

test('takes away grants, registrations and groups, and names what stays', async (t) => {
  const stage = await everything();
  t.after(stage.end);
  const { code, words } = await stage.setup('--remove --yes');
  assert.equal(code, 0);
  assert.deepEqual([stage.tenant.applications, stage.tenant.groups, stage.tenant.assignments], [[], [], []]);
  assert.equal(
    stage.tenant.servicePrincipals.length,
    2,
    'Graph and the app’s identity are not ours to delete',
  );
  assert.ok(existsSync(stage.policyPath));
  assert.match(words, /Left: everything in Azure \(azd down/);
  assert.match(words, /for 30 days/);
});

test('asks first, and --what-if only tells', async (t) => {
  const stage = await everything();
  t.after(stage.end);
  const writes = stage.tenant.writes.length;
  const { words } = await stage.setup('--remove --what-if');
  assert.match(words, /delete "Countersign API \(demo\)".*delete "Countersign agent nightly-etl \(demo\)"/);
  assert.equal((await stage.setup('--remove', false)).code, 2);
  assert.equal(stage.tenant.writes.length, writes);
});

test('what only carries our tag, belongs to another deployment or was taken by its id is left', async (t) => {
  const own = 'de300000-0000-4000-8000-600000000001';
  const stage = aTenant((tenant) => {
    const shown = { id: own, displayName: 'Finance approvers', securityEnabled: true, groupTypes: [] };
    tenant.groups.push({ id: own, owners: [], members: [], unknownFor: 0, shown });
    const foreign = {
      id: 'f1',
      appId: 'f1',
      displayName: 'Somebody',
      tags: ['countersign-demo'],
      uniqueName: null,
    };
    const other = {
      id: 'f2',
      appId: 'f2',
      displayName: 'Countersign API (prod)',
      tags: ['countersign-prod'],
      uniqueName: 'countersign-prod-api',
    };
    for (const each of [foreign, other]) {
      tenant.applications.push({ id: each.id, owners: [], members: [], unknownFor: 0, shown: each });
    }
  });
  t.after(stage.end);
  await stage.setup(`--yes --approver-group ${own} ${PEOPLE}`);
  const { code } = await stage.setup('--remove --yes');
  assert.equal(code, 0);
  assert.deepEqual(
    stage.tenant.applications.map(({ id }) => id),
    ['f1', 'f2'],
  );
  assert.deepEqual(
    stage.tenant.groups.map(({ id }) => id),
    [own],
  );
});

test('what is gone already is no trouble', async (t) => {
  const stage = await everything();
  t.after(stage.end);
  await stage.setup('--remove --yes');
  const { code, words } = await stage.setup('--remove --yes');
  assert.equal(code, 0);
  assert.match(words, /Nothing was changed/);
});

for (const way of ['restore', 'DELETE'] as const) {
  test(`after a removal it says why it cannot begin anew, and once that is done (${way}) it can`, async (t) => {
    const stage = aTenant();
    t.after(stage.end);
    await stage.setup(`--yes ${PEOPLE}`);
    await stage.setup('--remove --yes');
    unlinkSync(stage.policyPath);
    const taken = await stage.setup(`--yes ${PEOPLE}`);
    assert.equal(taken.code, 3);
    assert.match(taken.words, /"Countersign API \(demo\)" was deleted in the last 30 days/);
    const commands = [...taken.words.matchAll(/az (rest --method (POST|DELETE) --url \S+)/g)].map(
      ([, command = '']) => command,
    );
    const chosen = commands.filter((command) => command.includes(way));
    assert.equal(chosen.length, 2, 'for the API and for the review page');
    for (const command of chosen) {
      assert.equal(answerTool(stage.tenant, 'az', command.split(' '), () => '').code, 0, command);
    }
    const again = await stage.setup(`--yes ${PEOPLE}`);
    assert.equal(again.code, 0, again.text);
    assert.deepEqual([stage.tenant.applications.length, stage.tenant.deleted.length], [2, 0]);
    const last = await stage.setup('');
    assert.equal(last.code, 0, last.text);
  });
}

test('a policy file whose groups are gone is told, and kept', async (t) => {
  const stage = await everything();
  t.after(stage.end);
  await stage.setup('--remove --yes');
  stage.tenant.deleted = [];
  const { code, words } = await stage.setup(`--yes ${PEOPLE}`);
  assert.equal(code, 3);
  assert.match(words, /There is no group .* in this tenant.*or correct deployments/);
});
