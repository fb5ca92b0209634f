// Agents as Entra proves them, through the whole app: tokens of both versions, for themselves and for people, by a secret, by a token of
// their own issuer and by the blueprint of an agent identity. What was proven stands in the record and bars the people behind it.
import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import { AGENTS, AUDIENCE, BLUEPRINT_ID, PEOPLE } from '../../../local/directory.ts';
import { startOidcIssuer } from '../../support/oidc-issuer.ts';
import { EXPORT } from '../support/caller.ts';
import {
  ASK,
  ASSERTION,
  createTokenEndpoint,
  ETL,
  type Form,
  ON_BEHALF_OF,
  proofOfAgentIdentity,
} from '../support/entra.ts';
import { startFlow } from '../support/flow.ts';
import { assertProblem } from '../support/problems.ts';
import { asked } from '../support/steps.ts';

const flow = await startFlow();
after(flow.stop);
const give = createTokenEndpoint(flow.world.urls.entra);
const ALICE = 'alice@contoso.example';

/** Asks with this token and gives what is stored of it once its card stands. */
async function recorded(token: string) {
  const reply = await flow.bearer(token).ask();
  assert.equal(reply.status, 202, reply.text);
  const id = reply.body.task?.id ?? '';
  await flow.teams.card(id);
  const stored = await flow.records.tells(id, 'requested');
  assert.deepEqual(stored.events[0]?.facts.agent, stored.request.agent);
  return { id, agent: stored.request.agent };
}

/** A token that a person got for an app, with which that app may go on in the person's name. */
const calling = (app: string, username = ALICE): Promise<string> =>
  give({ grant_type: 'password', username, scope: `api://${app}/access_as_user` });

it('knows an agent by a v1.0 token as by a v2.0 one, whichever name of our API it was asked for', async () => {
  const own: Form = { grant_type: 'client_credentials', ...ETL };
  const newer = await recorded(await give({ ...own, scope: `${AUDIENCE}/.default` }));
  for (const resource of [AUDIENCE, `api://${AUDIENCE}`]) {
    const older = await recorded(await give({ ...own, resource }, 'old'));
    assert.deepEqual(older.agent, newer.agent);
    // The same identity, so the same requests.
    const reply = await flow.bearer(await give({ ...own, resource }, 'old')).read(newer.id);
    assert.equal(reply.status, 200);
  }
});

it('takes the decision of a person with a v1.0 token, and none of an app with one', async () => {
  const id = await asked(flow);
  const own = await give({ grant_type: 'client_credentials', ...ETL, resource: AUDIENCE }, 'old');
  assertProblem(await flow.bearer(own).on(id, 'decisions', { decision: 'deny' }), 403, 'not_permitted');
  const hers = await give({ grant_type: 'password', username: ALICE, resource: AUDIENCE }, 'old');
  const reply = await flow.bearer(hers).on(id, 'decisions', { decision: 'deny' });
  assert.equal(reply.body.task?.status, 'denied', reply.text);
});

it('records the person for whom an ordinary app asks, in each version and by each grant, and bars that person', async () => {
  const assertion = await calling(AGENTS.nightlyEtl);
  const onBehalf: Form = { grant_type: ON_BEHALF_OF, ...ETL, requested_token_use: 'on_behalf_of', assertion };
  const tokens = [
    await give({ grant_type: 'password', client_id: AGENTS.nightlyEtl, username: ALICE, scope: ASK }),
    await give({ ...onBehalf, scope: ASK }),
    await give({ ...onBehalf, resource: `api://${AUDIENCE}` }, 'old'),
    // Whoever may ask with it may not decide with it, whatever else it carries.
    await give({ ...onBehalf, scope: `${ASK} ${AUDIENCE}/Approvals.Decide` }),
  ];
  for (const token of tokens) {
    const { id, agent } = await recorded(token);
    assert.deepEqual(agent, {
      clientId: AGENTS.nightlyEtl,
      name: 'nightly-etl',
      registered: true,
      onBehalfOf: PEOPLE.alice,
    });
    assertProblem(
      await flow.bearer(token).on(id, 'decisions', { decision: 'approve' }),
      403,
      'not_permitted',
    );
    assertProblem(
      await flow.person('alice').on(id, 'decisions', { decision: 'approve' }),
      403,
      'own_request',
    );
    assert.match((await flow.teams.click(id, 'alice', 'approve')).text, /^The agent acts for you/);
    await flow.records.tells(id, 'requested');
  }
});

