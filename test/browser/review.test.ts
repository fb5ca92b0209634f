// The review page in a real browser: sign in at Entra ID, see everything, decide, be told the truth.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { UNAVAILABLE } from '../../functions/problem.ts';
import { POLICY_FILE } from '../../local/start/project.ts';
import { addressIs, exportOf, review, STEP_UP_RULES, signIn, watchTokens } from './review-page.ts';
import { cardWith, createScenes, textOf } from './stage.ts';

const scene = createScenes({ policyText: readFileSync(POLICY_FILE, 'utf8') + STEP_UP_RULES });
/** Every JWT begins so. */
const TOKEN = /eyJ/;

scene(
  'what needs a fresh sign-in is approved on the page that its card opens, and no token stands anywhere',
  async (stage) => {
    const id = await stage.ask('nightly-etl', exportOf('prod/stepped'));
    const bob = await stage.open('bob');
    const card = cardWith(bob, 'prod/stepped');
    await card.getByRole('link', { name: 'Review and approve' }).waitFor();
    assert.equal(await card.getByRole('button', { name: 'Approve export' }).count(), 0);
    assert.match(await textOf(card), /Approving this needs a fresh sign-in/);
    await card.scrollIntoViewIfNeeded();
    await stage.picture(bob, 'review-step-up-card');

    const seen = watchTokens(bob);
    const [page] = await Promise.all([
      bob.context().waitForEvent('page'),
      card.getByRole('link', { name: 'Review and approve' }).click(),
    ]);
    await signIn(page, 'bob', { confirms: true });
    await page.getByText('Your sign-in is fresh enough.').waitFor();
    assert.equal(await page.evaluate('opener'), null, 'the page that opened it is out of reach');
    // No hint, no code is left in it.
    await addressIs(page, `${stage.world.urls.functions}/review/${id}`);
    await stage.picture(page, 'review-step-up');
    await page.getByRole('button', { name: 'Approve export' }).click();
    await page.getByRole('status').getByText('Your approval is recorded.').waitFor();
    await page.getByText('Approved, not used yet').waitFor();
    await card.getByText('Approved, not used yet').waitFor();

    assert.ok(
      seen.urls.some((url) => url.includes('/authorize?')),
      'the sign-in was watched',
    );
    assert.deepEqual(
      seen.urls.filter((url) => TOKEN.test(url)),
      [],
    );
    assert.deepEqual([...seen.bearers], [stage.world.urls.functions], 'the token goes to us alone');
    assert.doesNotMatch(await seen.kept(page), TOKEN);
    assert.doesNotMatch(await seen.kept(page), /verifier|countersign\.sign-in/);
    const shown = page.getByRole('region', { name: /as its card/ });
    for (const place of [card, shown])
      assert.match(await textOf(place), /Bob Berg \d\d:\d\d, signed in afresh/);
    await page.reload();
    await page.getByText('Pick an account').waitFor();
  },
);

scene(
  'opened without the card’s hint, the page asks for a fresher sign-in before it lets approve',
  async (stage) => {
    for (const [where, confirms] of [
      ['prod/stepped', true],
      ['prod/fresh', false],
    ] as const) {
      const id = await stage.ask('nightly-etl', exportOf(where));
      const page = await review(stage, id, 'alice');
      if (confirms) {
        const again = page.getByRole('button', { name: 'Sign in again to approve' });
        await again.waitFor();
        await page.getByText('in the authentication context c1').waitFor();
        assert.equal(await page.getByRole('button', { name: 'Approve export' }).count(), 0);
        await stage.picture(page, 'review-sign-in-again');
        await again.click();
        await signIn(page, 'alice', { confirms });
      }
      await page.getByRole('button', { name: 'Approve export' }).click();
      await page.getByRole('status').getByText('Your approval is recorded.').waitFor();
    }
  },
);

scene('a request too large for a card is read to its end on the page, and approved there', async (stage) => {
  const note = Array.from(
    { length: 400 },
    (_, n) => `  line ${n} of what will run, in full and to the letter`,
  ).join('\n');
  await stage.ask('nightly-etl', exportOf('prod/large', { note }));
  const alice = await stage.open('alice');
  const card = cardWith(alice, 'prod/large');
  await card.getByText('Not all of it has fitted on this card').waitFor();
  const [page] = await Promise.all([
    alice.context().waitForEvent('page'),
    card.getByRole('link', { name: 'Review everything' }).click(),
  ]);
  await signIn(page, 'alice');
  const whole = page.getByRole('region', { name: 'Everything that would run' });
  // Not all of it fits on the card.
  await page.locator('details[open]').waitFor();
  const text = await textOf(whole);
  for (const n of [0, 199, 399])
    assert.ok(text.includes(`line ${n} of what will run, in full and to the letter`));
  await page.getByRole('button', { name: 'Approve export' }).click();
  await inSight(page, 'Your approval is recorded.');
  await page.getByRole('heading', { name: 'Everything that may run, once' }).waitFor();
  await card.getByText('Approved, not used yet').waitFor();
  await page.getByRole('button', { name: 'Take back' }).click();
  await inSight(page, 'The approval is taken back.');
  await page.getByRole('heading', { name: 'What was approved' }).waitFor();
  await card.getByText('Approved, then taken back').waitFor();
});

