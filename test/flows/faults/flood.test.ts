// Hundreds of requests at once to one channel (`FLOOD=500` makes it five hundred), with Teams' limits switched on. Whoever decides the first of them is answered as on a quiet
// day, the others are listed and can be opened, nothing is lost, and the line goes on after the app was killed.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { eachAtOnce } from '../../../approvals/each-at-once.ts';
import type { Prompt } from '../../../approvals/work.ts';
import { createRequestStore } from '../../../store/request-store.ts';
import { EXPORT } from '../support/caller.ts';
import { wordsOf } from '../support/card-words.ts';
import { startFlow } from '../support/flow.ts';
import { until } from '../support/until.ts';

const MANY = Number(process.env.FLOOD ?? 200);
const WITHIN_MS = 5000;
// The app is a process of its own, as everywhere: it is killed in the end.
const flow = await startFlow({ teamsLimits: true, inProcessHost: false });
after(flow.stop);
const store = createRequestStore(flow.storage);
const etl = flow.agent('nightly-etl');

const messages = () => flow.teams.messages();
const digest = async () =>
  (await messages()).findLast(({ card }) => /wait for a card here/.test(wordsOf(card)));
const posted = async () => (await messages()).filter(({ card }) => card !== null).length;
const promptOf = async (id: string) => (await store.read<Prompt>(id, 'prompt-1'))?.data;

test('of hundreds at once the first is decided, answered and shown within five seconds, and nothing is lost', async (t) => {
  const first = (await etl.ask(EXPORT)).body.task?.id ?? '';
  const card = await flow.teams.card(first);
  const ids = await eachAtOnce(Array.from({ length: MANY }), 20, async () => {
    const reply = await etl.ask(EXPORT);
    assert.equal(reply.status, 202, reply.text);
    return reply.body.task?.id ?? '';
  });

  const clicked = performance.now();
  const answer = await flow.teams.press(card.messageId, 'alice', 'approve');
  assert.equal(answer.kind, 'card', answer.text);
  await until('the card of the first to say so', async () => {
    const shown = (await messages()).find(({ messageId }) => messageId === card.messageId);
    return shown?.card !== undefined && /Approved/.test(wordsOf(shown.card));
  });
  const took = performance.now() - clicked;
  t.diagnostic(`decided and shown after ${Math.round(took)} ms, while ${MANY - (await posted())} waited`);
  assert.ok(took < WITHIN_MS, `${took} ms`);

  await t.test('what waits is listed, and what is opened from the list comes at once, and once', async () => {
    const list = await until('a list of what waits', digest);
    // The last of the list: the first may get its card by itself meanwhile.
    const asked = itemsOf(list.card).at(-1) ?? '';
    const words = async () =>
      (await flow.teams.press(list.messageId, 'bob', 'open', { request: asked })).text;
    assert.match(await words(), /comes in a moment|already stands in this conversation/);
    await until('the card that was opened', async () => (await promptOf(asked))?.activities.length === 1);
    assert.match(await words(), /already stands in this conversation/);
    assert.equal((await promptOf(asked))?.activities.length, 1);
  });

  await t.test('every other card was posted or is held, and status says so', async () => {
    await until('all to be seen to', async () => {
      const seen = await eachAtOnce(ids, 16, promptOf);
      return seen.every((each) => each?.held !== undefined || each?.activities.length === 1);
    });
    const last = await etl.read(ids.at(-1) ?? '');
    assert.match(last.body.task?.delivery?.prompts[0]?.state ?? '', /held|delivered/);
  });

  await t.test('the line goes on after the app was killed', async () => {
    await flow.world.app.kill();
    const before = await posted();
    await flow.world.app.start();
    await until('more cards', async () => (await posted()) > before + 3);
  });
});

/** Requests that a list offers to open, in its order. */
function itemsOf(card: object | null): readonly string[] {
  return [...JSON.stringify(card).matchAll(/"verb":"open","data":\{"request":"(req_\w+)"/g)].map(
    ([, id]) => id ?? '',
  );
}
