// What can be wrong outside: each is told with its cure, and nothing is made meanwhile.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DemoTenant } from '../../local/azure/tenant.ts';
import { SetupFault } from '../../setup/faults.ts';
import { runSetup } from '../../setup/run-setup.ts';
import { aTenant, PEOPLE } from './support/a-tenant.ts';

const OTHER = 'de300000-0000-4000-8000-100000000002';
const DENIED = {
  phrase: 'Forbidden',
  code: 'Authorization_RequestDenied',
  message: 'Insufficient privileges to complete the operation.',
};

const BEFORE_ALL: readonly [
  what: string,
  change: (tenant: DemoTenant) => unknown,
  args: string,
  says: RegExp,
][] = [
  [
    'nobody is signed in at az',
    (tenant) => Object.assign(tenant, { signedIn: false }),
    '',
    /az is not signed in.*Do: Sign in again: az login/,
  ],
  [
    'the cloud is another',
    (tenant) => Object.assign(tenant, { cloud: 'AzureUSGovernment' }),
    '',
    /works in AzureUSGovernment.*az cloud set/,
  ],
  [
    'azd has no environment',
    (tenant) => Object.assign(tenant.azd, { environments: {} }),
    '',
    /azd has no environment.*azd env new NAME/,
  ],
  ['azd has no such environment', () => undefined, '--env prod', /called prod.*azd env new prod/],
  [
    '--tenant names another tenant',
    () => undefined,
    `--tenant ${OTHER}`,
    /--tenant names de3.*az login --tenant de3/,
  ],
  [
    'azd is to deploy to another tenant',
    (tenant) => {
      tenant.subscriptions.push({
        id: 'de300000-0000-4000-8000-200000000002',
        name: 'Elsewhere',
        tenantId: OTHER,
      });
      Object.assign(tenant.azd.environments.demo ?? {}, {
        AZURE_SUBSCRIPTION_ID: 'de300000-0000-4000-8000-200000000002',
      });
    },
    '',
    /azd is to deploy to "Elsewhere".*az account set --subscription de300000-0000-4000-8000-200000000002/,
  ],
  [
    'azd’s environment is of another tenant',
    (tenant) => Object.assign(tenant.azd.environments.demo ?? {}, { AZURE_TENANT_ID: OTHER }),
    '',
    /azd's environment is of tenant.*az login --tenant/,
  ],
  [
    'azd is to deploy to a subscription that one does not see',
    (tenant) =>
      void Object.assign(tenant.azd.environments.demo ?? {}, {
        AZURE_SUBSCRIPTION_ID: 'de300000-0000-4000-8000-200000000009',
      }),
    '',
    /does not see\. Do: Sign in as somebody who does/,
  ],
  [
    'the environment’s name cannot stand in a path',
    (tenant) => {
      tenant.azd.environments.demo = { AZURE_ENV_NAME: '../elsewhere' };
    },
    '',
    /cannot stand in the names/,
  ],
];

for (const [what, change, args, says] of BEFORE_ALL) {
  test(`when ${what} it says so and what to do, before any step`, async (t) => {
    const stage = aTenant(change);
    t.after(stage.end);
    const { code, words } = await stage.setup(`--yes ${args} ${PEOPLE}`);
    assert.equal(code, 1);
    assert.match(words, says);
    assert.deepEqual(stage.tenant.writes, []);
  });
}

test('several subscriptions in one tenant are no trouble: the tenant counts', async (t) => {
  const stage = aTenant((tenant) => {
    tenant.subscriptions.unshift({
      id: 'de300000-0000-4000-8000-200000000003',
      name: 'Development',
      tenantId: tenant.tenantId,
    });
  });
  t.after(stage.end);
  assert.equal((await stage.setup(`--yes ${PEOPLE}`)).code, 0);
});

test('a tool that is not installed is named, with where to get it', async () => {
  const lines: string[] = [];
  const run = async () => {
    throw new SetupFault('az is not installed, or not on the PATH.', 'Install the Azure CLI');
  };
  const ground = {
    run,
    sleep: async () => undefined,
    now: () => new Date(),
    folder: '/nowhere',
    source: '/nowhere',
  };
  const code = await runSetup([], { print: (line) => void lines.push(line), ask: undefined }, () => ground);
  assert.equal(code, 1);
  assert.match(lines.join(' '), /az is not installed.*Do: Install the Azure CLI/);
});

