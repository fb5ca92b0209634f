import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { submit } from '../../../approvals/ask/submit.ts';
import { answer } from '../../../approvals/decision/answer.ts';
import { comment } from '../../../approvals/decision/comment.ts';
import { decide } from '../../../approvals/decision/decide.ts';
import { SendFault } from '../../../approvals/faults.ts';
import { show } from '../../../approvals/prompt/show.ts';
import { later } from '../../../approvals/time.ts';
import type { Prompt } from '../../../approvals/work.ts';
import { aClick, aConversation, anAsk, aPerson, idOf, MINUTE_MS, NOW } from '../../support/builders.ts';
import type { Stage } from '../../support/stage.ts';
import { createEmptyStage, createStage } from '../../support/stage.ts';

const KEY = 'prompt-1';
const work = (stage: Stage) => show(stage.desk, stage.id, KEY);
const prompt = (stage: Stage) => stage.row<Prompt>(KEY);
const sends = (stage: Stage) => stage.sent.map(({ kind, view }) => `${kind} ${view.request.revision}`);
const deny = (stage: Stage) =>
  decide(stage.desk, stage.id, { person: aPerson('alice'), choice: 'deny', via: 'teams' });
const ask = (stage: Stage, text: string) =>
  comment(stage.desk, stage.id, { text, by: { kind: 'person', person: aPerson('alice') } });

test('a new request is posted once into the conversation of its route, and the card is remembered', async () => {
  const stage = await createStage();
  await work(stage);
  assert.deepEqual(sends(stage), ['post 1']);
  assert.equal(stage.sent[0]?.conversation.id, aConversation().id);
  const { activities, conversation, attempts, unconfirmed, lease, nextTry } = prompt(stage);
  assert.deepEqual(activities, [{ id: stage.sent[0]?.activity, shows: 1, gone: false }]);
  assert.equal(conversation?.id, aConversation().id);
  assert.deepEqual([attempts <= 1, unconfirmed, lease, nextTry], [true, 0, undefined, undefined]);
  assert.deepEqual(stage.indexed, [`${stage.id} pending`]);
});

test('a doubled nudge sends nothing twice', async () => {
  const stage = await createStage();
  await Promise.all([work(stage), work(stage)]);
  await work(stage);
  assert.deepEqual(sends(stage), ['post 1']);
});

test('the conversation and the nonce are stored before the card is sent: a click may come before our reply', async () => {
  const stage = await createStage();
  let seen: Prompt | undefined;
  const cards = {
    ...stage.desk.cards,
    post: async () => {
      seen = prompt(stage);
      return 'a1';
    },
  };
  await show({ ...stage.desk, cards }, stage.id, KEY);
  assert.deepEqual([seen?.conversation?.id, seen?.unconfirmed, seen?.attempts], [aConversation().id, 1, 1]);
});

test('every later revision updates the same card', async () => {
  const stage = await createStage();
  await work(stage);
  await ask(stage, 'Why?');
  await work(stage);
  assert.deepEqual(sends(stage), ['post 1', 'update 2']);
  assert.equal(stage.sent[1]?.activity, stage.sent[0]?.activity);
});

test('the end is sent at once and again five minutes later, and then no more', async () => {
  const stage = await createStage();
  await work(stage);
  await deny(stage);
  await work(stage);
  assert.equal(prompt(stage).nextTry, later(NOW, 5 * MINUTE_MS));
  stage.advance(5 * MINUTE_MS - 1);
  await work(stage);
  assert.deepEqual(sends(stage), ['post 1', 'update 2']);
  stage.advance(1);
  await work(stage);
  await work(stage);
  assert.deepEqual(sends(stage), ['post 1', 'update 2', 'update 2']);
});

test('a change that comes while a card is being sent is shown by the same holder', async () => {
  const stage = await createStage();
  const cards = {
    ...stage.desk.cards,
    post: async (...args: Parameters<typeof stage.desk.cards.post>) => {
      await ask(stage, 'Why?');
      await work(stage);
      return stage.desk.cards.post(...args);
    },
  };
  await show({ ...stage.desk, cards }, stage.id, KEY);
  assert.deepEqual(sends(stage), ['post 1', 'update 2']);
});

test('a change that comes between the last look and the letting go is shown all the same', async () => {
  const stage = await createStage();
  let looks = 0;
  const index = async () => {
    looks++;
    if (looks === 1) await ask(stage, 'Why?');
  };
  await show({ ...stage.desk, index }, stage.id, KEY);
  assert.deepEqual(sends(stage), ['post 1', 'update 2']);
});

test('a request that ended before any card was posted is never posted', async () => {
  const stage = await createStage();
  await deny(stage);
  await work(stage);
  assert.deepEqual(sends(stage), []);
});

