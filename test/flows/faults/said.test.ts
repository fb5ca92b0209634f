// What the bot says to people, while Teams is at fault: no answer and no greeting is lost to one refusal, and a greeting is noted only where
// it stands. The connector's calls are counted.
import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import { PEOPLE } from '../../../local/directory.ts';
import { startFlow } from '../support/flow.ts';
import type { Who } from '../support/teams.ts';
import { until } from '../support/until.ts';

const flow = await startFlow();
after(flow.stop);

async function door<T>(path: string, body?: object): Promise<T> {
  const init = body && {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
  const response = await fetch(`${flow.world.urls.teams}/_local/${path}`, init ?? {});
  assert.equal(response.status, 200, path);
  return (await response.json()) as T;
}
const fail = (spec: object) => door('faults', { next: 1, ...spec });
const own = (who: Who) => `a:${PEOPLE[who]}`;

/** What the bot said in this person's chat so far. */
const said = async (who: Who): Promise<readonly string[]> =>
  (await flow.teams.messages())
    .filter(({ conversation, from }) => conversation.id === own(who) && from.aadObjectId === undefined)
    .map(({ text }) => text);
/** The bot's posts to this person's chat so far, refused ones too. */
const posts = async (who: Who): Promise<number> =>
  (await door<readonly { method: string; path: string }[]>('calls')).filter(
    ({ method, path }) => method === 'POST' && decodeURIComponent(path).includes(own(who)),
  ).length;

/** Writes it, and tells what was said and posted of it once nothing more comes. */
async function answers(who: Who, text: string, expected: { posts: number; says: number }) {
  const before = { posts: await posts(who), says: (await said(who)).length };
  await flow.teams.say(who, text, 'own chat');
  await until(`the posts after ${text}`, async () => (await posts(who)) === before.posts + expected.posts);
  const words = (await said(who)).slice(before.says);
  assert.equal(words.length, expected.says);
  return words;
}

const faults = [
  ['429, until it says', { status: 429, retryAfter: 1 }, { posts: 2, says: 1 }],
  ['412', { status: 412 }, { posts: 2, says: 1 }],
  ['502, which may have been posted', { status: 502 }, { posts: 2, says: 1 }],
  ['a connection that is cut when it was posted', { lost: true }, { posts: 2, says: 2 }],
  ['403, where another try changes nothing', { status: 403 }, { posts: 1, says: 0 }],
] as const;
for (const [what, spec, expected] of faults) {
  it(`answers help in spite of ${what}: ${expected.posts} posts, ${expected.says} of them stand`, async () => {
    await fail(spec);
    for (const text of await answers('alice', 'help', expected)) {
      assert.match(text, /^I bring requests of AI agents/);
    }
  });
}

it('tells that an agent is paused, and goes on, though Teams refuses each answer twice at first', async () => {
  for (const command of ['pause deploy-bot it deploys at night', 'resume deploy-bot']) {
    await door('faults', { next: 2, status: 412 });
    const who = command.startsWith('pause') ? 'ada' : 'noor';
    const [told] = await answers(who, command, { posts: 3, says: 1 });
    assert.match(told ?? '', /deploy-bot/);
  }
});

it('lets Teams go in time where it has to wait for longer than that, and answers all the same', async () => {
  await fail({ status: 429, retryAfter: 10 });
  const begun = performance.now();
  await flow.teams.say('alice', 'help', 'own chat');
  const count = await posts('alice');
  const ms = performance.now() - begun;
  assert.ok(ms < 9500, `Teams was kept waiting for ${Math.round(ms)} ms`);
  await until('the answer', async () => (await posts('alice')) === count + 1);
});

it('greets once in spite of a 429; and where it was refused for good, whoever adds the app again', async () => {
  await flow.teams.install('audrey', 'uninstall');
  const before = await posts('audrey');
  await fail({ status: 429, retryAfter: 1 });
  await flow.teams.install('audrey');
  await until('both posts', async () => (await posts('audrey')) === before + 2);
  assert.equal((await said('audrey')).filter((text) => text.startsWith('Hello')).length, 1);
  await flow.teams.install('audrey');
  assert.equal(await posts('audrey'), before + 2);

  await flow.teams.install('audrey', 'uninstall');
  await fail({ status: 403 });
  await flow.teams.install('audrey');
  assert.equal(await posts('audrey'), before + 3);
  await flow.teams.install('audrey');
  await until('the second greeting', async () => (await posts('audrey')) === before + 4);
  assert.equal((await said('audrey')).filter((text) => text.startsWith('Hello')).length, 2);
});
