// A record on the review page in a real browser: told what was done, say what you find, be told the truth.
import assert from 'node:assert/strict';
import { recordDeed } from './record-deed.ts';
import { addressIs, checkLooks, review, signIn } from './review-page.ts';
import { cardWith, createScenes, type Stage, textOf } from './stage.ts';

const scene = createScenes();
const FINDINGS = ['Looks right', 'Needs follow-up'];

scene('another approver says on the page what they find, and every card tells it', async (stage) => {
  const id = await recordDeed(stage, 'prod/looked-at');
  const alice = await stage.open('alice');
  const card = cardWith(alice, 'prod/looked-at');
  await card.scrollIntoViewIfNeeded();
  await stage.picture(alice, 'record-card');
  const [page] = await Promise.all([
    alice.context().waitForEvent('page'),
    card.getByRole('link', { name: 'Open in full' }).click(),
  ]);
  await signIn(page, 'alice');
  await addressIs(page, `${stage.world.urls.functions}/review/${id}`);
  await page.getByRole('heading', { name: 'Everything that was done, as told' }).waitFor();
  await page.getByText('Nobody had approved this when it was done.').waitFor();
  assert.equal(await page.getByRole('button', { name: /Approve|Deny|Send comment/ }).count(), 0);
  await page.getByLabel(/^Comment on what you found/).fill('Which rows went out?');
  await page.getByRole('button', { name: 'Needs follow-up' }).click();
  await page.getByRole('status').getByText('Your finding is recorded.').waitFor();
  const told = /needs follow-up[\s\S]*Looked at by[\s\S]*Alice Aho[\s\S]*“Which rows went out\?”/;
  assert.match(await textOf(page.getByRole('region', { name: /as its card/ })), told);
  await page.getByText('Somebody has looked at this. There is nothing left to do.').waitFor();
  await findingsOn(page, 0);
  await card.getByText('Which rows went out?').waitFor();
  assert.match(await textOf(card), told);
});

scene('who recorded it and who owns the agent can read it, and not look at it themselves', async (stage) => {
  const id = await recordDeed(stage, 'prod/own', { agent: 'nightly-etl' });
  for (const [who, why] of [
    ['sam', 'You can read this. You recorded this: it takes somebody else.'],
    ['dana', 'You can read this. You own this agent: it takes somebody else.'],
  ] as const) {
    const page = await review(stage, id, who);
    await page.getByText(why).waitFor();
    await findingsOn(page, 0);
    assert.equal(await page.getByRole('textbox').count(), 0);
  }
});

scene('who comes second is told so, and sees what the first one found', async (stage) => {
  const id = await recordDeed(stage, 'prod/second');
  const [alice, bob] = await Promise.all([review(stage, id, 'alice'), review(stage, id, 'bob')]);
  await findingsOn(bob, 2);
  await alice.getByRole('button', { name: 'Looks right' }).click();
  await alice.getByRole('status').getByText('Your finding is recorded.').waitFor();
  await bob.getByRole('button', { name: 'Needs follow-up' }).click();
  await bob.getByRole('alert').getByText('Looked at already.').waitFor();
  await findingsOn(bob, 0);
  assert.match(await textOf(bob.getByRole('region', { name: /as its card/ })), /Alice Aho[\s\S]*looks right/);
});

scene('a finding shows by itself on a page that was left open, and is said aloud', async (stage) => {
  const id = await recordDeed(stage, 'prod/watched');
  const [alice, bob] = await Promise.all([review(stage, id, 'alice'), review(stage, id, 'bob')]);
  await findingsOn(bob, 2);
  await alice.getByRole('button', { name: 'Looks right' }).click();
  await alice.getByRole('status').getByText('Your finding is recorded.').waitFor();
  // As when a person comes back to the tab: it would look by itself a little later.
  await bob.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
  await bob.getByRole('status').getByText('Somebody has looked at this.').waitFor();
  await findingsOn(bob, 0);
});

scene('a record too long for a card is called right only where all of it can be read', async (stage) => {
  const note = Array.from({ length: 400 }, (_, n) => `  line ${n} of what was done`).join('\n');
  await recordDeed(stage, 'prod/long', {}, { note });
  const alice = await stage.open('alice');
  const card = cardWith(alice, 'prod/long');
  await card.getByRole('button', { name: 'Needs follow-up' }).waitFor();
  assert.equal(await card.getByRole('button', { name: 'Looks right' }).count(), 0);
  assert.equal(await card.getByRole('link').count(), 1, 'one way to the page is enough');
  await card.scrollIntoViewIfNeeded();
  await stage.picture(alice, 'record-card-long');
  const [page] = await Promise.all([
    alice.context().waitForEvent('page'),
    card.getByRole('link', { name: 'Review in full' }).click(),
  ]);
  await signIn(page, 'alice');
  await page.getByText('line 399 of what was done').waitFor();
  await page.getByRole('button', { name: 'Looks right' }).click();
  await page.getByRole('status').getByText('Your finding is recorded.').waitFor();
});

for (const [width, height] of [
  [1280, 900],
  [375, 812],
] as const) {
  for (const theme of ['light', 'dark'] as const) {
    scene(`at ${width} px in ${theme} a record fits, can be read and reached`, async (stage) => {
      const id = await recordDeed(stage, `prod/${width}-${theme}`);
      const page = await review(stage, id, 'alice', { width, height, theme });
      await findingsOn(page, 2);
      await checkLooks(page);
      await page.evaluate('scrollTo(0, 0)');
      await stage.picture(page, `review-record-${width}-${theme}`);
      await page.evaluate('scrollTo(0, document.body.scrollHeight)');
      await stage.picture(page, `review-record-${width}-${theme}-end`);
      await page.getByRole('button', { name: 'Looks right' }).click();
      await page.getByRole('status').getByText('Your finding is recorded.').waitFor();
      await checkLooks(page);
      await stage.picture(page, `review-record-${width}-${theme}-done`);
    });
  }
}

/** Both buttons stand there, or none. */
async function findingsOn(page: Awaited<ReturnType<Stage['visit']>>, count: 0 | 2): Promise<void> {
  for (const name of FINDINGS) {
    const button = page.getByRole('button', { name });
    await button.waitFor({ state: count === 0 ? 'detached' : 'visible' });
  }
}