test('an unlinked route is told with its cure and looked at again; once linked it is posted and the error is gone', async () => {
  const stage = createEmptyStage(anAsk());
  await submit(stage.desk, anAsk());
  await work(stage);
  assert.deepEqual(sends(stage), []);
  assert.equal(prompt(stage).lastError, 'route_not_linked data-approvals');
  assert.deepEqual([prompt(stage).nextTry, prompt(stage).lease], [later(NOW, 30_000), undefined]);
  await stage.desk.routes.bind('data-approvals', aConversation(), aPerson('ada'), NOW);
  stage.advance(30_000);
  await work(stage);
  assert.deepEqual([sends(stage), prompt(stage).lastError], [['post 1'], undefined]);
});

test('a post without an answer is tried again, at most three times, and then it is dead and visible', async () => {
  const stage = await createStage();
  for (let n = 0; n < 6; n++) {
    stage.sendFaults.splice(0, 9, new SendFault('unconfirmed', 'no answer'));
    await work(stage);
    stage.advance((10 * MINUTE_MS) / 6);
  }
  assert.deepEqual([prompt(stage).attempts, prompt(stage).unconfirmed, prompt(stage).dead], [3, 3, true]);
  assert.equal(stage.sendFaults.length, 1);
});

test('handlers that die while posting never post a fourth time, and the prompt is told as dead', async () => {
  const stage = await createStage();
  let posts = 0;
  const dying = {
    ...stage.desk.cards,
    post: async () => {
      posts++;
      throw new TypeError('the process was killed');
    },
  };
  for (let n = 0; n < 6; n++) {
    await show({ ...stage.desk, cards: dying }, stage.id, KEY).catch(() => undefined);
    stage.advance(21_000);
  }
  assert.deepEqual([posts, prompt(stage).unconfirmed, prompt(stage).dead], [3, 3, true]);
});

test('a throttled send lets go of the lease, waits as told, and counts neither as lost nor towards the end', async () => {
  const stage = await createStage();
  stage.sendFaults.push(new SendFault('later', '429', 7));
  await work(stage);
  const { lease, nextTry, attempts, unconfirmed } = prompt(stage);
  assert.deepEqual([lease, nextTry, attempts, unconfirmed], [undefined, later(NOW, 7000), 0, 0]);
  await work(stage);
  assert.deepEqual(sends(stage), []);
  stage.advance(7000);
  await work(stage);
  assert.deepEqual(sends(stage), ['post 1']);
});

test('throttled updates never kill a prompt, however many', async () => {
  const stage = await createStage();
  await work(stage);
  await ask(stage, 'Why?');
  for (let n = 0; n < 20; n++) {
    stage.sendFaults.push(new SendFault('later', '429', 7));
    await work(stage);
    stage.advance(30_000);
  }
  assert.equal(stage.sendFaults.length, 0);
  await work(stage);
  assert.deepEqual([prompt(stage).dead, sends(stage)], [false, ['post 1', 'update 2']]);
});

test('after a failed send the next good one goes on with every other card at once', async () => {
  const stage = await createStage();
  stage.sendFaults.push(new SendFault('unconfirmed', 'no answer'));
  await work(stage);
  stage.advance(2000);
  const cards = {
    ...stage.desk.cards,
    post: async (...args: Parameters<typeof stage.desk.cards.post>) => {
      await ask(stage, 'Why?');
      return stage.desk.cards.post(...args);
    },
  };
  await show({ ...stage.desk, cards }, stage.id, KEY);
  assert.deepEqual(sends(stage), ['post 1', 'update 2']);
  assert.deepEqual([prompt(stage).nextTry, prompt(stage).lastError], [undefined, undefined]);
});

test('one handler sends at most twelve times, and leaves the rest to the next', async () => {
  const stage = await createStage();
  await work(stage);
  await ask(stage, 'Why?');
  const row = await stage.desk.store.read<Prompt>(stage.id, KEY);
  assert.ok(row);
  const activities = Array.from({ length: 20 }, (_, n) => ({ id: `a${n}`, shows: 1, gone: false }));
  await stage.desk.store.swap(stage.id, KEY, row.etag, { ...row.data, activities });
  await work(stage);
  assert.equal(sends(stage).length, 13);
  await work(stage);
  assert.equal(sends(stage).length, 21);
});

test('a deleted card is marked gone and not posted again', async () => {
  const stage = await createStage();
  await work(stage);
  await ask(stage, 'Why?');
  stage.sendFaults.push(new SendFault('gone', '404'));
  await work(stage);
  await ask(stage, 'And when?');
  await work(stage);
  assert.deepEqual(sends(stage), ['post 1']);
  assert.equal(prompt(stage).activities[0]?.gone, true);
});

