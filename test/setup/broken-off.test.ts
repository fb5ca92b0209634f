// A run that breaks off at any write, before it was done or after (its answer lost), is completed by the same command, and makes nothing twice.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, test } from 'node:test';
import { aTenant, PEOPLE, type Stage } from './support/a-tenant.ts';

const AGENT = 'agent nightly-etl --yes --owners dana@contoso.example';

/** What the tenant holds, without the ids that differ from run to run. */
function holdings({ tenant, policy }: Stage) {
  const ids = new Map<string, string>();
  for (const { id, shown } of [...tenant.applications, ...tenant.groups]) {
    ids.set(id, String(shown.uniqueName));
    if (typeof shown.appId === 'string') ids.set(shown.appId, `client of ${shown.uniqueName}`);
  }
  for (const { id, shown } of tenant.servicePrincipals) ids.set(id, `principal of ${shown.displayName}`);
  const named = (text: string) => [...ids].reduce((done, [id, name]) => done.replaceAll(id, name), text);
  return JSON.parse(
    named(
      JSON.stringify({
        applications: tenant.applications,
        servicePrincipals: tenant.servicePrincipals,
        groups: tenant.groups,
        assignments: tenant.assignments.map(({ principalId, resourceId, appRoleId }) => [
          principalId,
          resourceId,
          appRoleId,
        ]),
        secrets: Object.keys(tenant.vaults['kv-countersign-demo'] ?? {}),
        values: tenant.azd.environments.demo,
        policy: policy(),
      }),
    ),
  );
}

/** The three commands, in order; each is run until it says that it is done, at most three times. */
async function everything(stage: Stage): Promise<string[]> {
  const failures: string[] = [];
  for (const args of [`--yes ${PEOPLE}`, '--yes --after-provision', AGENT]) {
    for (let tries = 0; ; tries += 1) {
      const { code, text } = await stage.setup(args);
      if (code === 0) break;
      assert.ok(tries < 2, text);
      failures.push(text);
    }
  }
  return failures;
}

describe('a run that breaks off', async () => {
  const whole = aTenant();
  assert.deepEqual(await everything(whole), []);
  const writes = [...whole.tenant.writes];
  const wanted = holdings(whole);
  whole.end();

  test('is tried at every write there is', () => {
    assert.ok(writes.length >= 25, `${writes.length} writes`);
    for (const kind of [
      'PATCH /applications',
      'PATCH /servicePrincipals',
      'PATCH /groups',
      'DELETE /',
      'POST /groups',
      'appRoleAssignedTo',
      'az keyvault secret set',
      'azd env set',
    ]) {
      assert.ok(
        writes.some((write) => write.includes(kind)),
        kind,
      );
    }
  });

  for (const [at, write] of writes.entries()) {
    for (const late of [false, true]) {
      const what = write.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID');
      test(`${late ? 'after' : 'before'} write ${at + 1} (${what}) is completed by the same command`, async (t) => {
        const stage = aTenant((tenant) => {
          tenant.failWrite = { number: at + 1, late };
        });
        t.after(stage.end);
        const failures = await everything(stage);
        assert.equal(failures.length, 1, 'it broke off once');
        assert.match(failures[0] ?? '', /\.+ failed\n[\s\S]*Do: /, 'which step, and the cure');
        assert.match(failures[0] ?? '', /The same command goes on/);
        assert.deepEqual(holdings(stage), wanted);
      });
    }
  }
});

test('a policy file that cannot be written changes nothing of it, and a rerun goes on', async (t) => {
  const stage = aTenant();
  t.after(stage.end);
  await stage.setup(`--yes ${PEOPLE}`);
  const before = stage.policy();
  const { writeFileSync } = await import('node:fs');
  writeFileSync(stage.policyPath, `${before}\nnonsense: [\n`);
  const broken = await stage.setup(AGENT);
  assert.equal(broken.code, 1);
  assert.match(broken.words, /was left as it is/);
  writeFileSync(stage.policyPath, before);
  assert.equal((await stage.setup(AGENT)).code, 0);
  assert.deepEqual(
    readdirSync(dirname(stage.policyPath)),
    ['countersign.yaml'],
    'no half-written file beside it',
  );
});