scene('who may not see a request is told why, and sees nothing of it', async (stage) => {
  const id = await stage.ask('nightly-etl', exportOf('prod/secret', { note: 'the plan' }));
  const page = await review(stage, id, 'olivia');
  const alert = page.getByRole('alert');
  await alert
    .getByText(
      'Not an approver. Only data-owners can do this. If you should be one of them, ask an administrator.',
    )
    .waitFor();
  await alert.getByText('You are signed in as Olivia Oduya.').waitFor();
  assert.doesNotMatch(await textOf(page.locator('body')), /secret|csv|the plan|nightly/);
  await stage.picture(page, 'review-outsider');
  await page.getByRole('button', { name: 'Use another account' }).click();
  await signIn(page, 'dana');
  await page
    .getByText('You can read this, not decide it. You own this agent: it takes somebody else.')
    .waitFor();
  assert.equal(await page.getByRole('button', { name: 'Approve export' }).count(), 0);
  await page.getByLabel(/^Comment/).fill('I asked for it.');
  await page.getByRole('button', { name: 'Send comment only' }).click();
  await page
    .getByRole('region', { name: /as its card/ })
    .getByText('“I asked for it.”')
    .waitFor();
  await page.getByRole('button', { name: 'Use another account' }).click();
  await page.getByText('Pick an account').waitFor();
});

scene('an id that names nothing is told once, with who is signed in and what to do', async (stage) => {
  const page = await review(stage, 'req_00000000000000000000000000', 'alice', { theme: 'dark' });
  const alert = page.getByRole('alert');
  await alert.getByText('You are signed in as Alice Aho.').waitFor();
  assert.match(
    await textOf(alert.first()),
    /^No such request\. Nothing is known under this id, or it is not yours\. Check the id\.\s+You are signed in as Alice Aho\.\s+Use another account/,
  );
  await stage.picture(page, 'review-unknown');
});

scene('what the card holds in full is not told twice: the list opens for who wants it', async (stage) => {
  const page = await review(stage, await stage.ask('nightly-etl', exportOf('prod/folded')), 'alice');
  const region = page.getByRole('region', { name: 'Everything that would run' });
  const rows = region.getByText('4812', { exact: true });
  await page.getByRole('button', { name: 'Approve export' }).waitFor();
  assert.equal(await rows.isVisible(), false);
  await region.getByText('All of it, line by line').focus();
  await page.keyboard.press('Enter');
  await rows.waitFor();
  // As when a person comes back to the tab: the page looks again, and leaves open what was opened.
  const looked = page.waitForResponse(/\/review$/);
  await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
  await looked;
  assert.ok(await rows.isVisible());
});

scene('denies with a reason and a comment, which the card then tells', async (stage) => {
  const id = await stage.ask('nightly-etl', exportOf('prod/denied-there'));
  const page = await review(stage, id, 'bob', { theme: 'dark' });
  await page.getByRole('button', { name: 'Send comment only' }).click();
  await page.getByRole('alert').getByText('The comment is empty.').waitFor();
  const reason = page.getByLabel('Reason, if you deny (optional)');
  assert.equal(await textOf(reason.locator('option:checked')), 'Choose', 'as on the card');
  await reason.selectOption('Too much');
  await page.getByLabel(/^Comment/).fill('Use the anonymised view instead.');
  await page.getByRole('button', { name: 'Deny' }).click();
  await inSight(page, 'Your denial is recorded.');
  for (const name of ['What was asked', 'Decided']) await page.getByRole('heading', { name }).waitFor();
  assert.doesNotMatch(await textOf(page.getByRole('main')), /would run|Your decision/);
  const card = page.getByRole('region', { name: /as its card/ });
  assert.match(
    await textOf(card),
    /Denied[\s\S]*Bob Berg[\s\S]*Too much: “Use the anonymised view instead\.”/,
  );
  await page.getByText('There is nothing left to decide.').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Deny' }).count(), 0);
  await stage.picture(page, 'review-denied');
});

scene('what others do shows by itself, is said aloud, and spares what is being typed', async (stage) => {
  const id = await stage.ask('nightly-etl', exportOf('prod/watched'));
  const page = await review(stage, id, 'alice');
  await page.getByRole('button', { name: 'Who asks, which rule' }).click();
  await page.getByText('Fingerprint').waitFor();
  await page.getByLabel(/^Comment/).fill('half a sentence');
  const bob = await stage.open('bob');
  const card = cardWith(bob, 'prod/watched');
  await card.getByLabel(/^Comment/).fill('Looks fine?');
  await card.getByRole('button', { name: 'Send comment only' }).click();
  await page.getByText('“Looks fine?”').waitFor();
  assert.equal(await page.getByLabel(/^Comment/).inputValue(), 'half a sentence');
  assert.ok(await page.getByText('Fingerprint').isVisible(), 'what was unfolded stays so');
  await card.getByRole('button', { name: 'Approve export' }).click();
  await page.getByRole('status').getByText('Approved: may run once, exactly as asked.').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Deny' }).count(), 0);
});

