// The doctor over the whole app: every link holds; then one is broken at a time, and that line alone says so, with its cure.
import assert from 'node:assert/strict';
import { after, it, type TestContext } from 'node:test';
import type { Check } from '../../../approvals/doctor/check.ts';
import { GROUPS, PEOPLE } from '../../../local/directory.ts';
import { CHANNEL } from '../../../local/teams/conversations.ts';
import { passTime } from '../support/clock.ts';
import { startFlow } from '../support/flow.ts';
import { policyWith, ROOMY } from '../support/policy.ts';
import { assertProblem } from '../support/problems.ts';
import { until } from '../support/until.ts';

/** The same requirement as role-assignment's, which Dana's ownership can leave short; here for another agent alone. */
const FOR_DEPLOY_BOT = `
  - id: bot-release
    when: action.name == "release.publish" && agent.name == "deploy-bot"
    effect: review
    approvers: { group: data-owners, count: 2 }
`;
const flow = await startFlow({ policyText: `${policyWith(ROOMY)}${FOR_DEPLOY_BOT}` });
after(flow.stop);
await flow.teams.install('ada');
const ada = flow.person('ada');
const PERMISSIONS = ['User.Read.All', 'GroupMember.Read.All', 'Application.Read.All'];

async function look(): Promise<readonly Check[]> {
  const { status, body, text } = await ada.get('/access/v1/doctor');
  assert.equal(status, 200, text);
  assert.doesNotMatch(text, /eyJ|whsec_|local-secret|AccountKey|"d":/);
  return (body as unknown as { checks: readonly Check[] }).checks;
}

const notOk = (checks: readonly Check[]) => checks.filter(({ state }) => state !== 'ok');
const told = (checks: readonly Check[]) => checks.map(({ name, state, says }) => `${state} ${name}: ${says}`);

/** Exactly these lines are not ok; each line that failed has a cure. */
async function breaks(...names: readonly string[]): Promise<readonly Check[]> {
  const broken = notOk(await look());
  assert.deepEqual(
    broken.map(({ name, state }) => `${state} ${name}`),
    names,
    told(broken).join('\n'),
  );
  for (const { name, cure } of broken) assert.ok((cure ?? '').length > 20, name);
  return broken;
}

async function teamsDoor(path: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const init = { method: 'POST', headers, body: JSON.stringify(body) };
  const response = await fetch(`${flow.world.urls.teams}/_local/${path}`, init);
  assert.equal(response.status, 200, await response.text());
}

it('finds every link whole, one line each, and records nothing', async () => {
  await flow.sweep();
  const checks = await look();
  assert.deepEqual(told(notOk(checks)), []);
  assert.deepEqual(
    checks.map(({ name }) => name),
    [
      'settings',
      'token',
      'policy',
      'keys',
      'graph users',
      'graph groups',
      'graph owners',
      'admins',
      'group data-owners',
      'group sre-leads',
      'agent nightly-etl',
      'agent deploy-bot',
      'approvers',
      'approvers prod-export',
      'approvers role-assignment',
      'approvers secret-reveal',
      'approvers bot-release',
      'admins in Teams',
      'tables',
      'queues',
      'clock',
      'sweep',
      'overdue work',
      'poison queue',
      'dead work',
      'sealed heads',
      'bot token',
      'bot channel',
      'route data-approvals',
      'callbacks nightly-etl',
    ],
  );
  assert.match(
    checks.find(({ name }) => name === 'approvers role-assignment')?.says ?? '',
    /^2 of data-owners: 3 to 4 could approve/,
  );
  assert.equal(await flow.records.count(), 0);
});

it('is for administrators alone, and an app role is enough only while the directory is silent', async (t) => {
  for (const who of ['alice', 'dana', 'audrey', 'olivia'] as const) {
    assertProblem(await flow.person(who).get('/access/v1/doctor'), 403, 'not_permitted', who);
  }
  for (const agent of ['nightly-etl', 'warehouse', 'audit-export']) {
    assertProblem(await flow.agent(agent).get('/access/v1/doctor'), 403, 'not_permitted', agent);
  }
  await flow.directory.leavePermissions(t, 'User.Read.All');
  assertProblem(await flow.person('alice').get('/access/v1/doctor'), 503, 'could_not_verify');
  assert.equal((await ada.get('/access/v1/doctor')).status, 200);
});

const hurt = (t: TestContext, ...missing: readonly string[]) =>
  flow.directory.leavePermissions(t, ...PERMISSIONS.filter((each) => !missing.includes(each)));

it('names the permission at Graph that is missing; what hangs on it is not known, and not ok', async (t) => {
  await hurt(t, 'Application.Read.All');
  const [owners] = await breaks(
    'failed graph owners',
    'unknown agent nightly-etl',
    'unknown agent deploy-bot',
    'unknown approvers',
    'unknown approvers prod-export',
    'unknown approvers role-assignment',
    'unknown approvers secret-reveal',
    'unknown approvers bot-release',
  );
  assert.match(owners?.says ?? '', /403: the permission Application\.Read\.All is missing/);
  await hurt(t, 'GroupMember.Read.All');
  assert.match(told(notOk(await look())).join(), /failed graph groups: .*GroupMember\.Read\.All is missing/);
  await hurt(t, 'User.Read.All');
  assert.match(told(notOk(await look())).join(), /failed graph users: .*User\.Read\.All is missing/);
});

