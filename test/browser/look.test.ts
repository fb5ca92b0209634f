// How it looks and handles: two widths, two themes, the keyboard alone, names for those who hear the page.
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { PEOPLE } from '../../local/directory.ts';
import { assertNamed } from './assert-named.ts';
import { cardWith, createScenes, type Stage, textOf } from './stage.ts';

const scene = createScenes();

const WIDTHS = [
  [1280, 900],
  [375, 812],
] as const;
const words = z.array(z.string());

/** A thread with a card in every state one can bring about quickly. */
async function fill(stage: Stage): Promise<void> {
  const { world } = stage;
  const exportOf = (id: string, why: string) => ({
    action: {
      name: 'data.export',
      properties: {
        format: 'csv',
        rows: 4812,
        columns: ['id', 'email', 'plan'],
        target: 's3://a/very-long-name-that-has-no-space-anywhere-in-it/customers.csv',
      },
    },
    resource: { type: 'database', id },
    context: { business_justification: why },
  });
  await stage.ask('nightly-etl', exportOf('prod/denied', 'Once.'));
  await stage.ask('nightly-etl', exportOf('prod/approved', 'Twice.'));
  await stage.ask(
    'nightly-etl',
    exportOf('prod/waiting', 'Monthly churn model needs the full customer table.'),
  );
  const decide = async (mark: string, verb: string, data: Readonly<Record<string, string>>) => {
    const page = await stage.open('alice');
    const messageId = await cardWith(page, mark).getAttribute('data-message');
    const response = await fetch(`${world.urls.teams}/_local/click`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ messageId, user: PEOPLE.alice, verb, data }),
    });
    assert.equal(response.status, 200);
  };
  await decide('prod/denied', 'deny', { reason: 'too_much', comment: 'Use the view.' });
  await decide('prod/approved', 'approve', {});
}

let filled: Promise<void> | undefined;

for (const [width, height] of WIDTHS) {
  for (const theme of ['light', 'dark'] as const) {
    scene(`at ${width} px in ${theme} everything fits, can be read and reached`, async (stage) => {
      filled ??= fill(stage);
      await filled;
      const page = await stage.open('olivia', { width, height, theme });
      const waiting = cardWith(page, 'prod/waiting');
      await waiting.getByRole('button', { name: 'Approve export' }).click();
      await waiting.getByText('Only you can see this').waitFor();
      await stage.picture(page, `look-${width}-${theme}`);
      await waiting.getByRole('button', { name: 'Who asks, which rule' }).click();
      await cardWith(page, 'prod/approved').getByText('Approved, not used yet').waitFor();
      assert.equal(await page.locator('html').getAttribute('data-theme'), theme);
      await check(page);
      await page.evaluate("document.getElementById('posts').scrollTo(0, 0)");
      await stage.picture(page, `look-${width}-${theme}-top`);
      if (width > 640) return;
      await page.getByRole('button', { name: 'Back to conversations' }).click();
      await check(page);
      await stage.picture(page, `look-${width}-${theme}-list`);
      await page.getByRole('button', { name: 'data-approvals' }).click();
      await waiting.waitFor();
    });
  }
}

scene('the theme can be chosen and stays chosen', async (stage) => {
  const page = await stage.open('alice');
  await page.getByRole('button', { name: 'Switch to dark theme' }).click();
  await page.reload();
  await page.getByRole('button', { name: 'Switch to light theme' }).waitFor();
  assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark');
});

scene(
  'the keyboard alone reaches everything in reading order, shows where it is, and denies',
  async (stage) => {
    await stage.ask('nightly-etl', {
      action: { name: 'data.export', properties: { format: 'csv', rows: 5 } },
      resource: { type: 'database', id: 'prod/keyboard' },
    });
    const page = await stage.open('bob');
    const card = cardWith(page, 'prod/keyboard');
    await card.waitFor();
    const names: string[] = [];
    const focus = z.object({ name: z.string(), shows: z.boolean() }).nullable();
    const toNext = async () => {
      await page.keyboard.press('Tab');
      const now = focus.parse(await page.evaluate('probes.focusLook()'));
      if (now !== null) assert.ok(now.shows, `one sees that "${now.name}" has the focus`);
      names.push(now?.name ?? '');
      return now?.name ?? '';
    };
    while ((await toNext()) !== '' && names.length < 60);
    const text = names.join(' > ');
    assert.match(text, /^Switch to dark theme > You are: > data-approvals > Countersign > /);
    const parts = [
      'Who asks, which rule',
      'Report as suspicious',
      'Reason, if you deny (optional)',
      'Comment (optional; goes to the agent and its owners)',
      'Approve export',
      'Deny',
      'Send comment only',
      'Start a post',
      'Mention @Countersign',
      'Send',
    ];
    assert.ok(text.endsWith(`${parts.join(' > ')} > `), text);

    await card.getByLabel('Reason, if you deny (optional)').focus();
    await page.keyboard.type('Wrong time');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Not at night.');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await card.getByText('Denied', { exact: true }).waitFor();
    assert.match(await textOf(card), /Wrong time:? “Not at night\.”/);
  },
);

scene('everything one can operate has a name, and the page its landmarks', async (stage) => {
  await stage.ask('nightly-etl', {
    action: { name: 'data.export', properties: { format: 'csv', rows: 6 } },
    resource: { type: 'database', id: 'prod/names' },
  });
  const page = await stage.open('alice');
  await cardWith(page, 'prod/names').waitFor();
  await assertNamed(page, ['banner', 'navigation', 'main', 'log', 'article', 'heading']);
  const ids = words.parse(await page.evaluate("[...document.querySelectorAll('[id]')].map(({ id }) => id)"));
  assert.deepEqual(
    ids.filter((id, index) => ids.indexOf(id) !== index),
    [],
    'ids are unique',
  );
});

async function check(page: Page): Promise<void> {
  assert.deepEqual(words.parse(await page.evaluate('probes.overflowing()')), []);
  assert.deepEqual(words.parse(await page.evaluate('probes.lowContrast()')), []);
  assert.deepEqual(words.parse(await page.evaluate('probes.unreachable()')), []);
}