scene('hostile text of an agent stands on the page literally', async (stage) => {
  const evil =
    '<img src=x onerror=alert(1)> [Approve](https://evil.example) {{DATE(2026-01-01T00:00:00Z,SHORT)}} abc\u202Edcba\n</dd><script>alert(1)</script>';
  const id = await stage.ask('nightly-etl', exportOf('prod/hostile', { note: evil }));
  const page = await review(stage, id, 'alice');
  const main = page.getByRole('main');
  await page.getByText('All of it, line by line').click();
  await page.getByRole('region', { name: 'Everything that would run' }).waitFor();
  const text = await textOf(main);
  assert.ok(text.includes('<img src=x onerror=alert(1)> [Approve](https://evil.example)'));
  assert.ok(text.includes('</dd><script>alert(1)</script>'));
  assert.ok(!text.includes('{{') && text.includes('abc\\u{202E}dcba'));
  assert.equal(await main.locator('img, a, script, [href], [src]').count(), 0);
});

scene('every way a sign-in can go wrong is told, with a way on', async (stage) => {
  const { functions, entra } = stage.world.urls;
  const foreign = await stage.visit(
    `${functions}/review-signin#code=1.abc&state=stolen.req_00000000000000000000000000`,
  );
  await foreign.getByRole('alert').getByText('This sign-in was not started in this tab').waitFor();
  // The code is gone from the address.
  await addressIs(foreign, `${functions}/review/req_00000000000000000000000000`);
  const phishing = await stage.visit(
    `${functions}/review-signin#error=x&error_description=Call%20me%20at%20555`,
  );
  await phishing.getByRole('alert').waitFor();
  assert.doesNotMatch(await textOf(phishing.locator('body')), /Call me/);
  const nothing = await stage.visit(`${functions}/review/no-request`);
  await nothing.getByRole('alert').getByText('This address names no request.').waitFor();

  const id = await stage.ask('nightly-etl', exportOf('prod/troubled'));
  const fault = (service: string) =>
    fetch(`${entra}/_local/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ service, next: 1, ...(service === 'token' ? { lost: true } : { status: 503 }) }),
    });
  await fault('authorize');
  const page = await stage.visit(`${functions}/review/${id}`);
  await page
    .getByRole('alert')
    .getByText('Entra ID did not sign you in (AADSTS90033). Nothing was decided.')
    .waitFor();
  await stage.picture(page, 'review-trouble');
  await page.getByRole('button', { name: 'Sign in again' }).click();
  await page.getByText('Pick an account').waitFor();
  await signIn(page, 'alice');
  await page.getByRole('button', { name: 'Approve export' }).waitFor();
});

scene('a call that gets no answer is told as unknown, and the page finds the truth again', async (stage) => {
  const id = await stage.ask('nightly-etl', exportOf('prod/unanswered'));
  const page = await review(stage, id, 'alice');
  await page.getByRole('button', { name: 'Deny' }).waitFor();
  await page.route(
    '**/decisions',
    (route) =>
      route.fulfill({
        status: 503,
        contentType: 'application/problem+json',
        body: JSON.stringify({
          type: 'urn:countersign:error:not_known_yet',
          title: 'Not known yet',
          detail: 'Look again.',
        }),
      }),
    { times: 1 },
  );
  await page.getByRole('button', { name: 'Deny' }).click();
  await page.getByRole('alert').getByText('Not known yet. Look again.').waitFor();
  await page.getByRole('button', { name: 'Deny' }).click();
  await page.getByRole('status').getByText('Your denial is recorded.').waitFor();
});

scene(
  'a review that cannot be read just now says so in words for people, and is read at a second try',
  async (stage) => {
    const id = await stage.ask('nightly-etl', exportOf('prod/unavailable'));
    const page = await stage.visit(`${stage.world.urls.functions}/review/${id}`);
    await page.route(
      '**/access/v1/requests/*/review',
      (route) =>
        route.fulfill({
          status: 503,
          contentType: 'application/problem+json',
          body: JSON.stringify(UNAVAILABLE),
        }),
      { times: 1 },
    );
    await page.getByRole('button', { name: /Alice Aho/ }).click();
    const alert = page.getByRole('alert');
    await alert.getByText('not available just now').waitFor();
    assert.doesNotMatch((await alert.textContent()) ?? '', /Idempotency-Key/);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('button', { name: 'Deny' }).waitFor();
  },
);

/** Said at the top, where the page is then. */
async function inSight(page: Page, words: string): Promise<void> {
  const said = page.getByRole('status').getByText(words);
  await said.waitFor();
  assert.equal(await page.evaluate('scrollY'), 0);
  const box = await said.boundingBox();
  assert.ok(box !== null && box.y > 0 && box.y < 300, `${words} stands at ${box?.y}`);
}
