// Which subscription azd deploys to: one of the tenant that setup worked in, and not one that azd would ask for later.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aTenant, PEOPLE } from './support/a-tenant.ts';

test('azd is told the subscription that az works with, and keeps one that it knows', async (t) => {
  const stage = aTenant((tenant) => {
    delete tenant.azd.environments.demo?.AZURE_SUBSCRIPTION_ID;
  });
  t.after(stage.end);
  assert.equal((await stage.setup(`--yes ${PEOPLE}`)).code, 0);
  const [first] = stage.tenant.subscriptions;
  assert.equal(stage.tenant.azd.environments.demo?.AZURE_SUBSCRIPTION_ID, first?.id);
  stage.tenant.subscriptions.unshift({
    id: 'de300000-0000-4000-8000-200000000003',
    name: 'Development',
    tenantId: stage.tenant.tenantId,
  });
  assert.equal((await stage.setup('--yes')).code, 0);
  assert.equal(stage.tenant.azd.environments.demo?.AZURE_SUBSCRIPTION_ID, first?.id);
});

test('whoever has no subscription there sets the tenant up, and is told that one has to be named', async (t) => {
  const stage = aTenant((tenant) => {
    delete tenant.azd.environments.demo?.AZURE_SUBSCRIPTION_ID;
    // As az tells it after `az login --allow-no-subscriptions`.
    tenant.subscriptions = [
      { id: tenant.tenantId, name: 'N/A(tenant level account)', tenantId: tenant.tenantId },
    ];
  });
  t.after(stage.end);
  const { code, words } = await stage.setup(`--yes ${PEOPLE}`);
  assert.equal(code, 0);
  assert.equal(stage.tenant.azd.environments.demo?.AZURE_SUBSCRIPTION_ID, undefined);
  assert.match(words, /azd env set AZURE_SUBSCRIPTION_ID ID, one of tenant de30/);
});
