// Who started the run that asks: proven by the run's own token, recorded, and barred from approving. The token itself is seen nowhere again.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { AGENTS, PEOPLE } from '../../../local/directory.ts';
import { POLICY_FILE } from '../../../local/start/project.ts';
import { startOidcIssuer } from '../../support/oidc-issuer.ts';
import { EXPORT } from '../support/caller.ts';
import { startFlow } from '../support/flow.ts';
import { assertProblem } from '../support/problems.ts';
import type { Reply } from '../support/told.ts';

const [issuer, silent] = await Promise.all([startOidcIssuer({ after }), startOidcIssuer({ after })]);
const folder = await mkdtemp(join(tmpdir(), 'countersign-run-tokens-'));
after(() => rm(folder, { recursive: true, force: true }));
const file = join(folder, 'countersign.yaml');
const shipped = await readFile(POLICY_FILE, 'utf8');
const runTokens = `runTokens:
  github:
    issuer: ${issuer.url}
    audience: countersign
    starter: actor_id
    claims: { repository: contoso/etl }
    people: { "583231": ${PEOPLE.bob} }
  silent: { issuer: ${silent.url}, audience: countersign, starter: actor_id, people: {} }
`;
const needsOne = shipped.replace(/(nightly-etl:\n\s+clientId: .*\n)/, '$1    runToken: github\n');
await writeFile(file, `${runTokens}${needsOne}`);
const flow = await startFlow({ env: { COUNTERSIGN_POLICY_FILE: file } });
after(flow.stop);

const run = {
  aud: 'countersign',
  actor_id: '583231',
  actor: 'octocat',
  run_id: '4711',
  repository: 'contoso/etl',
};
const etl = flow.agent('nightly-etl');
const bodyWith = (run_token: string, more: object = {}) => ({ ...EXPORT, client: { ...more, run_token } });

async function assertNothing(reply: Reply, message: RegExp, count: number): Promise<void> {
  assertProblem(reply, 400, 'invalid');
  const [problem] = reply.body.problems ?? [];
  assert.equal(problem?.at, '/client/run_token');
  assert.match(problem?.message ?? '', message);
  assert.equal(await flow.records.count(), count);
}

it('records who started the run and bars that person, in Teams and by API; another approves', async () => {
  const token = await issuer.sign(run);
  const reply = await etl.ask(bodyWith(token, { actor: 'mallory', run: 'my-own-words' }));
  assert.equal(reply.status, 202, reply.text);
  const id = reply.body.task?.id ?? '';
  const card = await flow.teams.card(id);
  assert.match(
    card.words,
    /Run\s+started by person 7c0f…e002, who may not approve this.*verified through github, run 4711/,
  );
  assert.match(card.words, /Agent reports.*run “my-own-words”.*actor “mallory”.*not verified/);
  const { request, events } = await flow.records.tells(id, 'requested');
  const starter = {
    oid: PEOPLE.bob,
    via: 'github',
    run: '4711',
    token: createHash('sha256').update(token).digest('base64url'),
  };
  assert.deepEqual(request.starter, starter);
  assert.deepEqual(events[0]?.facts.starter, starter);
  assert.ok(request.excluded.includes(PEOPLE.bob));
  assert.match(
    (await flow.teams.click(id, 'bob', 'approve')).text,
    /^You started the run that asks, so somebody else has to decide\. Your click changed nothing\.$/,
  );
  const api = await flow.person('bob').on(id, 'decisions', { decision: 'approve' });
  assertProblem(api, 403, 'own_request');
  await flow.records.tells(id, 'requested');
  assert.equal((await flow.teams.click(id, 'alice', 'approve')).kind, 'card');
  await flow.records.tells(id, 'requested', 'voted', 'approved');
});

it('keeps nothing of the token and tells nothing of it: rows, answers, cards and log', async () => {
  const token = await issuer.sign(run);
  const asked = await etl.ask(bodyWith(token));
  const id = asked.body.task?.id ?? '';
  const card = await flow.teams.card(id);
  const stored = JSON.stringify(await flow.records.read(id));
  const read = await etl.read(id);
  const [, payload = '', signature = ''] = token.split('.');
  for (const text of [stored, asked.text, read.text, JSON.stringify(card)]) {
    for (const part of [payload, signature, 'octocat', 'contoso/etl']) assert.ok(!text.includes(part), part);
  }
  const refused = await etl.ask(bodyWith(`${token}x`));
  for (const part of [payload, signature, 'octocat']) assert.ok(!refused.text.includes(part));
});