test('without the right to register apps it stops at that step and names the role and the hand-over', async (t) => {
  const stage = aTenant((tenant) => Object.assign(tenant.may, { applications: false }));
  t.after(stage.end);
  const { code, words } = await stage.setup(`--yes ${PEOPLE}`);
  assert.equal(code, 1);
  assert.match(
    words,
    /Registration of the API \.+ failed ! Insufficient privileges.*You need: Application Administrator.*setup -- --check/,
  );
  assert.match(words, /none was done/);
  assert.deepEqual(stage.tenant.writes, []);
});

test('without the right to make groups the registrations are made, and groups of yours complete it', async (t) => {
  const stage = aTenant((tenant) => Object.assign(tenant.may, { groups: false }));
  t.after(stage.end);
  const first = await stage.setup('--yes');
  assert.equal(first.code, 1);
  assert.match(first.words, /Group of approvers \.+ failed.*take groups by id/);
  for (const number of [1, 2]) {
    const id = `de300000-0000-4000-8000-60000000000${number}`;
    const shown = { id, displayName: `Team ${number}`, securityEnabled: true, groupTypes: [] };
    stage.tenant.groups.push({ id, owners: [], members: [], unknownFor: 0, shown });
  }
  const ids = [1, 2].map((number) => `de300000-0000-4000-8000-60000000000${number}`);
  assert.equal((await stage.setup(`--yes --approver-group ${ids[0]} --admin-group ${ids[1]}`)).code, 0);
});

test('a sign-in that ends in the middle is told as such', async (t) => {
  const stage = aTenant((tenant) => {
    tenant.faults.push({
      on: '^PATCH /groups',
      times: 1,
      phrase: 'AADSTS700082: The refresh token has expired due to inactivity.',
      code: '',
      message: '',
    });
  });
  t.after(stage.end);
  const { code, words } = await stage.setup(`--yes ${PEOPLE}`);
  assert.equal(code, 1);
  assert.match(words, /Do: .*az login/);
});

test('throttled calls are tried again, reads and writes', async (t) => {
  const stage = aTenant((tenant) => {
    const busy = {
      phrase: 'Too Many Requests',
      code: 'TooManyRequests',
      message: 'Too many requests.',
      times: 2,
    };
    tenant.faults.push(
      { on: '^GET /me$', ...busy },
      { on: '^PATCH /applications', ...busy },
      { on: '^POST /groups', ...busy },
    );
  });
  t.after(stage.end);
  const { code, waitedMs, waits } = await stage.setup(`--yes ${PEOPLE}`);
  assert.equal(code, 0);
  assert.deepEqual([...waits], ['Microsoft Graph is busy']);
  assert.ok(waitedMs >= 3 * (2000 + 4000));
  assert.equal(stage.tenant.applications.length, 2);
});

test('when Graph stays busy it gives up with a cure', async (t) => {
  const stage = aTenant((tenant) => {
    tenant.faults.push({
      on: '^GET /applications',
      times: 1000,
      phrase: 'Too Many Requests',
      code: 'TooManyRequests',
      message: 'Too many requests.',
    });
  });
  t.after(stage.end);
  const { code, words } = await stage.setup('--yes');
  assert.equal(code, 1);
  assert.match(words, /Wait a few minutes/);
});

for (const lag of [1, 3]) {
  test(`objects that are unknown for ${lag} looks after they were made are waited for, and made once`, async (t) => {
    const stage = aTenant((tenant) => Object.assign(tenant, { lag }));
    t.after(stage.end);
    const { code, text, waits } = await stage.setup(`--yes ${PEOPLE}`);
    assert.equal(code, 0, text);
    assert.deepEqual([...waits], ['not known everywhere at Microsoft yet']);
    assert.equal((await stage.setup('agent nightly-etl --yes --owners dana@contoso.example')).code, 0);
    assert.deepEqual([stage.tenant.applications.length, stage.tenant.groups.length], [3, 2]);
  });
}

