// An approval nobody used yet, whose agent is paused: its cards say so, and say when it goes on.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pauseAgent, resumeAgent } from '../../../approvals/agent/pause.ts';
import { standingId } from '../../../approvals/agent/standing.ts';
import { decide } from '../../../approvals/decision/decide.ts';
import { show } from '../../../approvals/prompt/show.ts';
import { tellStanding } from '../../../approvals/prompt/standing-shown.ts';
import type { Prompt } from '../../../approvals/work.ts';
import { aPerson } from '../../support/builders.ts';
import { createStage, type Stage } from '../../support/stage.ts';

/** Approved, unused, and its card says so, twice. */
async function anApproval(): Promise<Stage> {
  const stage = await createStage();
  await show(stage.desk, stage.id, 'prompt-1');
  await decide(stage.desk, stage.id, { person: aPerson('alice'), choice: 'approve', via: 'teams' });
  await show(stage.desk, stage.id, 'prompt-1');
  assert.equal(stage.request().grant?.state, 'unused');
  stage.forget();
  return stage;
}
const order = (stage: Stage, who: 'ada' | 'noor') => ({
  clientId: stage.request().agent.clientId,
  person: aPerson(who),
  reason: 'its token leaked',
  via: 'teams' as const,
});
const agentOf = (stage: Stage) => standingId(stage.request().agent.clientId);
const paused = ({ sent }: Stage) => sent.at(-1)?.view.paused?.by.name;

test('the pause of an agent and its end are each told on the card of what was approved', async () => {
  const stage = await anApproval();
  const before = stage.sent.length;
  await pauseAgent(stage.desk, order(stage, 'ada'));
  assert.deepEqual(
    stage.nudges.map(({ kind, request }) => [kind, request]),
    [['standing', agentOf(stage)]],
  );
  await tellStanding(stage.desk, agentOf(stage));
  assert.deepEqual(stage.nudges.at(-1), { kind: 'show', request: stage.id, todo: 'prompt-1' });
  await show(stage.desk, stage.id, 'prompt-1');
  assert.deepEqual([stage.sent.length, paused(stage)], [before + 1, 'Ada Alm']);

  await tellStanding(stage.desk, agentOf(stage));
  await show(stage.desk, stage.id, 'prompt-1');
  assert.equal(stage.sent.length, before + 1, 'the same pause is told once');

  await resumeAgent(stage.desk, order(stage, 'noor'));
  await tellStanding(stage.desk, agentOf(stage));
  await show(stage.desk, stage.id, 'prompt-1');
  assert.deepEqual([stage.sent.length, paused(stage)], [before + 2, undefined]);
});

test('a card that was on its way while the agent was paused is sent again', async () => {
  const stage = await anApproval();
  const { cards } = stage.desk;
  let isFirst = true;
  const slow = {
    ...stage.desk,
    cards: {
      ...cards,
      // The view was drawn before the pause was recorded, and lands after it was told.
      update: async (...sent: Parameters<typeof cards.update>) => {
        if (isFirst) {
          isFirst = false;
          await pauseAgent(stage.desk, order(stage, 'ada'));
          await tellStanding(stage.desk, agentOf(stage));
        }
        await cards.update(...sent);
      },
    },
  };
  stage.advance(6 * 60_000);
  await show(slow, stage.id, 'prompt-1');
  assert.equal(paused(stage), 'Ada Alm');
});

test('what tells of a pause is sent twice, as an end is: an older card may land last', async () => {
  const stage = await anApproval();
  await pauseAgent(stage.desk, order(stage, 'ada'));
  await tellStanding(stage.desk, agentOf(stage));
  await show(stage.desk, stage.id, 'prompt-1');
  const before = stage.sent.length;
  stage.advance(5 * 60_000);
  await show(stage.desk, stage.id, 'prompt-1');
  assert.deepEqual([stage.sent.length, paused(stage)], [before + 1, 'Ada Alm']);
});

test('nothing is sent for what waits, which the pause denies, and for what was used', async () => {
  const stage = await createStage();
  await show(stage.desk, stage.id, 'prompt-1');
  await pauseAgent(stage.desk, order(stage, 'ada'));
  await tellStanding(stage.desk, agentOf(stage));
  assert.equal(stage.request().status, 'denied');
  assert.equal(stage.row<Prompt>('prompt-1').standing, undefined);
});