it('gives no decision to a token that asks, on a request of another agent either', async () => {
  const id = (await flow.agent('deploy-bot').ask()).body.task?.id ?? '';
  const assertion = await calling(AGENTS.nightlyEtl);
  const scope = `${ASK} ${AUDIENCE}/Approvals.Decide`;
  const both = await give({
    grant_type: ON_BEHALF_OF,
    ...ETL,
    requested_token_use: 'on_behalf_of',
    assertion,
    scope,
  });
  for (const what of ['decisions', 'revoke']) {
    const body = what === 'decisions' ? { decision: 'approve' } : {};
    assertProblem(await flow.bearer(both).on(id, what, body), 403, 'not_permitted');
  }
});

it('lets an agent for a person use only an approval of what it asked for that person', async () => {
  const token = (username: string) =>
    give({ grant_type: 'password', client_id: AGENTS.nightlyEtl, username, scope: ASK });
  const { id } = await recorded(await token(ALICE));
  assert.equal((await flow.teams.click(id, 'bob', 'approve')).kind, 'card');
  const result = (await flow.bearer(await token(ALICE)).read(id)).body.result?.approval;
  const approval = { id: result?.id ?? '', state: result?.state ?? '' };
  for (const other of [await token('bob@contoso.example'), await flow.world.tokens.agent('nightly-etl')]) {
    assert.equal((await flow.bearer(other).redeem(approval, 'run-1')).body.decision, false);
  }
  assert.equal((await flow.bearer(await token(ALICE)).redeem(approval, 'run-2')).body.decision, true);
});

it('lets no public client ask in the name of an agent: anybody could sign in there', async () => {
  const count = await flow.records.count();
  const token = await give({ grant_type: 'password', username: ALICE, scope: ASK });
  const reply = await flow.bearer(token).ask();
  assertProblem(reply, 403, 'not_permitted');
  assert.match(reply.body.detail ?? '', /public_client/);
  assert.equal(await flow.records.count(), count);
});

it('lets no enforcer act for a person, nor ask as an agent', async () => {
  const count = await flow.records.count();
  const token = await give({
    grant_type: 'password',
    client_id: AGENTS.warehouse,
    username: ALICE,
    scope: ASK,
  });
  for (const body of [EXPORT, { ...EXPORT, subject: { type: 'agent', id: AGENTS.nightlyEtl } }]) {
    const reply = await flow.bearer(token).ask(body);
    assertProblem(reply, 403, 'not_permitted');
    assert.match(reply.body.detail ?? '', /acts for no person/);
    assertProblem(await flow.bearer(token).post('/access/v1/evaluation', body), 403, 'not_permitted');
  }
  assert.equal(await flow.records.count(), count);
});

it('lets a pipeline ask that exchanged its own token at Entra, without any secret', async (t) => {
  const issuer = await startOidcIssuer(t);
  const subject = 'repo:contoso/etl:environment:prod';
  const audience = 'api://AzureADTokenExchange';
  await flow.directory.federate(t, AGENTS.nightlyEtl, { issuer: issuer.url, subject, audience });
  const token = await give({
    grant_type: 'client_credentials',
    client_id: AGENTS.nightlyEtl,
    client_assertion_type: ASSERTION,
    client_assertion: await issuer.sign({ sub: subject, aud: audience, actor_id: '583231' }),
    scope: `${AUDIENCE}/.default`,
  });
  const { agent } = await recorded(token);
  assert.deepEqual([agent.name, agent.objectId], ['nightly-etl', '7c0ffee0-0000-4000-8000-000000005001']);
});

it('records an agent identity with its blueprint, alone and for a person, and tells both on the card', async () => {
  const proof = await proofOfAgentIdentity(give);
  const alone = await recorded(
    await give({ grant_type: 'client_credentials', ...proof, scope: `${AUDIENCE}/.default` }),
  );
  const identity = {
    clientId: AGENTS.reportWriter,
    name: AGENTS.reportWriter,
    registered: false,
    blueprint: BLUEPRINT_ID,
  };
  assert.deepEqual(alone.agent, { ...identity, objectId: '7c0ffee0-0000-4000-8000-000000005005' });
  assert.match((await flow.teams.card(alone.id)).words, /Agent identity\s+of blueprint 7c0f…ba01/);
  const forAlice = await recorded(
    await give({
      grant_type: ON_BEHALF_OF,
      ...proof,
      requested_token_use: 'on_behalf_of',
      assertion: await calling(BLUEPRINT_ID),
      scope: ASK,
    }),
  );
  assert.deepEqual(forAlice.agent, { ...identity, onBehalfOf: PEOPLE.alice });
  assert.match(
    (await flow.teams.card(forAlice.id)).words,
    /Acts for\s+person 7c0f…e001, who may not approve this/,
  );
  assert.match((await flow.teams.click(forAlice.id, 'alice', 'approve')).text, /^The agent acts for you/);
});

