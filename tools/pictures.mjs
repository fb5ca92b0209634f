// Takes the pictures of docs/pictures/ from the running product: the demo agent asks, the card waits (and its review page), a person
// approves, it is done; then the bot's help, and the test card before and after its answer. The clock stands at one afternoon and fonts are this machine's, so on one machine every run gives the same bytes.
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setClock } from './afternoon.mjs';
import { FOLDER, keep, openPage, pictureOf, startBrowser, THEMES } from './camera.mjs';

// Wide enough for every line of the card, narrow enough to be read beside a README's text.
const WINDOW = { width: 1056, height: 1000, scale: 2 };

setClock();
// What is loaded from here on lives in that afternoon.
const { startWorld } = await import('../dist/local/start/world.js');
const { PEOPLE, TENANT } = await import('../dist/local/directory.js');
const { liveStory } = await import('../dist/local/demo/story.js');
const { readFlags } = await import('../dist/local/demo/flags.js');
const { createTokens } = await import('../dist/local/start/tokens.js');
const { CHANNEL } = await import('../dist/local/teams/conversations.js');

const browser = await startBrowser();
await mkdir(FOLDER, { recursive: true });
const exportsDir = join(FOLDER, 'exports');
const world = await startWorld({ ports: 'random', inProcessHost: true, exportsDir });
try {
  await takeAll();
} finally {
  await browser.close();
  await world.stop();
  await rm(exportsDir, { recursive: true, force: true });
}

async function takeAll() {
  const pages = { light: await open('light'), dark: await open('dark') };
  const { urls, ports } = world;
  const here = {
    countersignUrl: urls.functions,
    teamsUrl: urls.teams,
    warehouseUrl: urls.warehouse,
    tokenUrl: `${urls.entra}/${TENANT}/oauth2/v2.0/token`,
    callbackPort: ports.agent,
  };
  const agent = liveStory({ ...readFlags([]), ...here }, () => undefined, new AbortController().signal);
  await take(pages, 'card-waiting', 'Waiting for approval');
  await takeReview();
  await post(pages.light).getByRole('button', { name: 'Approve export' }).click();
  await agent;
  await take(pages, 'card-done', 'Approved and used once');
  await takeHelp(pages);
  await takeTest(pages);
}

async function takeHelp(pages) {
  const said = { conversation: CHANNEL.id, user: PEOPLE.ada, text: '@Countersign help' };
  await send(`${world.urls.teams}/_local/say`, said);
  await take(pages, 'help', 'I bring requests of AI agents');
}

async function takeTest(pages) {
  const authorization = `Bearer ${await createTokens(world.urls.entra).person('ada@contoso.example')}`;
  await send(`${world.urls.functions}/access/v1/trials`, {}, { authorization });
  await take(pages, 'test-waiting', 'Press either button');
  await post(pages.light).getByRole('button', { name: 'Approve this test' }).click();
  await take(pages, 'test-answered', 'who pressed Approve');
}

async function send(url, body, headers = {}) {
  const reply = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  if (!reply.ok) throw new Error(`${url} answered ${reply.status}: ${await reply.text()}`);
}

// The review page of the same request, as an approver sees it from its top.
async function takeReview() {
  const messages = await (await fetch(`${world.urls.teams}/_local/messages`)).text();
  const link = /"url":"([^"]*\/review\/[^"]*)"/.exec(messages)?.[1];
  for (const theme of THEMES) {
    const page = await openPage(browser, theme, WINDOW);
    await page.goto(link);
    await page.getByRole('button', { name: /Bob Berg/ }).click();
    await page.getByRole('button', { name: 'Approve export' }).waitFor();
    await keep(`review-${theme}.png`, await pictureOf(page, page, { fullPage: true }));
    await page.close();
  }
}

async function open(theme) {
  const page = await openPage(browser, theme, WINDOW);
  await page.goto(`${world.urls.teams}/#person=${PEOPLE.alice}`);
  await post(page).waitFor();
  return page;
}

async function take(pages, name, words) {
  for (const [theme, page] of Object.entries(pages)) {
    await post(page).getByText(words).waitFor();
    // Alone on the page it stands on whole pixels.
    await page.evaluate(() => {
      const posts = document.querySelectorAll('section.post');
      for (const each of posts) each.hidden = each !== posts[posts.length - 1];
    });
    await keep(`${name}-${theme}.png`, await pictureOf(page, post(page)));
  }
}

function post(page) {
  return page.locator('section.post').last();
}