test('a write that Graph turns away because it does not know the new object yet is sent again', async (t) => {
  const stage = aTenant((tenant) => {
    const unknown = {
      phrase: 'Not Found',
      code: 'Request_ResourceNotFound',
      message: 'Not there.',
      times: 2,
    };
    const noApp = {
      phrase: 'Bad Request',
      code: 'Request_BadRequest',
      message: 'No.',
      details: ['NoBackingApplicationObject'],
      times: 2,
    };
    const taken = 'Another object with the same value for property uniqueName already exists.';
    const conflict = { phrase: 'Bad Request', code: 'Request_BadRequest', message: taken, times: 1 };
    tenant.faults.push(
      { on: '^POST .*appRoleAssignedTo', ...unknown },
      { on: '^PATCH /servicePrincipals', ...noApp },
      { on: '^PATCH /applications', ...conflict },
    );
  });
  t.after(stage.end);
  const first = await stage.setup(`--yes ${PEOPLE}`);
  assert.equal(first.code, 0, first.text);
  assert.equal((await stage.setup('agent nightly-etl --yes --owners dana@contoso.example')).code, 0);
  assert.equal(stage.tenant.assignments.length, 1);
});

test('a registration or group of our name that setup did not make is refused, and nothing is done', async (t) => {
  const foreign = { id: 'de300000-0000-4000-8000-700000000001', owners: [], members: [], unknownFor: 0 };
  const titles = ['Countersign API (demo)', 'Countersign review page (demo)', 'Countersign approvers (demo)'];
  for (const [at, displayName] of titles.entries()) {
    const stage = aTenant((tenant) => {
      const shown = { id: foreign.id, appId: foreign.id, displayName };
      (at < 2 ? tenant.applications : tenant.groups).push({ ...foreign, shown });
    });
    t.after(stage.end);
    const { code, words } = await stage.setup(`--yes ${PEOPLE}`);
    assert.equal(code, 3, displayName);
    assert.match(words, /that setup did not make/);
    assert.match(words, /Nothing was changed: first do what stands after "Do:"/);
    assert.deepEqual(stage.tenant.writes, []);
  }
});

for (const [who, says] of [
  ['nobody@contoso.example', /nobody called "nobody@contoso\.example"/],
  ['gus@contoso.example', /is a guest/],
  ['dora@contoso.example', /is disabled/],
  ["x'/../me", /nobody called/],
] as const) {
  test(`${who} is not put into a group`, async (t) => {
    const stage = aTenant();
    t.after(stage.end);
    const { code, words, calls } = await stage.setup(`--yes --approvers ${who}`);
    assert.equal(code, 3);
    assert.match(words, says);
    assert.match(words, /12\. Values for azd.*Nothing was changed: first do/, 'the later steps are told too');
    assert.deepEqual(stage.tenant.writes, []);
    assert.ok(!calls.some((call) => call.includes("'/..")), 'it never becomes part of an address');
  });
}

test('a permission missing for part of the work leaves --only to do the rest', async (t) => {
  const stage = aTenant((tenant) => {
    tenant.faults.push({ on: 'keyvault', times: 1000, ...DENIED });
  });
  t.after(stage.end);
  await stage.setup(`--yes ${PEOPLE}`);
  assert.equal((await stage.setup('--yes --after-provision')).code, 1);
  const { code } = await stage.setup('--yes --after-provision --only graph-permissions,redirect');
  assert.equal(code, 0);
  assert.equal(stage.tenant.assignments.length, 3);
});

for (const only of [
  'api-principal',
  'review',
  'review-principal',
  'preauthorise',
  'members-admins',
  'policy',
]) {
  test(`--only ${only} in a tenant where nothing is set up says what is missing`, async (t) => {
    const stage = aTenant();
    t.after(stage.end);
    const { code, words } = await stage.setup(`--yes --only ${only} ${PEOPLE}`);
    assert.equal(code, 1);
    assert.match(words, /needs what an earlier one makes.*without --only/);
    assert.deepEqual(stage.tenant.writes, []);
  });
}
