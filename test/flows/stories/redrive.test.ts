// Work that was given up comes back: a receiver that was away for three days, a bot that had no place in the channel.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, beforeEach, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { PEOPLE } from '../../../local/directory.ts';
import { listen } from '../support/agent-ear.ts';
import { EXPORT } from '../support/caller.ts';
import { MINUTE_MS } from '../support/clock.ts';
import { startFlow } from '../support/flow.ts';
import { assertProblem } from '../support/problems.ts';
import { asked } from '../support/steps.ts';
import { inTime, until } from '../support/until.ts';

const flow = await startFlow();
after(flow.stop);
const ear = await listen(flow.world.ports.agent);
after(ear.close);
const [etl, ada] = [flow.agent('nightly-etl'), flow.person('ada')];
const callback = { endpoint: ear.endpoint };
const HOUR_MS = 60 * MINUTE_MS;
const MAIN = fileURLToPath(new URL('../../../cli/main.js', import.meta.url));
const of = (id: string) => ear.heard.filter(({ bytes }) => bytes.includes(id));

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The command as a process of its own, with this person's token. */
async function run(who: string, ...args: readonly string[]): Promise<Ended> {
  const token = await flow.world.tokens.person(`${who}@contoso.example`);
  const env = { ...process.env, COUNTERSIGN_URL: flow.world.urls.functions, COUNTERSIGN_TOKEN: token };
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, 'redrive', ...args], { env }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });
}
async function dead(): Promise<readonly { request: string; work: string }[]> {
  const reply = await ada.get('/access/v1/dead-work');
  assert.equal(reply.status, 200, reply.text);
  return JSON.parse(reply.text).dead;
}

beforeEach(() => {
  ear.answers.length = 0;
});

/** A denied request whose callback was given up; `answer` is what the receiver said to it. */
async function withDeadCallback(answer: number): Promise<string> {
  ear.answers.push(answer);
  const id = await asked(flow, { ...EXPORT, callback });
  await flow.teams.click(id, 'alice', 'deny');
  await flow.records.quiet(id);
  return id;
}

it('a receiver is down for seventy-two hours: dead, then brought back, then delivered with the same id and bytes', async () => {
  ear.answers.push(...Array.from({ length: 20 }, () => 500));
  const id = await withDeadCallback(500);
  await flow.pass(73 * HOUR_MS);
  const state = async () => (await flow.records.read(id)).todos[0]?.state;
  await until('the last attempt', async () => (await state()) === 'dead');
  await until('the list', async () => (await dead()).some(({ request }) => request === id));
  ear.answers.length = 0;
  await flow.pass(HOUR_MS);
  const before = of(id).length;

  const reply = await ada.on(id, 'redrive');
  assert.equal(reply.status, 200, reply.text);
  const { request, redriven, work } = JSON.parse(reply.text);
  assert.deepEqual([request, redriven, work.length], [id, true, 2]);
  await inTime(flow, 'the callback', () => of(id).length > before);
  const { todos } = await flow.records.tells(id, 'requested', 'voted', 'denied', 'redriven');
  assert.equal(todos[0]?.state, 'done');
  assert.equal(new Set(of(id).map(({ bytes }) => bytes)).size, 1);
  assert.equal(new Set(of(id).map(({ headers }) => headers['webhook-id'])).size, 1);
  assert.deepEqual(await dead(), []);

  const again = JSON.parse((await ada.on(id, 'redrive')).text);
  assert.deepEqual([again.redriven, again.work[1].state], [false, 'delivered']);
  const { events } = await flow.records.tells(id, 'requested', 'voted', 'denied', 'redriven');
  assert.equal(events.at(-1)?.actor.id, PEOPLE.ada);
});

it('a card that Teams refused is posted, and can be decided, once it was brought back', async () => {
  const fault = (body: object) =>
    fetch(`${flow.world.urls.teams}/_local/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  await fault({ next: 1, status: 403 });
  const id = (await etl.ask(EXPORT)).body.task?.id ?? '';
  await until('the dead card', async () => (await flow.records.read(id)).prompts[0]?.dead);
  await until('the list', async () => (await dead()).some(({ request }) => request === id));
  const done = await run('ada', id);
  assert.deepEqual([done.code, done.err], [0, '']);
  assert.match(done.out, new RegExp(`^${id}: brought back, tried again now\\n {2}card prompt-1: `));
  await flow.teams.card(id);
  await flow.teams.click(id, 'alice', 'approve');
  await flow.records.tells(id, 'requested', 'redriven', 'voted', 'approved');
  assert.deepEqual(await dead(), []);
});

it('the command brings all of it back, tells a no, and helps', async () => {
  const ids = [await withDeadCallback(410), await withDeadCallback(410)];
  await until('the list', async () => (await dead()).length === 2);
  const olivia = await run('olivia', '--all');
  assert.deepEqual([olivia.code, olivia.out], [3, '']);
  assert.match(olivia.err, /^Not permitted\. This call needs an administrator of Countersign/);
  const all = await run('ada', '--all', '--json');
  assert.equal(all.code, 0, all.err);
  const told = JSON.parse(all.out) as { request: string; redriven: boolean }[];
  assert.deepEqual(
    new Map(told.map(({ request, redriven }) => [request, redriven])),
    new Map([...ids].sort().map((id) => [id, true])),
  );
  await inTime(flow, 'both callbacks', () => ids.every((id) => of(id).length >= 2));
  for (const id of ids) await flow.records.tells(id, 'requested', 'voted', 'denied', 'redriven');
  const none = await run('ada', '--all');
  assert.deepEqual([none.code, none.out], [0, 'There is no dead work.\n']);
  const unknown = await run('ada', `req_${'0'.repeat(26)}`);
  assert.equal(unknown.code, 3, unknown.out);
  for (const args of [[], ['--all', ids[0] ?? ''], ['nonsense']])
    assert.equal((await run('ada', ...args)).code, 2);
  assert.match((await run('ada', '--help')).out, /^Usage: countersign redrive REQUEST\|--all/);
});

it('lets nobody else list or bring back, neither people nor software', async () => {
  const id = await asked(flow);
  for (const who of [flow.person('alice'), flow.person('olivia')]) {
    assertProblem(await who.get('/access/v1/dead-work'), 403, 'not_permitted');
    assertProblem(await who.on(id, 'redrive'), 403, 'not_permitted');
  }
  for (const who of [etl, flow.agent('warehouse'), flow.agent('audit-export')]) {
    assertProblem(await who.get('/access/v1/dead-work'), 403, 'not_permitted');
    assertProblem(await who.on(id, 'redrive'), 403, 'not_permitted');
  }
  assertProblem(await ada.get('/access/v1/dead-work?after=%27%20or%201'), 400, 'invalid');
  assertProblem(await ada.on(id, 'redrive', { force: true }), 400, 'invalid');
  await flow.records.tells(id, 'requested');
});