it('takes a Graph that is silent for unknown, and never for a missing permission', async (t) => {
  await flow.directory.spoilGraph(t, { next: 100, status: 503 });
  const broken = notOk(await look());
  assert.ok(broken.length > 8);
  assert.deepEqual([...new Set(broken.map(({ state }) => state))], ['unknown'], told(broken).join('\n'));
});

it('finds a group without people, and an administrator alone', async (t) => {
  await flow.directory.change(t, 'sam', { groups: [] });
  const [empty] = await breaks('failed group sre-leads');
  assert.match(empty?.says ?? '', /“sre-leads” has nobody who could approve/);
  await flow.directory.change(t, 'sam', { groups: [GROUPS.sreLeads] });
  await flow.directory.change(t, 'noor', { disabled: true });
  const [alone] = await breaks('failed admins');
  assert.match(`${alone?.says} ${alone?.cure}`, /one person alone.*second administrator/);
});

it('warns while no administrator has Countersign in Teams, since nobody would hear of a report', async (t) => {
  t.after(() => flow.teams.install('ada'));
  await flow.teams.install('ada', 'uninstall');
  const [unheard] = await breaks('warning admins in Teams');
  assert.match(`${unheard?.says} ${unheard?.cure}`, /^no administrator has .*nobody hears of a report.*Apps/);
  await flow.teams.say('noor', 'help', 'own chat');
  await breaks();
  await flow.teams.install('noor', 'uninstall');
});

it('says for which agent the owners leave too few, and counts no guest and nobody disabled', async (t) => {
  await flow.directory.change(t, 'alice', { disabled: true });
  await flow.directory.change(t, 'bob', { kind: 'guest' });
  const [short] = await breaks('failed approvers role-assignment');
  assert.match(short?.says ?? '', /leaves too few for nightly-etl \(1 left\)$/);
  await flow.directory.change(t, 'dana', { agentUser: true });
  const [few] = await breaks('failed approvers role-assignment', 'failed approvers bot-release');
  assert.match(few?.says ?? '', /^2 of data-owners: 1 person could approve, too few for 2 seats$/);
});

it('asks of a rule only for those agents that its condition does not leave out', async (t) => {
  await flow.directory.change(t, 'alice', { disabled: true });
  await flow.directory.change(t, 'bob', { disabled: true });
  const short = (await breaks('failed approvers role-assignment'))[0];
  assert.match(short?.says ?? '', /for nightly-etl \(1 left\)$/);
});

it('finds the bot taken out of the channel, and a Teams that does not answer', async (t) => {
  t.after(() => teamsDoor('install', { conversation: CHANNEL.id, user: PEOPLE.ada }));
  await teamsDoor('uninstall', { conversation: CHANNEL.id, user: PEOPLE.ada });
  const [out] = await breaks('failed route data-approvals');
  assert.match(
    `${out?.says} ${out?.cure}`,
    /403 BotNotInConversationRoster.*Add the app Countersign to that team again/,
  );
  await teamsDoor('install', { conversation: CHANNEL.id, user: PEOPLE.ada });
  t.after(() => teamsDoor('faults', { next: 0 }));
  await teamsDoor('faults', { next: 1, status: 503 });
  await breaks('failed route data-approvals');
  await teamsDoor('faults', { next: 1, delayMs: 6000 });
  const [late] = await breaks('unknown route data-approvals');
  assert.equal(late?.says, 'no answer within 5 s');
});

it('finds a route that is linked to no conversation', async () => {
  await flow.storage.book.deleteEntity('route', 'data-approvals');
  const [route] = await breaks('failed route data-approvals');
  assert.match(`${route?.says} ${route?.cure}`, /^not linked.*“@Countersign link data-approvals”/);
  await flow.teams.say('ada', '@Countersign link data-approvals');
  await breaks();
});

it('finds what the queue gave up', async () => {
  const found = await until('the poison queue to be seen', async () => {
    await flow.storage.poison.sendMessage('bm9uc2Vuc2U=');
    const broken = notOk(await look());
    return broken.length === 1 ? broken[0] : undefined;
  });
  assert.equal(found.name, 'poison queue');
  await flow.sweep();
  await breaks();
});

it('finds a sweep that has stopped and a clock that is off, and no harm in anything else', async () => {
  // Storage runs by a clock of its own. The timer may sweep in between: then once more.
  const [clock, sweep] = await until('both to be seen', async () => {
    passTime(10 * 60_000);
    const broken = notOk(await look());
    return broken.length === 2 ? broken : undefined;
  });
  assert.match(`${clock?.name}: ${clock?.says}`, /^clock: the app is \d0 minutes ahead of storage$/);
  assert.match(`${sweep?.name}: ${sweep?.says}`, /^sweep: the sweep ran last at .*, 10 minutes ago$/);
  await flow.sweep();
  await breaks('failed clock');
});
