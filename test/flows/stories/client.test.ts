// The client against the whole app: a guarded function waits for Alice, runs once, and is resumed by another process where one died.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { createClient } from '../../../client/client.ts';
import { AlreadyStarted, NotApproved, NotUsable } from '../../../client/errors.ts';
import { memoryJournal } from '../../../client/journal.ts';
import { fileJournal } from '../../../client/node/file-journal.ts';
import { DEV_READ, EXPORT } from '../support/caller.ts';
import { startFlow } from '../support/flow.ts';
import { until } from '../support/until.ts';

const flow = await startFlow();
after(flow.stop);
const folder = await mkdtemp(join(tmpdir(), 'countersign-client-'));
after(() => rm(folder, { recursive: true, force: true }));

const client = (journal = memoryJournal(), agent = 'nightly-etl') =>
  createClient({ url: flow.world.urls.functions, token: () => flow.world.tokens.agent(agent), journal });
const idOf = (handle: string): string => JSON.parse(handle).request;

it('waits for a person, runs once with what was approved, and the card says what came of it', async () => {
  const rows = await client().guard(
    { ...EXPORT, reason: 'Monthly churn model.' },
    ({ wish }) => wish.action.properties?.rows,
    {
      describe: (n) => `${n} rows`,
      onAsked: async ({ handle }) => {
        await flow.teams.card(idOf(handle));
        void flow.teams.click(idOf(handle), 'alice', 'approve');
      },
    },
  );
  assert.equal(rows, 25);
});

it('runs what a rule allows at once, and not what a rule or a person denies', async () => {
  assert.equal(await client().guard(DEV_READ, () => 'read'), 'read');
  const asked = client().guard(EXPORT, () => assert.fail('it ran'), {
    onAsked: async ({ handle }) => {
      await flow.teams.card(idOf(handle));
      await flow.teams.click(idOf(handle), 'alice', 'deny', { comment: 'Use the anonymised view.' });
    },
  });
  await assert.rejects(asked, (error) => {
    assert.ok(error instanceof NotApproved);
    assert.equal(error.task.decision?.votes?.[0]?.untrusted_text, 'Use the anonymised view.');
    return true;
  });
});

it('parameters that differ from the approved ones do not redeem', async () => {
  const one = client();
  const { handle } = await one.request(EXPORT);
  await flow.teams.card(idOf(handle));
  await flow.teams.click(idOf(handle), 'alice', 'approve');
  const forged = handle.replace('"rows":25', '"rows":26');
  assert.notEqual(forged, handle);
  await assert.rejects(
    one.resume(forged, () => assert.fail('it ran')),
    NotUsable,
  );
  assert.equal(await client().resume(handle, () => 'ran'), 'ran');
});

it('of two agents and of two processes without a common journal that share a handle one runs at most', async () => {
  const { handle } = await client().request(EXPORT);
  await flow.teams.card(idOf(handle));
  await flow.teams.click(idOf(handle), 'alice', 'approve');
  await assert.rejects(client(memoryJournal(), 'deploy-bot').resume(handle, () => assert.fail('it ran')));
  let runs = 0;
  const both = await Promise.allSettled([1, 2].map(() => client().resume(handle, () => ++runs)));
  assert.equal(runs, 1);
  const [lost] = both.filter((each) => each.status === 'rejected');
  assert.ok(lost?.reason instanceof NotUsable);
  await assert.rejects(
    client().resume(handle, () => assert.fail('it ran again')),
    NotUsable,
  );
});

/** A process that guards, or resumes; `run` is what it does when it may. */
function agent(how: string, run: string): ChildProcess & { said: () => string } {
  const from = (path: string) => JSON.stringify(new URL(`../../../${path}`, import.meta.url).href);
  const script = `
    import { writeFile, appendFile } from 'node:fs/promises';
    const { createClient } = await import(${from('client/client.js')});
    const { fileJournal } = await import(${from('client/node/file-journal.js')});
    const client = createClient({
      url: ${JSON.stringify(flow.world.urls.functions)},
      token: async () => process.env.TOKEN,
      journal: fileJournal(${JSON.stringify(join(folder, 'journal'))}),
    });
    const run = async () => { await appendFile(${JSON.stringify(join(folder, 'effects'))}, 'x'); ${run} };
    try { ${how}; console.log('done'); } catch (error) { console.log(error.name); }`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, TOKEN: token },
  });
  let said = '';
  child.stdout?.on('data', (chunk) => {
    said += chunk;
  });
  return Object.assign(child, { said: () => said });
}
const token = await flow.world.tokens.agent('nightly-etl');
const ended = (child: ChildProcess) => new Promise((resolve) => child.on('close', resolve));
const file = (name: string) => readFile(join(folder, name), 'utf8').catch(() => '');
const STORE = `onAsked: ({ handle }) => writeFile(${JSON.stringify(join(folder, 'handle'))}, handle)`;

it('goes on in another process after the first was killed while waiting; killed while running, it is never run again', async () => {
  const wish = JSON.stringify(EXPORT);
  const first = agent(`await client.guard(${wish}, run, { ${STORE} })`, '');
  const handle = await until('the handle', async () => (await file('handle')) || undefined);
  first.kill('SIGKILL');
  await ended(first);
  await flow.teams.card(idOf(handle));
  await flow.teams.click(idOf(handle), 'alice', 'approve');

  const resume = `await client.resume(${JSON.stringify(handle)}, run)`;
  const second = agent(resume, 'await new Promise((resolve) => setTimeout(resolve, 60_000))');
  await until('the effect', async () => (await file('effects')) || undefined);
  second.kill('SIGKILL');
  await ended(second);

  const third = agent(resume, '');
  await ended(third);
  assert.equal(third.said().trim(), 'AlreadyStarted');
  assert.equal(await file('effects'), 'x');
  const journal = fileJournal(join(folder, 'journal'));
  await assert.rejects(
    client(journal).resume(handle, () => assert.fail('it ran again')),
    AlreadyStarted,
  );
});