it('lets an agent that needs a run token ask for nothing without a valid one, and says how to mend it', async () => {
  const count = await flow.records.count();
  const needed =
    /^is missing: nightly-etl asks with the token of its run, issued by http.* for the audience "countersign"$/;
  await assertNothing(await etl.ask(), needed, count);
  await assertNothing(await etl.ask({ ...EXPORT, client: { run: 'x', actor: 'octocat' } }), needed, count);
  const bad: readonly (readonly [object, RegExp])[] = [
    [{ aud: 'api://AzureADTokenExchange' }, /is no valid token issued by .* \(wrong_audience\)/],
    [{ exp: 1000 }, /\(expired\)/],
    [{ iss: 'https://token.actions.githubusercontent.com' }, /\(wrong_issuer\)/],
    [
      { repository: 'contoso/other' },
      /is of another run than runTokens\.github\.claims allows \(repository\)/,
    ],
    [{ actor_id: undefined }, /has no claim actor_id, which runTokens\.github\.starter names/],
    [
      { actor_id: '1' },
      /whom countersign\.yaml does not know: add .* actor_id, .* under runTokens\.github\.people/,
    ],
  ];
  for (const [change, message] of bad) {
    await assertNothing(await etl.ask(bodyWith(await issuer.sign({ ...run, ...change }))), message, count);
  }
  assertProblem(await etl.ask(bodyWith('not a token')), 400, 'invalid');
});

it('takes a run token from an agent that needs none, and none that nobody is listed for', async () => {
  const deploy = flow.agent('deploy-bot');
  const reply = await deploy.ask(bodyWith(await issuer.sign(run)));
  const { request } = await flow.records.read(reply.body.task?.id ?? '');
  assert.deepEqual([request.agent.name, request.starter?.oid], ['deploy-bot', PEOPLE.bob]);
  const count = await flow.records.count();
  const elsewhere = await issuer.sign({ ...run, iss: 'https://gitlab.example' });
  await assertNothing(
    await deploy.ask(bodyWith(elsewhere)),
    /is of no issuer that countersign\.yaml lists/,
    count,
  );
});

it('asks the same of an enforcer that asks for such an agent', async () => {
  const count = await flow.records.count();
  const subject = { type: 'agent', id: AGENTS.nightlyEtl };
  const enforcer = flow.agent('warehouse');
  await assertNothing(await enforcer.ask({ ...EXPORT, subject }), /^is missing/, count);
  const reply = await enforcer.ask({ ...bodyWith(await issuer.sign(run)), subject });
  assert.equal(reply.status, 202, reply.text);
  const { request } = await flow.records.read(reply.body.task?.id ?? '');
  assert.equal(request.starter?.oid, PEOPLE.bob);
});

it('never lets a run token admit anybody: without a token of Entra it opens nothing', async () => {
  const token = await issuer.sign({ ...run, tid: 'x', oid: PEOPLE.alice, roles: ['Requests.Create'] });
  assertProblem(await flow.bearer(token).ask(bodyWith(token)), 401, 'unauthenticated');
  assertProblem(await flow.bearer().ask(bodyWith(token)), 401, 'unauthenticated');
});

it('gives the same request to the same call again, also once the run token is no longer good', async () => {
  const body = bodyWith(await issuer.sign(run));
  const key = { 'idempotency-key': 'run-4711' };
  const first = await etl.ask(body, key);
  assert.equal(first.status, 202, first.text);
  await flow.pass(6 * 60_000);
  await assertNothing(await etl.ask(body), /\(expired\)/, await flow.records.count());
  const again = await etl.ask(body, key);
  assert.equal(again.body.task?.id, first.body.task?.id);
});

it('records nothing while the issuer is silent, and tells to try again', async () => {
  silent.answer({ status: 503 });
  const count = await flow.records.count();
  assertProblem(await flow.agent('deploy-bot').ask(bodyWith(await silent.sign(run))), 503, 'unavailable');
  assert.equal(await flow.records.count(), count);
});
