// What people do on cards beside a plain yes or no: two who must agree, a question, taking back, and nobody answering.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { POLICY_FILE } from '../../local/start/project.ts';
import { cardWith, createScenes, textOf } from './stage.ts';

const SHORT_LIVED = `
  - id: short-lived
    when: resource.id == "prod/short-lived"
    effect: review
    expires: 2s
`;
const scene = createScenes({ policyText: readFileSync(POLICY_FILE, 'utf8') + SHORT_LIVED });

const exportOf = (id: string) => ({
  action: { name: 'data.export', properties: { format: 'csv', rows: 12 } },
  resource: { type: 'database', id },
});

scene(
  'one of two approvals leaves it waiting, the second approves, and an approver takes it back',
  async (stage) => {
    // Nobody will answer this one; the last scene looks what became of it.
    await stage.ask('nightly-etl', exportOf('prod/short-lived'));
    await stage.ask('deploy-bot', {
      action: { name: 'iam.role.assign', properties: { principal: 'churn-model', scope: 'prod/customers' } },
      resource: { type: 'iam-role', id: 'Storage Blob Data Reader' },
      context: { business_justification: 'The churn model shall read its input itself.' },
    });
    const alice = await stage.open('alice');
    const bob = await stage.open('bob', { theme: 'dark' });
    const [hers, his] = [cardWith(alice, 'churn-model'), cardWith(bob, 'churn-model')];
    await hers.getByText('two data owners needed').waitFor();
    await his.getByText('two data owners needed').waitFor();

    await hers.getByLabel(/^Comment/).fill('fine for the churn model');
    await hers.getByRole('button', { name: 'Approve assignment' }).click();
    for (const card of [hers, his]) {
      await card.getByText('one more data owner needed').first().waitFor();
      assert.match(
        await textOf(card),
        /Waiting for approval[\s\S]*Alice Aho \d\d:\d\d “fine for the churn model”/,
      );
    }
    await stage.picture(bob, 'decide-one-more');
    await hers.getByRole('button', { name: 'Approve assignment' }).click();
    await alice.waitForTimeout(300);
    assert.match(await textOf(his), /one more data owner needed/, 'nobody counts twice');

    await his.getByRole('button', { name: 'Approve assignment' }).click();
    for (const card of [hers, his]) {
      await card.getByText('Approved, not used yet').waitFor();
      assert.match(await textOf(card), /Alice Aho \d\d:\d\d .*and Bob Berg \d\d:\d\d/);
      assert.match(await textOf(card), /Exactly this, once/);
    }
    await stage.picture(bob, 'decide-unused');

    const olivia = await stage.open('olivia');
    await cardWith(olivia, 'churn-model').getByRole('button', { name: 'Take back' }).click();
    await olivia.getByText(/Only .*Alice Aho.* or an administrator can take this back\./).waitFor();

    await hers.getByRole('button', { name: 'Take back' }).click();
    for (const card of [hers, his]) {
      await card.getByText('Approved, then taken back').waitFor();
      assert.match(await textOf(card), /Taken back\s+by Alice Aho/);
      assert.deepEqual(await card.getByRole('button').allInnerTexts(), ['Who asked and why ▾']);
    }
    await stage.picture(alice, 'decide-taken-back');
  },
);

scene('a comment decides nothing, shows for everyone, and spares what others are typing', async (stage) => {
  await stage.ask('nightly-etl', exportOf('prod/comments'));
  const alice = await stage.open('alice');
  const carmen = await stage.open('carmen');
  const [hers, theirs] = [cardWith(alice, 'prod/comments'), cardWith(carmen, 'prod/comments')];
  await hers.getByRole('button', { name: 'Send comment only' }).click();
  await hers.getByText('Write a comment first, then choose Send comment only.').waitFor();

  await theirs.getByRole('button', { name: 'Who asks, which rule' }).click();
  await theirs.getByLabel(/^Comment/).focus();
  await carmen.keyboard.type('half a sent');
  await hers.getByLabel(/^Comment/).fill('Why twelve rows?');
  await hers.getByRole('button', { name: 'Send comment only' }).click();
  for (const card of [hers, theirs]) {
    await card.getByText('“Why twelve rows?”').waitFor();
    assert.match(await textOf(card), /Waiting for approval/);
  }
  await carmen.keyboard.type('ence');
  assert.equal(await theirs.getByLabel(/^Comment/).inputValue(), 'half a sentence');
  assert.equal(await theirs.getByText('Fingerprint').isVisible(), true, 'what was unfolded stays so');
  assert.equal(await hers.getByLabel(/^Comment/).inputValue(), '', 'what was sent is not sent again');
  await stage.picture(carmen, 'decide-comment');
});

scene('what the policy forbids never asks anybody', async (stage) => {
  const alice = await stage.open('alice');
  const agent = stage.startAgent('--action', 'infra.delete');
  assert.equal(await agent.ended, 'not-approved');
  assert.match(agent.said.join('\n'), /Denied by policy, rule no-prod-deletion/);
  const buttons = await cardWith(alice, 'prod/churn-model').getByRole('button').allInnerTexts();
  assert.deepEqual(
    buttons.filter((each) => each !== 'Who asked and why ▾'),
    [],
  );
});

scene('a request that nobody answers expires for everyone', async (stage) => {
  const alice = await stage.open('alice', { width: 375, height: 812 });
  const card = cardWith(alice, 'prod/short-lived');
  // The sweep comes every 15 seconds, to what has been due for a moment.
  await card.getByText('Expired, nobody decided').waitFor({ timeout: 60_000 });
  assert.match(await textOf(card), /Approvals\s+none; one data owner needed/);
  assert.match(await textOf(card), /It may not run/);
  assert.deepEqual(await card.getByRole('button').allInnerTexts(), ['Who asked and why ▾']);
  await card.scrollIntoViewIfNeeded();
  await stage.picture(alice, 'decide-expired');
});

scene('an agent is stopped by two presses in two places, and its card says so', async (stage) => {
  await stage.ask('nightly-etl', exportOf('prod/suspicious'));
  const alice = await stage.open('alice');
  const card = cardWith(alice, 'prod/suspicious');
  const stop = card.getByRole('button', { name: 'Deny, and stop this agent' });
  await card.getByRole('button', { name: 'Report as suspicious' }).waitFor();
  assert.equal(await stop.isVisible(), false, 'one press is not enough');
  await card.getByRole('button', { name: 'Report as suspicious' }).click();
  await stop.scrollIntoViewIfNeeded();
  await stage.picture(alice, 'decide-report');
  await stop.click();
  await card.getByText('as suspicious: the agent is stopped').waitFor();
  assert.match(await textOf(card), /Denied by\s+Alice Aho/);
  await stage.picture(alice, 'decide-reported');
});
