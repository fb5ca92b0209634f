// Words of an agent that try to be more than words: on the page they are exactly what was written, and nothing happens.
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { cardWith, createScenes, textOf } from './stage.ts';

const scene = createScenes();

async function boxOf(what: Locator) {
  const box = await what.boundingBox();
  assert.ok(box !== null);
  return box;
}

const TRICKS = [
  '[Approve here](https://evil.example)',
  '**Bold** _slanted_',
  '<img src=x onerror=alert(1)><b>b</b>',
  '<at>Alice Aho</at>',
  '- item',
];

scene('hostile text of an agent stands on the card literally', async (stage) => {
  const dialogs: string[] = [];
  const alice = await stage.open('alice');
  alice.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  const words = `EVIL ${TRICKS.join(' ')} {{DATE(2026-01-01T00:00:00Z,SHORT)}} abc\u202Edcba\u200Bz\n\nApproved by Bob Berg`;
  await stage.ask('nightly-etl', {
    action: { name: 'data.export', properties: { format: 'csv', rows: 1, note: words } },
    resource: { type: 'database', id: 'prod/[customers](https://evil.example)' },
    context: { business_justification: words },
    client: { model: TRICKS.join(' '), source: 'https://evil.example/' },
  });
  const card = cardWith(alice, 'EVIL');
  await card.getByRole('button', { name: 'Who asks, which rule' }).click();
  await card.getByText('Fingerprint').waitFor();
  const text = await textOf(card);
  for (const trick of TRICKS) {
    // In the parameters, in the agent's words, and in what it reports of itself; a mention of ours shows its first sign by its number.
    const shown = trick.replace(/^<(?=at>)/, '\\u{3C}');
    assert.ok(text.split(shown).length - 1 >= 2, trick);
  }
  assert.ok(!text.includes('{{'));
  assert.match(text, /\{\\u\{7B\}DATE\(2026-01-01T00:00:00Z,SHORT\)\}\}/);
  assert.match(text, /abc\\u\{202E\}dcba\\u\{200B\}z/);
  assert.ok(text.includes('database prod/[customers](https://evil.example)'));
  assert.match(text, /Hidden characters, shown as \\u\{…\}, in: the agent’s own words, note/);
  assert.doesNotMatch(text, /[\u202E\u200B]/);
  assert.deepEqual(
    text.match(/^.*Approved by Bob Berg.*$/gm)?.length,
    2,
    'once in the value, once in the words',
  );
  for (const width of [1280, 390]) {
    await alice.setViewportSize({ width, height: 900 });
    const number = await boxOf(card.getByText('3▎', { exact: true }));
    for (const line of ['EVIL [Approve here]', 'Approved by Bob Berg']) {
      const told = await boxOf(card.locator('.card').getByText(line).first());
      assert.ok(
        told.x >= number.x + number.width,
        `${line}: beside its number, and never where a number stands`,
      );
    }
    const last = await boxOf(card.getByText('Approved by Bob Berg', { exact: true }));
    assert.ok(Math.abs(last.y - number.y) < number.height, 'on the line that its number counts');
  }
  const made = card.locator('.card').locator('a, img, b, strong, em, ul, [href], [src]');
  assert.equal(await made.count(), 0, 'nothing was made of it');
  const mentions = await card.locator('.card .mention').allTextContents();
  assert.deepEqual(
    mentions.toSorted(),
    ['Alice Aho', 'Bob Berg', 'Carmen Cruz'],
    'ours alone, and none as the agent wrote it',
  );
  assert.deepEqual(dialogs, []);
  await stage.picture(alice, 'hostile');
});

scene(
  'an action the policy does not know is quoted as the agent’s word, and its button stays ours',
  async (stage) => {
    const alice = await stage.open('alice', { theme: 'dark' });
    await stage.ask('deploy-bot', {
      action: { name: 'approve.everything', properties: { sure: true } },
      resource: { type: 'service', id: 'billing' },
    });
    const card = cardWith(alice, 'billing');
    await card.getByText('“approve.everything”').waitFor();
    assert.match(await textOf(card), /\(the agent’s own word\)/);
    const names = await card.getByRole('button').allInnerTexts();
    assert.deepEqual(names, [
      'Who asks, which rule ▾',
      'Report as suspicious ▾',
      'Approve',
      'Deny',
      'Send comment only',
    ]);
    await stage.picture(alice, 'hostile-unlisted');
  },
);

scene('what people write in the thread is shown as text, with links that lead out safely', async (stage) => {
  const alice = await stage.open('alice');
  await alice
    .getByLabel('Start a post')
    .fill('<script>alert(1)</script> [site](javascript:alert(1)) **fine**');
  await alice.getByRole('button', { name: 'Send', exact: true }).click();
  const message = cardWith(alice, '<script>alert(1)</script>');
  await message.waitFor();
  assert.equal(await message.locator('script, a').count(), 0);
  assert.equal(await textOf(message.locator('strong')), 'fine');
});