it('bars who owns the blueprint of an agent identity: that person can be the agent', async () => {
  const proof = await proofOfAgentIdentity(give);
  const form = { grant_type: 'client_credentials', ...proof, scope: `${AUDIENCE}/.default` };
  const { id } = await recorded(await give(form));
  assert.match((await flow.teams.click(id, 'carmen', 'approve')).text, /^You own this agent/);
  const reply = await flow.person('carmen').on(id, 'decisions', { decision: 'approve' });
  assertProblem(reply, 403, 'own_request');
  await flow.records.tells(id, 'requested');
  assert.equal((await flow.teams.click(id, 'alice', 'approve')).kind, 'card');
});

it('takes no decision from the token of a person that the blueprint of the asking agent identity holds', async () => {
  const proof = await proofOfAgentIdentity(give);
  const form = { grant_type: 'client_credentials', ...proof, scope: `${AUDIENCE}/.default` };
  const { id } = await recorded(await give(form));
  const held = await give({
    grant_type: ON_BEHALF_OF,
    client_id: BLUEPRINT_ID,
    client_secret: 'local-secret-of-report-agents',
    requested_token_use: 'on_behalf_of',
    assertion: await calling(BLUEPRINT_ID),
    scope: `${AUDIENCE}/Approvals.Decide`,
  });
  assertProblem(await flow.bearer(held).on(id, 'decisions', { decision: 'approve' }), 403, 'not_permitted');
  await flow.records.tells(id, 'requested');
});

const person = {
  idtyp: 'user',
  oid: PEOPLE.bob,
  sub: 'bob-here',
  name: 'Bob Berg',
  scp: 'Approvals.Decide',
  roles: ['Approvals.Admin', 'Approvals.Audit', 'Requests.Create', 'Requests.Enforce'],
};
const SOFTWARE: readonly (readonly [string, object])[] = [
  ['an agent identity for a person', { xms_act_fct: '11' }],
  ['an agent identity for a person, told by its blueprint', { xms_par_app_azp: BLUEPRINT_ID }],
  ["an agent's user account", { xms_act_fct: '9 11', xms_sub_fct: '13' }],
  ["an agent's user account, told by its subject alone", { xms_sub_fct: '13 3' }],
];
for (const [what, facets] of SOFTWARE) {
  it(`opens no door for people, administrators or agents to ${what}`, async () => {
    const id = await asked(flow);
    const count = await flow.records.count();
    const caller = flow.bearer(await flow.directory.mint({ ...person, azp: AGENTS.reportWriter, ...facets }));
    assertProblem(await caller.on(id, 'decisions', { decision: 'approve' }), 403, 'not_permitted');
    assertProblem(await caller.on(id, 'revoke'), 403, 'not_permitted');
    assertProblem(await caller.on(id, 'findings', { finding: 'acceptable' }), 403, 'not_permitted');
    assertProblem(await caller.get(`/access/v1/requests/${id}/review`), 403, 'not_permitted');
    assertProblem(await caller.post('/access/v1/records', EXPORT), 403, 'not_permitted');
    for (const what of ['pause', 'resume']) {
      const path = `/access/v1/agents/${AGENTS.deployBot}/${what}`;
      assertProblem(await caller.post(path, { reason: 'x' }), 403, 'not_permitted', what);
    }
    assertProblem(await caller.on(id, 'comments', { comment: 'x' }), 404, 'unknown_task');
    assertProblem(await caller.on(id, 'cancel'), 404, 'unknown_task');
    assertProblem(await caller.read(id), 404, 'unknown_task');
    assertProblem(await caller.get('/api/ready'), 403, 'not_permitted');
    assertProblem(await caller.ask(), 403, 'not_permitted');
    assertProblem(await caller.post('/access/v1/evaluation', EXPORT), 403, 'not_permitted');
    assertProblem(await caller.get('/access/v1/callback-secret'), 403, 'not_permitted');
    assert.equal(await flow.records.count(), count);
    await flow.records.tells(id, 'requested');
  });
}
