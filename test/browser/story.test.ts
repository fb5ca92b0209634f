// What a person sees, from the agent's question to the file: told in real windows on the real local world.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { PEOPLE } from '../../local/directory.ts';
import { cardWith, createScenes, textOf, type Who } from './stage.ts';

const scene = createScenes();

const REFUSED: readonly (readonly [Who, RegExp])[] = [
  ['olivia', /^Only members of data-owners can decide this\. Your click changed nothing\./],
  ['sam', /^Only members of data-owners can decide this\./],
  ['gus', /^Guests cannot decide or comment here\./],
  ['xavier', /^Only people of this organisation can decide or comment here\./],
  ['dana', /^You own this agent, so somebody else has to decide\./],
];

scene(
  'an agent asks, only the right people are heard, and what was approved is done once',
  async (stage, t) => {
    const bob = await stage.open('bob');
    const agent = stage.startAgent();
    const card = cardWith(bob, 'Monthly churn model');
    await card.getByRole('button', { name: 'Approve export' }).waitFor();
    assert.match(agent.said.join('\n'), /403: the warehouse gives nothing without an approval/);
    assert.match(await textOf(card), /nightly-etl asks to export database prod\/customers/);
    await stage.picture(bob, 'story-waiting');

    const visitor = await stage.open('olivia');
    const theirCard = cardWith(visitor, 'Monthly churn model');
    const notice = theirCard.getByRole('status');
    for (const [who, words] of REFUSED) {
      await visitor.getByLabel('You are:').selectOption(PEOPLE[who]);
      await theirCard.waitFor();
      assert.equal(await notice.count(), 0, 'a notice is for one person only');
      await theirCard.getByRole('button', { name: 'Approve export' }).click();
      assert.match(await textOf(notice.locator('p')), words);
      assert.match(await textOf(notice), /Only you can see this/);
      assert.match(await textOf(theirCard), /Waiting for approval/);
      await stage.picture(visitor, `story-refused-${who}`);
    }
    assert.equal(await card.getByRole('status').count(), 0, 'nobody else is told');
    await visitor.reload();
    await theirCard.waitFor();
    assert.equal(await notice.count(), 0, 'a notice is not kept');

    const carmen = await stage.open('carmen', { width: 375, height: 812 });
    const seen = carmen.evaluate<number>("probes.whenShown('prod/customers', 'Approved')");
    await bob.evaluate('probes.noteClicks()');
    await card.getByRole('button', { name: 'Approve export' }).click();
    const took = (await seen) - (await bob.evaluate<number>('probes.clickedAt'));
    t.diagnostic(`the other window showed the approval ${took} ms after the click`);
    assert.ok(took >= 0 && took < 2000, `${took} ms`);

    assert.equal(await agent.ended, 'done');
    const told = agent.said.join('\n');
    assert.match(told, /Approved by Bob Berg\.\n4,812 rows written to /);
    const file = /rows written to (.*)$/m.exec(told)?.[1] ?? '';
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    assert.equal(lines.length, 4813);
    assert.equal(lines[0]?.trim(), 'id,email,plan');

    for (const page of [bob, carmen]) {
      const done = cardWith(page, 'prod/customers');
      await done.getByText('Approved and used once').waitFor();
      assert.match(await textOf(done), /warehouse reports success: “.*4,?812 rows/);
      assert.deepEqual(
        await done.getByRole('button').allInnerTexts(),
        ['Who asked and why ▾'],
        'nothing is left to press',
      );
      await page.reload();
      await done.getByText('Approved and used once').waitFor();
    }
    await stage.picture(bob, 'story-done');
    await stage.picture(carmen, 'story-done-phone');
  },
);

scene('a denial with a reason reaches the agent, and nothing is written', async (stage) => {
  const alice = await stage.open('alice');
  const agent = stage.startAgent('--justification', 'The quarterly report needs it.');
  const card = cardWith(alice, 'The quarterly report needs it.');
  await card.getByLabel('Reason, if you deny (optional)').selectOption('Too much');
  await card
    .getByLabel('Comment (optional; goes to the agent and its owners)')
    .fill('Use the anonymised view instead.');
  await stage.picture(alice, 'story-before-denial');
  await card.getByRole('button', { name: 'Deny' }).click();
  assert.equal(await agent.ended, 'not-approved');
  const told = agent.said.join('\n');
  assert.match(told, /Denied by Alice Aho: too much, “Use the anonymised view instead\.”/);
  assert.match(told, /Nothing was written\.$/);
  const denied = alice.locator('article.message').last();
  await denied.getByText('Denied', { exact: true }).waitFor();
  assert.match(
    await textOf(denied),
    /Alice Aho \d\d:\d\d[\s\S]*Too much: “Use the anonymised view instead\.”/,
  );
  await stage.picture(alice, 'story-denied');
});

scene('parameters changed after the approval are refused by the warehouse', async (stage) => {
  const alice = await stage.open('alice');
  const agent = stage.startAgent('--tamper', '--justification', 'A tampering run.');
  await cardWith(alice, 'A tampering run.').getByRole('button', { name: 'Approve export' }).click();
  assert.equal(await agent.ended, 'refused');
  assert.match(agent.said.join('\n'), /Tampers: hands 4,813 rows to the warehouse instead\.\n403: /);
  await alice.locator('article.message').last().getByText('Approved, not used yet').waitFor();
});

scene('switching the person shows what that person would see, and a reload stays there', async (stage) => {
  const page = await stage.open('alice');
  await stage.ask('nightly-etl', {
    action: { name: 'data.export', properties: { format: 'csv', rows: 3 } },
    resource: { type: 'database', id: 'prod/plans' },
  });
  const card = cardWith(page, 'prod/plans');
  await card.waitFor();
  await page.getByLabel('You are:').selectOption({ label: 'Olivia Oduya (member)' });
  await card.getByRole('button', { name: 'Approve export' }).click();
  await card.getByText('Only you can see this').waitFor();
  await page.getByLabel('You are:').selectOption({ label: 'Alice Aho (approver)' });
  await card.getByRole('button', { name: 'Approve export' }).waitFor();
  assert.equal(await card.getByText('Only you can see this').count(), 0);
  await page.getByLabel('You are:').selectOption({ label: 'Gus Garcia (guest)' });
  await page.reload();
  await card.waitFor();
  assert.equal(await page.getByLabel('You are:').inputValue(), PEOPLE.gus);
});

scene('an empty chat says where the cards go, and times are told in 24 hours', async (stage) => {
  const page = await stage.open('bob');
  const time = page.locator('article.message time').first();
  assert.match(await textOf(time), /^\d\d:\d\d$/);
  assert.doesNotMatch((await time.getAttribute('title')) ?? '', /[AP]M/);
  await page.getByRole('button', { name: 'Countersign', exact: true }).click();
  await page.getByText('appears in the channel linked to the route of the rule').waitFor();
});
