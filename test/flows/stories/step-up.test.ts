// A rule that wants a fresh sign-in: no click and no other token approves, the review page's own fresh one does, and the record says how.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, it } from 'node:test';
import { REVIEW_APP_ID } from '../../../local/directory.ts';
import { POLICY_FILE } from '../../../local/start/project.ts';
import { EXPORT } from '../support/caller.ts';
import { startFlow } from '../support/flow.ts';
import { pageToken } from '../support/page-sign-in.ts';
import { assertProblem } from '../support/problems.ts';
import { asked } from '../support/steps.ts';

const RULE = `
  - id: stepped
    when: resource.id == "prod/stepped"
    effect: review
    stepUp: { acrs: c1, within: 5m }
`;
const flow = await startFlow({ policyText: readFileSync(POLICY_FILE, 'utf8') + RULE });
after(flow.stop);
const STEPPED = { ...EXPORT, resource: { type: 'database', id: 'prod/stepped' } };
const APPROVE = { decision: 'approve' };

it('is not approved by a click, however it is made, and the card has no button for it', async () => {
  const id = await asked(flow, STEPPED);
  const card = await flow.teams.card(id);
  assert.deepEqual(card.verbs, ['deny', 'comment']);
  assert.match(JSON.stringify(card.card), new RegExp(`/review/${id}\\?step-up=c1"`));
  // An empty comment changes nothing; the same press with another verb is what a client of somebody's own could send.
  const { activity } = await flow.teams.click(id, 'alice', 'comment');
  const { action } = activity.value as { readonly action: object };
  const forged = await flow.teams.send(
    { ...activity, value: { action: { ...action, verb: 'approve' } } },
    {},
  );
  assert.equal(forged.kind, 'words');
  assert.match(forged.text, /^This approval needs a fresh sign-in\./);
  await flow.records.tells(id, 'requested');
});

it('is not approved by a token that lacks the context, is too old, or was made for another app', async () => {
  const id = await asked(flow, STEPPED);
  const lacking = [
    await pageToken(flow, 'alice'),
    await pageToken(flow, 'alice', { acrs: ['c2'] }),
    await pageToken(flow, 'alice', { acrs: ['c1'], signedInSecondsAgo: 301 }),
    await flow.world.tokens.person('alice@contoso.example'),
  ];
  for (const token of lacking) {
    const reply = await flow.bearer(token).on(id, 'decisions', APPROVE);
    assert.deepEqual([reply.status, reply.body.type], [401, 'urn:countersign:error:step_up_required']);
    assert.match(reply.headers.get('www-authenticate') ?? '', /max_age="300", acr_values="c1"/);
    const seen = await flow.bearer(token).read(`${id}/review`);
    const { step_up: stepUp } = seen.body as { step_up?: object };
    assert.deepEqual(stepUp, { acrs: ['c1'], within_seconds: 300, satisfied: false });
  }
  await flow.records.tells(id, 'requested');
});

it('is approved by the page’s fresh sign-in, and the record tells app, time and context', async () => {
  const id = await asked(flow, STEPPED);
  const token = await pageToken(flow, 'alice', { acrs: ['c1', 'c2'], signedInSecondsAgo: 60 });
  const seen = await flow.bearer(token).read(`${id}/review`);
  assert.match(seen.text, /"satisfied":true/);
  const reply = await flow.bearer(token).on(id, 'decisions', APPROVE);
  assert.equal(reply.status, 200, reply.text);
  const { events } = await flow.records.tells(id, 'requested', 'voted', 'approved');
  const { via, sign_in: signIn } = events[1]?.facts ?? {};
  const { app, acrs, at } = signIn as { app: string; acrs: readonly string[]; at: string };
  assert.deepEqual([via, app, acrs], ['page', REVIEW_APP_ID, ['c1', 'c2']]);
  const ageSeconds = (Date.now() - Date.parse(at)) / 1000;
  assert.ok(ageSeconds >= 59 && ageSeconds < 120, `${ageSeconds}`);
  assert.match((await flow.teams.card(id)).words, /Approved, not used yet/);
});

it('judges a fresh sign-in like every other: outsiders and owners stay outside', async () => {
  const id = await asked(flow, STEPPED);
  for (const [who, name] of [
    ['olivia', 'not_approver'],
    ['dana', 'own_request'],
    ['gus', 'guest'],
  ] as const) {
    const token = await pageToken(flow, who, { acrs: ['c1'] });
    assertProblem(await flow.bearer(token).on(id, 'decisions', APPROVE), 403, name, who);
  }
  await flow.records.tells(id, 'requested');
});

it('is denied by a plain click: that only makes less happen', async () => {
  const id = await asked(flow, STEPPED);
  assert.equal((await flow.teams.click(id, 'alice', 'deny')).kind, 'card');
  await flow.records.tells(id, 'requested', 'voted', 'denied');
});
