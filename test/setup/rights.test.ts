// `setup --check`: which rights it takes, which one holds, and a text for each person who holds one of the others.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aTenant, PEOPLE } from './support/a-tenant.ts';

const TEMPLATES = {
  global: '62e90394-69f5-4237-9190-012177145e10',
  applications: '9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3',
  permissions: 'e8611ab8-c189-46e8-94e1-60213ab1f814',
};
const ROLES = [
  'Application Administrator',
  'Groups Administrator',
  'Owner of the subscription',
  'Privileged Role Administrator',
  'Teams Administrator',
];

test('whoever holds nothing gets one text for each person: what to run, what it grants, why, how to undo it', async (t) => {
  const stage = aTenant((tenant) =>
    Object.assign(tenant, { directoryRoles: [], subscriptionRoles: ['Contributor'] }),
  );
  t.after(stage.end);
  const { code, text, lines } = await stage.setup('--check');
  assert.equal(code, 0);
  const texts = text.split('-'.repeat(80)).slice(1, -1);
  assert.equal(texts.length, 5);
  for (const role of ROLES) {
    assert.ok(
      lines.some((line) => line.includes(role) && line.endsWith('you do not hold it')),
      role,
    );
    assert.ok(
      texts.some(
        (each) => each.includes('To somebody who is') && each.replaceAll(/\s+/g, ' ').includes(role),
      ),
      role,
    );
  }
  for (const each of texts) assert.match(each, /Please [\s\S]*Run:[\s\S]*What it grants:[\s\S]*To undo it:/);
  assert.deepEqual(stage.tenant.writes, []);
});

test('a Global Administrator who owns the subscription can do all of it', async (t) => {
  const stage = aTenant((tenant) => Object.assign(tenant, { directoryRoles: [TEMPLATES.global] }));
  t.after(stage.end);
  const { words } = await stage.setup('--check');
  assert.match(words, /You can do all of it yourself/);
  assert.doesNotMatch(words, /To somebody/);
});

test('each role is told by its own id', async (t) => {
  const stage = aTenant((tenant) =>
    Object.assign(tenant, { directoryRoles: [TEMPLATES.applications, TEMPLATES.permissions] }),
  );
  t.after(stage.end);
  const { lines } = await stage.setup('--check');
  const held = lines.filter((line) => line.endsWith('. you hold it')).map((line) => line.split(' ..')[0]);
  assert.deepEqual(held, [
    'Application Administrator (Entra)',
    'Owner of the subscription (Azure)',
    'Privileged Role Administrator (Entra)',
  ]);
});

test('Contributor makes resources but gives no roles; with one who may give them it is enough', async (t) => {
  for (const [roles, word] of [
    [['Contributor'], 'you do not hold it'],
    [['Contributor', 'Role Based Access Control Administrator'], 'you hold it'],
    [['Owner'], 'you hold it'],
  ] as const) {
    const stage = aTenant((tenant) => Object.assign(tenant, { subscriptionRoles: [...roles] }));
    t.after(stage.end);
    const { lines } = await stage.setup('--check');
    assert.ok(
      lines.some((line) => line.startsWith('Owner of') && line.endsWith(` ${word}`)),
      roles.join(),
    );
  }
});

test('what may not be seen is said, not guessed', async (t) => {
  const stage = aTenant((tenant) =>
    tenant.faults.push({
      on: 'transitiveMemberOf',
      times: 9,
      phrase: 'Forbidden',
      code: 'Authorization_RequestDenied',
      message: 'No.',
    }),
  );
  t.after(stage.end);
  const { lines } = await stage.setup('--check');
  assert.equal(lines.filter((line) => line.endsWith('cannot be seen')).length, 4);
});

test('after provisioning the text names the identity, and its command does what it says', async (t) => {
  const stage = aTenant();
  t.after(stage.end);
  await stage.setup(`--yes ${PEOPLE}`);
  const { lines } = await stage.setup('--check');
  const command = lines.find(
    (line) => line.includes('--principal') && !line.includes('--remove') && !line.includes('--what-if'),
  );
  assert.ok(command);
  assert.equal((await stage.setup(`--yes ${command.split('-- ')[1]}`)).code, 0);
  assert.equal(stage.tenant.assignments.length, 3);
});

test('the registrations can be made by somebody else with the command of their text', async (t) => {
  const stage = aTenant((tenant) =>
    Object.assign(tenant, { directoryRoles: [], may: { ...tenant.may, groups: false } }),
  );
  t.after(stage.end);
  const { lines } = await stage.setup('--check');
  const command = lines.find((line) => line.includes('--only api'));
  assert.ok(command);
  const ran = await stage.setup(`--yes ${command.split('-- ')[1]}`);
  assert.equal(ran.code, 0, ran.text);
  assert.equal(stage.tenant.applications.length, 2);
});

test('each text signs in also whoever has no subscription', async (t) => {
  const stage = aTenant((tenant) => Object.assign(tenant, { directoryRoles: [], subscriptionRoles: [] }));
  t.after(stage.end);
  const { lines } = await stage.setup('--check');
  const signIns = lines.filter((line) => line.includes('az login'));
  assert.equal(signIns.length, 3);
  for (const line of signIns) assert.match(line, /--tenant \S+ --allow-no-subscriptions$/);
});