for (const kind of ['gone', 'refused'] as const) {
  test(`a conversation that will not take the card (${kind}) is dead at once, with no post left open`, async () => {
    const stage = await createStage();
    stage.sendFaults.push(new SendFault(kind, 'bot is not in the team'));
    await work(stage);
    await work(stage);
    const { dead, unconfirmed, lastError } = prompt(stage);
    assert.deepEqual([dead, unconfirmed, lastError], [true, 0, 'bot is not in the team']);
    assert.deepEqual(sends(stage), []);
  });
}

test('a card adopted while its post was under way is brought up to date, and known once', async () => {
  const stage = await createStage();
  const cards = {
    ...stage.desk.cards,
    post: async (...args: Parameters<typeof stage.desk.cards.post>) => {
      const activity = await stage.desk.cards.post(...args);
      await answer(
        stage.desk,
        aClick({ verb: 'comment', comment: 'Why?', nonce: prompt(stage).nonce, activity }),
      );
      return activity;
    },
  };
  await show({ ...stage.desk, cards }, stage.id, KEY);
  assert.deepEqual(
    prompt(stage).activities.map((each) => [each.id, each.shows]),
    [[idOf('activity'), 2]],
  );
  assert.equal(prompt(stage).unconfirmed, 0);
});

test('what a send taught is stored though storage fails for a moment', async () => {
  const stage = await createStage();
  const cards = {
    ...stage.desk.cards,
    post: async (...args: Parameters<typeof stage.desk.cards.post>) => {
      stage.spoil('swap', 'fail', 'lost');
      return stage.desk.cards.post(...args);
    },
  };
  await show({ ...stage.desk, cards }, stage.id, KEY);
  assert.equal(prompt(stage).activities.length, 1);
  assert.deepEqual(sends(stage), ['post 1']);
});

test('work for a request or prompt nobody made is dropped quietly', async () => {
  const stage = await createStage();
  await show(stage.desk, idOf('req', 9), KEY);
  await show(stage.desk, stage.id, 'prompt-9');
  assert.deepEqual([stage.writes(), sends(stage)], [[], []]);
});

type Fate = 'ok' | 'unconfirmed' | 'later' | 'gone' | 'crash';
type Move =
  | { readonly do: 'work'; readonly fates: readonly Fate[] }
  | { readonly do: 'comment' | 'deny' | 'wait' };
const fate = fc.constantFrom<Fate>('ok', 'unconfirmed', 'unconfirmed', 'later', 'gone', 'crash');
const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('work' as const), fates: fc.array(fate, { maxLength: 3 }) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('comment' as const, 'wait' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('deny' as const) }) },
);

test('whatever happens, no revision has more than three unconfirmed posts, and no card gets an older revision after a newer', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(move, { maxLength: 25 }), async (moves) => {
      const stage = await createStage();
      const lost = new Map<number, number>();
      const shown = new Map<string, number>();
      let fates: Fate[] = [];
      const meet = (kind: string, revision: number) => {
        const met = fates.shift() ?? 'ok';
        if (kind === 'post' && (met === 'unconfirmed' || met === 'crash'))
          lost.set(revision, (lost.get(revision) ?? 0) + 1);
        if (met === 'crash') throw new TypeError('killed');
        if (met !== 'ok') throw new SendFault(met, met);
      };
      const cards: typeof stage.desk.cards = {
        post: async (_conversation, { request }) => {
          meet('post', request.revision);
          const id = `a${shown.size + 1}`;
          shown.set(id, request.revision);
          return id;
        },
        update: async (_conversation, id, { request }) => {
          meet('update', request.revision);
          assert.ok(request.revision >= (shown.get(id) ?? 0), `${id} was taken back`);
          shown.set(id, request.revision);
        },
      };
      const run = async (next: Move) => {
        if (next.do === 'work') {
          fates = [...next.fates];
          stage.advance(21_000);
          await show({ ...stage.desk, cards }, stage.id, KEY).catch((error) => {
            if (!(error instanceof TypeError)) throw error;
          });
        } else if (next.do === 'comment') await ask(stage, `question ${stage.request().seq}`);
        else if (next.do === 'deny') await deny(stage);
        else stage.advance(MINUTE_MS);
      };
      for (const next of moves) await run(next);
      assert.ok(
        [...lost.values()].every((count) => count <= 3),
        'more than three lost posts',
      );
      // All quiet: what is known and alive ends up true.
      for (let n = 0; n < 4; n++) {
        stage.advance(6 * MINUTE_MS);
        await run({ do: 'work', fates: [] });
      }
      const { activities, dead } = prompt(stage);
      const revision = stage.request().revision;
      for (const each of activities) assert.ok(dead || each.gone || shown.get(each.id) === revision);
    }),
    { numRuns: 150 },
  );
});
