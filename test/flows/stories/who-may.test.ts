// Who may decide, asked at the moment of the click: everybody who may not is told why, and nothing changes. All clicks are on one card.
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { after, afterEach, it } from 'node:test';
import { AGENTS, OTHER_TENANT, PEOPLE } from '../../../local/directory.ts';
import { EXPORT } from '../support/caller.ts';
import { startFlow } from '../support/flow.ts';
import { asked } from '../support/steps.ts';
import type { Who } from '../support/teams.ts';

const flow = await startFlow();
after(flow.stop);
const id = await asked(flow);
const untouched = await flow.teams.card(id);
let sends = await flow.teams.sends();

afterEach(async () => {
  const { request } = await flow.records.tells(id, 'requested');
  assert.deepEqual([request.status, request.revision], ['pending', 1]);
  assert.equal((await flow.teams.card(id)).words, untouched.words);
  assert.deepEqual(await flow.teams.sends(), sends, 'nothing was posted or updated');
});

const OUTSIDER = /^Only members of data-owners can decide this\. Your click changed nothing\./;
const GUEST = /^Guests cannot decide or comment here\. Your click changed nothing\./;
const FOREIGN = /^Only people of this organisation can decide or comment here\./;
const OWNER = /^You own this agent, so somebody else has to decide\. Your click changed nothing\.$/;

const people: readonly (readonly [string, Who, RegExp])[] = [
  ['a colleague in no group', 'olivia', OUTSIDER],
  ['a member of another group', 'sam', OUTSIDER],
  ['an administrator, who gets no exemption', 'ada', OUTSIDER],
  ['a guest', 'gus', GUEST],
  ['a person of another tenant', 'xavier', FOREIGN],
  ["the agent's owner, though in the approvers' group", 'dana', OWNER],
];
for (const [what, who, why] of people) {
  it(`refuses approve and deny by ${what}, in words only that person sees`, async () => {
    for (const verb of ['approve', 'deny']) {
      const answer = await flow.teams.click(id, who, verb);
      assert.deepEqual([answer.status, answer.kind], [200, 'words']);
      assert.match(answer.text, why);
      assert.doesNotMatch(answer.text, /customers|csv/, 'no parameters are told');
    }
  });
}

it('refuses comments of those who may neither decide nor own the agent', async () => {
  for (const who of ['olivia', 'gus', 'xavier'] as const) {
    const answer = await flow.teams.click(id, who, 'comment', { comment: 'Let me in' });
    assert.equal(answer.kind, 'words');
  }
});

it('refuses a member whose account was disabled a moment ago', async (t: TestContext) => {
  await flow.directory.change(t, 'bob', { disabled: true });
  const answer = await flow.teams.click(id, 'bob', 'approve');
  assert.match(
    answer.text,
    /^Your account is disabled in Microsoft Entra ID, so your click changed nothing\./,
  );
});

it('refuses a person who was taken out of the group one moment before the click', async (t: TestContext) => {
  await flow.directory.change(t, 'carmen', { groups: [] });
  assert.match((await flow.teams.click(id, 'carmen', 'approve')).text, OUTSIDER);
});

it('refuses the user account of an agent, though it is in the approvers’ group, in Teams and by API', async (t: TestContext) => {
  await flow.directory.change(t, 'bob', { agentUser: true });
  const told = (await flow.teams.click(id, 'bob', 'approve')).text;
  assert.match(told, /^This is the account of an agent\. Only people can decide/);
  const byApi = await flow.person('bob').on(id, 'decisions', { decision: 'approve' });
  assert.deepEqual([byApi.status, byApi.body.type], [403, 'urn:countersign:error:not_a_person']);
});

it('asks to try again while the directory is down, too busy or silent', async (t: TestContext) => {
  for (const fault of [{ status: 500 }, { status: 503 }, { status: 429 }, { status: 403 }]) {
    await flow.directory.spoilGraph(t, { next: 20, ...fault });
    const answer = await flow.teams.click(id, 'alice', 'approve');
    assert.match(
      answer.text,
      /^Countersign could not check your group memberships just now\. Nothing was changed\./,
    );
    const byApi = await flow.person('alice').on(id, 'decisions', { decision: 'approve' });
    assert.deepEqual(
      [byApi.status, byApi.body.type, byApi.headers.get('retry-after')],
      [503, 'urn:countersign:error:could_not_verify', '2'],
    );
    await flow.directory.spoilGraph(t, { next: 0 });
  }
});

it('does not take a person whom Teams does not identify, nor a bot', async () => {
  const { activity } = await flow.teams.click(id, 'olivia', 'approve');
  const from = activity.from as object;
  const nobody: readonly object[] = [
    { id: '29:alice', name: 'Alice Aho' },
    { ...from, aadObjectId: PEOPLE.alice, role: 'bot' },
    { ...from, aadObjectId: PEOPLE.alice, id: `28:${AGENTS.nightlyEtl}` },
  ];
  for (const each of nobody) {
    const answer = await flow.teams.send({ ...activity, from: each }, {});
    assert.match(
      answer.text,
      /^Teams did not say who you are in Microsoft Entra ID, so your click changed nothing\./,
    );
  }
});

