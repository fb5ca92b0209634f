// How the review page looks and handles: two widths, two themes, the keyboard alone, names for those who hear it. The sign-in page too.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { POLICY_FILE } from '../../local/start/project.ts';
import { assertNamed } from './assert-named.ts';
import { checkLooks, exportOf, review, STEP_UP_RULES } from './review-page.ts';
import { createScenes, type Stage, textOf } from './stage.ts';

const scene = createScenes({ policyText: readFileSync(POLICY_FILE, 'utf8') + STEP_UP_RULES });
const words = z.array(z.string());

const WIDTHS = [
  [1280, 900],
  [375, 812],
] as const;
const MUCH = {
  columns: ['id', 'email', 'plan'],
  target: 's3://a/very-long-name-that-has-no-space-anywhere-in-it-and-goes-on-and-on/and-on/customers.csv',
  note: 'with recent as (\n  select id, email from customers\n  where plan = 1\n)\nselect * from recent',
};

for (const [width, height] of WIDTHS) {
  for (const theme of ['light', 'dark'] as const) {
    scene(`at ${width} px in ${theme} everything fits, can be read and reached`, async (stage) => {
      const look = { width, height, theme };
      const id = await stage.ask('nightly-etl', exportOf('prod/stepped', MUCH));
      const page = await stage.visit(`${stage.world.urls.functions}/review/${id}?step-up=c1`, look);
      await page.getByText('Pick an account').waitFor();
      await checkLooks(page);
      await stage.picture(page, `review-look-${width}-${theme}-pick`);
      await page.getByRole('button', { name: /Bob Berg/ }).click();
      await page.getByText('Confirm it is you').waitFor();
      await checkLooks(page);
      await stage.picture(page, `review-look-${width}-${theme}-confirm`);
      await page.getByRole('button', { name: 'Confirm' }).click();
      await page.getByRole('button', { name: 'Who asks, which rule' }).click();
      await page.getByRole('button', { name: 'Approve export' }).waitFor();
      await checkLooks(page);
      await page.evaluate('scrollTo(0, 0)');
      await stage.picture(page, `review-look-${width}-${theme}`);
      await page.evaluate('scrollTo(0, document.body.scrollHeight)');
      await stage.picture(page, `review-look-${width}-${theme}-end`);
      await page.getByRole('button', { name: 'Send comment only' }).click();
      await page.getByRole('alert').getByText('The comment is empty.').waitFor();
      await checkLooks(page);
      await page.getByRole('button', { name: 'Approve export' }).click();
      await page.getByRole('status').getByText('Your approval is recorded.').waitFor();
      await checkLooks(page);
      await stage.picture(page, `review-look-${width}-${theme}-done`);
    });
  }
}

scene('the keyboard alone signs in, reaches everything in reading order, and denies', async (stage) => {
  const page = await keyboardSignIn(stage, await stage.ask('nightly-etl', exportOf('prod/keys')));
  const focus = z.object({ name: z.string(), shows: z.boolean() }).nullable();
  const names: string[] = [];
  const toNext = async () => {
    await page.keyboard.press('Tab');
    const now = focus.parse(await page.evaluate('probes.focusLook()'));
    if (now !== null) assert.ok(now.shows, `one sees that "${now.name}" has the focus`);
    names.push(now?.name ?? '');
    return now?.name ?? '';
  };
  while ((await toNext()) !== '' && names.length < 40);
  assert.deepEqual(names.slice(0, -1), [
    'Use another account',
    'Who asks, which rule',
    'All of it, line by line',
    'Reason, if you deny (optional)',
    'Comment (optional; goes to the agent and its owners)',
    'Approve export',
    'Deny',
    'Send comment only',
    'Report as suspicious',
  ]);
  await page.getByLabel('Reason, if you deny (optional)').focus();
  await page.keyboard.type('Wrong time');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Not at night.');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('status').getByText('Your denial is recorded.').waitFor();
  assert.match(await textOf(page.getByRole('main')), /Wrong time: “Not at night\.”/);
  const focused = focus.parse(await page.evaluate('probes.focusLook()'));
  assert.equal(focused?.name, 'Review a request', 'the focus is not lost with the button');
});

scene('everything has a name, the page its landmarks, and results are said aloud', async (stage) => {
  const page = await review(stage, await stage.ask('nightly-etl', exportOf('prod/named')), 'alice');
  await page.getByRole('button', { name: 'Approve export' }).waitFor();
  await page.getByText('All of it, line by line').click();
  await assertNamed(page, [
    'banner',
    'main',
    'region',
    'heading',
    'status',
    'alert',
    'combobox',
    'textbox',
    'term',
  ]);
  const ids = words.parse(await page.evaluate("[...document.querySelectorAll('[id]')].map(({ id }) => id)"));
  assert.deepEqual(
    ids.filter((id, index) => ids.indexOf(id) !== index),
    [],
    'ids are unique',
  );
});

async function keyboardSignIn(stage: Stage, id: string): Promise<Page> {
  const page = await stage.visit(`${stage.world.urls.functions}/review/${id}`);
  await page.getByText('Pick an account').waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByText('Bob Berg').waitFor();
  await page.getByRole('button', { name: 'Approve export' }).waitFor();
  return page;
}
