import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decide } from '../../../approvals/decision/decide.ts';
import { SendFault } from '../../../approvals/faults.ts';
import { redrive } from '../../../approvals/prompt/redrive.ts';
import { show } from '../../../approvals/prompt/show.ts';
import { tell } from '../../../approvals/prompt/tell.ts';
import type { Prompt, Todo } from '../../../approvals/work.ts';
import { GROUPS, PEOPLE } from '../../../local/directory.ts';
import { aPerson, CALLBACK } from '../../support/builders.ts';
import type { Stage } from '../../support/stage.ts';
import { createStage } from '../../support/stage.ts';

const HOUR_MS = 3_600_000;
const failed = { delivered: false, error: 'answered 500' } as const;
const ada = aPerson('ada');
const todo = (stage: Stage) => stage.row<Todo>('todo-tell-1');

/** A denied request whose callback nobody took for three days. */
async function withDeadCallback(): Promise<Stage> {
  const stage = await createStage({ callback: { endpoint: CALLBACK } });
  await decide(stage.desk, stage.id, { person: aPerson('alice'), choice: 'deny', via: 'teams' });
  stage.deliveries.push(failed, failed);
  await tell(stage.desk, stage.id, 'todo-tell-1');
  stage.advance(73 * HOUR_MS);
  await tell(stage.desk, stage.id, 'todo-tell-1');
  assert.equal(todo(stage).state, 'dead');
  stage.forget();
  stage.indexed.length = 0;
  return stage;
}

test('a dead callback lives again for its whole time, and goes out with the same id and bytes', async () => {
  const stage = await withDeadCallback();
  const before = todo(stage);
  const done = await redrive(stage.desk, stage.id, ada);
  assert.ok(done.ok && done.value.wrote);
  assert.deepEqual(
    done.value.work.map(({ key, kind, state }) => [key, kind, state]),
    [
      ['prompt-1', 'card', 'waiting'],
      ['todo-tell-1', 'callback', 'waiting'],
    ],
  );
  assert.ok(stage.nudges.some(({ todo: key }) => key === 'todo-tell-1'));
  stage.deliveries.push(failed);
  await tell(stage.desk, stage.id, 'todo-tell-1');
  assert.equal(todo(stage).state, 'live', 'one failure does not end it again');
  stage.advance(HOUR_MS);
  await tell(stage.desk, stage.id, 'todo-tell-1');
  const { state, webhookId, body } = todo(stage);
  assert.deepEqual([state, webhookId, body], ['done', before.webhookId, before.body]);
  assert.equal(new Set(stage.delivered.map((each) => each.todo.body)).size, 1);
});

test('who brought it back stands in the chain, with what was dead, and nothing else of the request changes', async () => {
  const stage = await withDeadCallback();
  const { seq: _seq, head: _head, revision, ...before } = stage.request();
  const at = stage.desk.clock();
  await redrive(stage.desk, stage.id, ada);
  const event = stage.events().at(-1);
  assert.deepEqual(
    [event?.type, event?.actor, event?.facts],
    [
      'redriven',
      { kind: 'person', id: PEOPLE.ada },
      { via: 'api', member_of: [GROUPS.admins], checked_at: at, work: [{ key: 'todo-tell-1', attempts: 2 }] },
    ],
  );
  const { seq: _after, head: _now, revision: raised, ...rest } = stage.request();
  assert.deepEqual([rest, raised], [before, revision + 1]);
});

test('a card that was given up is posted once the channel takes it', async () => {
  const stage = await createStage();
  const { post } = stage.desk.cards;
  const refused = {
    ...stage.desk,
    cards: {
      ...stage.desk.cards,
      post: () => Promise.reject(new SendFault('refused', 'not in the channel')),
    },
  };
  await show(refused, stage.id, 'prompt-1');
  assert.equal(stage.row<Prompt>('prompt-1').dead, true);
  await show(stage.desk, stage.id, 'prompt-1');
  assert.equal(stage.row<Prompt>('prompt-1').dead, true, 'by itself it stays dead');
  const done = await redrive(stage.desk, stage.id, ada);
  assert.ok(done.ok && done.value.wrote && post);
  await show(stage.desk, stage.id, 'prompt-1');
  const { dead, activities } = stage.row<Prompt>('prompt-1');
  assert.deepEqual([dead, activities.length], [false, 1]);
});

test('where nothing is dead nothing is written, however often it is asked for; the list of dead work is put right', async () => {
  const stage = await withDeadCallback();
  await redrive(stage.desk, stage.id, ada);
  stage.forget();
  for (let n = 0; n < 2; n++) {
    const again = await redrive(stage.desk, stage.id, ada);
    assert.ok(again.ok && !again.value.wrote);
  }
  assert.deepEqual(stage.writes(), []);
  assert.ok(stage.indexed.length >= 2);
});

test('one that a crash left between its event and its row is finished by the same call', async () => {
  const stage = await withDeadCallback();
  const broken = { ...stage.desk.store, swap: () => Promise.reject(new Error('the power went')) };
  await assert.rejects(redrive({ ...stage.desk, store: broken }, stage.id, ada), /the power went/);
  assert.equal(todo(stage).state, 'dead');
  await redrive(stage.desk, stage.id, ada);
  assert.equal(todo(stage).state, 'live');
  assert.deepEqual(stage.told().filter((type) => type === 'redriven').length, 2);
});

test('nobody but an administrator brings anything back, nor while the directory is silent', async () => {
  const stage = await withDeadCallback();
  const alice = await redrive(stage.desk, stage.id, aPerson('alice'));
  assert.equal(!alice.ok && alice.refusal.reason, 'not_permitted');
  stage.directory.silent = true;
  const silent = await redrive(stage.desk, stage.id, ada);
  assert.equal(!silent.ok && silent.refusal.reason, 'could_not_verify');
  assert.deepEqual(stage.writes(), []);
  assert.equal(todo(stage).state, 'dead');
});
