// Two thousand lives of a request, drawn from a seed: the same ones in each run. SEED=<seed>/<path> repeats the one that a failure names.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runLives } from './run-lives.ts';

const LIVES = 2000;
const [seed = '1', path] = (process.env.SEED ?? '').split('/').filter((part) => part !== '');

test('whatever is done to a request in whatever order, it is answered, recorded and ended as plain code says', async (context) => {
  const order = { lives: LIVES, seed: Number(seed), ...(path === undefined ? {} : { path }) };
  const lived = await runLives(order);
  context.diagnostic(`${lived.lives} lives, ${lived.deeds} deeds`);
  if (path !== undefined) return;
  assert.ok(lived.lives >= LIVES);
  for (const [what, lives] of lived.met) context.diagnostic(`${lives} met a ${what}`);
  for (const what of ['cool-down', 'limit', 'step-up', 'escalation'])
    assert.ok((lived.met.get(what) ?? 0) > LIVES / 20, `too few lives met a ${what}`);
  assert.ok((lived.met.get('vote behind an escalation: approved') ?? 0) > LIVES / 33, 'too few yeses');
  assert.ok((lived.met.get('vote behind an escalation: denied') ?? 0) > LIVES / 200, 'too few noes');
});