it('takes a person stated to be of another tenant anywhere for one of that tenant', async () => {
  const { activity } = await flow.teams.click(id, 'olivia', 'approve');
  const from = { ...(activity.from as object), aadObjectId: PEOPLE.alice };
  const there = { tenant: { id: OTHER_TENANT } };
  const elsewhere: readonly object[] = [
    { from, channelData: there },
    { from: { ...from, tenantId: OTHER_TENANT } },
    { from, conversation: { ...(activity.conversation as object), tenantId: OTHER_TENANT } },
  ];
  for (const each of elsewhere) {
    assert.match((await flow.teams.send({ ...activity, ...each }, {})).text, FOREIGN);
  }
});

const byApi: readonly (readonly [string, string, number, string])[] = [
  ['an outsider', 'olivia', 403, 'urn:countersign:error:not_approver'],
  ['a guest', 'gus', 403, 'urn:countersign:error:guest'],
  ["the agent's owner", 'dana', 403, 'urn:countersign:error:own_request'],
  ['an administrator', 'ada', 403, 'urn:countersign:error:not_approver'],
  ['a person of another tenant', 'xavier', 401, 'urn:countersign:error:unauthenticated'],
];
for (const [what, name, status, type] of byApi) {
  it(`refuses ${what} by API as in Teams`, async () => {
    const reply = await flow.person(name).on(id, 'decisions', { decision: 'approve' });
    assert.deepEqual([reply.status, reply.body.type], [status, type]);
  });
}

it('refuses decisions and takings back of workloads, whatever roles they hold', async () => {
  const roles = ['Approvals.Decide', 'Approvals.Admin', 'Requests.Create'];
  const mighty = flow.bearer(await flow.directory.mint({ roles }));
  for (const caller of [
    flow.agent('nightly-etl'),
    flow.agent('warehouse'),
    flow.agent('audit-export'),
    mighty,
  ]) {
    for (const what of ['decisions', 'revoke']) {
      const reply = await caller.on(id, what, what === 'revoke' ? {} : { decision: 'approve' });
      assert.deepEqual([reply.status, reply.body.type], [403, 'urn:countersign:error:not_permitted']);
    }
  }
});

it("refuses a person's token without the scope to decide", async () => {
  const claims = {
    idtyp: null,
    azpacr: '0',
    oid: PEOPLE.alice,
    roles: null,
    name: 'Alice Aho',
    scp: 'Requests.Read',
  };
  const reply = await flow
    .bearer(await flow.directory.mint(claims))
    .on(id, 'decisions', { decision: 'approve' });
  assert.deepEqual([reply.status, reply.body.type], [403, 'urn:countersign:error:not_permitted']);
});

it('refuses an API decision about another intent than the person saw, or with words of its own', async () => {
  const alice = flow.person('alice');
  const bodies: readonly object[] = [
    { decision: 'approve', intent_hash: 'x' },
    { decision: 'approve', as: PEOPLE.bob },
    { decision: 'yes' },
    {},
  ];
  for (const body of bodies) {
    const reply = await alice.on(id, 'decisions', body);
    assert.deepEqual([reply.status, reply.body.type], [400, 'urn:countersign:error:invalid']);
  }
});

it('never lets a verified token make a person of an agent that acts for one', async () => {
  const claims = { idtyp: null, oid: PEOPLE.alice, roles: null, scp: 'Approvals.Decide', xms_act_fct: '11' };
  const reply = await flow
    .bearer(await flow.directory.mint(claims))
    .on(id, 'decisions', { decision: 'approve' });
  assert.equal(reply.status, 403);
});

it('bars the person an agent acts for from approving it, in Teams and by API', async () => {
  const claims = { idtyp: null, oid: PEOPLE.alice, roles: null, scp: 'Requests.Create', xms_act_fct: '11' };
  const forAlice = flow.bearer(await flow.directory.mint(claims));
  const reply = await forAlice.ask();
  assert.equal(reply.status, 202, reply.text);
  const hers = reply.body.task?.id ?? '';
  const answer = await flow.teams.click(hers, 'alice', 'approve');
  assert.equal(
    answer.text,
    'The agent acts for you, so somebody else has to decide. Your click changed nothing.',
  );
  const api = await flow.person('alice').on(hers, 'decisions', { decision: 'approve' });
  assert.equal(api.body.type, 'urn:countersign:error:own_request');
  const { request } = await flow.records.tells(hers, 'requested');
  assert.equal(request.agent.onBehalfOf, PEOPLE.alice);
  sends = await flow.teams.sends();
});

it('decides by API exactly as in Teams: same record, same card, and the second call gets the same answer', async () => {
  // On another resource: a denial of the same one is told on the card that all others click.
  const other = await asked(flow, { ...EXPORT, resource: { type: 'database', id: 'prod/other' } });
  const carmen = flow.person('carmen');
  const ballot = { decision: 'deny', comment: 'No.', reason: 'too_much' };
  const reply = await carmen.on(other, 'decisions', ballot);
  assert.deepEqual([reply.status, reply.body.task?.status], [200, 'denied']);
  const again = await carmen.on(other, 'decisions', ballot);
  assert.equal(again.text, reply.text);
  const { events } = await flow.records.tells(other, 'requested', 'voted', 'denied');
  assert.equal(events[1]?.facts.via, 'api');
  assert.match((await flow.teams.card(other)).words, /Denied by Carmen Cruz.*Why Too much.*“No.”/);
  sends = await flow.teams.sends();
});
