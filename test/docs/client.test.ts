// The examples of docs/client.md and docs/agents.md, each run as it stands there, by a process of its own, against the whole app with Alice at the card.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { startFlow } from '../flows/support/flow.ts';

const flow = await startFlow();
after(flow.stop);
const folder = await mkdtemp(join(tmpdir(), 'countersign-examples-'));
after(() => rm(folder, { recursive: true, force: true }));

const page = ['client', 'agents']
  .map((name) => readFileSync(new URL(`../../../docs/${name}.md`, import.meta.url), 'utf8'))
  .join('\n');
const examples = new Map(
  [...page.matchAll(/```ts\n\/\/ (\S+)\.ts\n(.*?)```/gs)].map(([, name = '', code = '']) => [name, code]),
);
// What is printed is plain JavaScript but for its addresses, which are those of a checkout.
const compiled = new URL('../../', import.meta.url).href;
for (const [name, code] of examples) {
  const runs = code
    .replaceAll("'countersign/", `'${compiled}`)
    .replaceAll("'./countersign.ts'", "'./countersign.mjs'")
    .replaceAll("'./model.ts'", "'./model.mjs'")
    // Packages of the reader's own project are found from here alone.
    .replaceAll(/from '(@openai\/agents|zod)'/g, (_, name) => `from '${import.meta.resolve(name)}'`)
    .replaceAll(/(from '[^']*)\.ts'/g, "$1.js'");
  await writeFile(join(folder, `${name}.mjs`), runs);
}
// The reader's model: this one exports 25 rows, or by MCP asks and waits, whatever it is told.
await writeFile(
  join(folder, 'model.mjs'),
  `import { scriptedModel } from '${compiled}examples/openai-agent/scripted-model.js';
   const action = { name: 'data.export', properties: { format: 'csv', rows: 25 } };
   const wish = { action, resource: { type: 'database', id: 'prod/customers' } };
   const guarded = { callId: 'call_1', name: 'export_rows', args: action.properties };
   const asking = { callId: 'call_1', name: 'request_approval', args: wish };
   const waiting = (request) => ({ callId: 'call_2', name: 'wait_for_decision', args: { request } });
   export const model = scriptedModel(([asked, end]) => {
     if (asked === undefined) return [process.argv[1].includes('mcp') ? asking : guarded];
     const pending = asked.startsWith('{') && end === undefined;
     return pending ? [waiting(JSON.parse(asked).task.id)] : [];
   });`,
);
const token = await flow.world.tokens.agent('nightly-etl');

function run(name: string): Promise<{ code: number; out: string; err: string }> {
  const env = {
    ...process.env,
    COUNTERSIGN_URL: flow.world.urls.functions,
    AGENT_TOKEN: token,
    JOURNAL_FOLDER: join(folder, 'journal'),
    OPENAI_AGENTS_DISABLE_TRACING: '1',
  };
  const child = spawn(process.execPath, [join(folder, `${name}.mjs`)], { env });
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    said.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said.err += chunk;
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code: code ?? -1, ...said })));
}

/** Alice approves the first card that is new, and no other: an example may want to see nobody decide. */
function approveOne(): () => Promise<void> {
  let stopped = false;
  const before = flow.teams.messages();
  const loop = (async () => {
    const old = new Set((await before).map(({ messageId }) => messageId));
    while (!stopped) {
      const fresh = (await flow.teams.messages()).filter(({ messageId }) => !old.has(messageId));
      const [id] = fresh.flatMap(
        ({ card }) => /"request":"(req_\w{26})"/.exec(JSON.stringify(card))?.[1] ?? [],
      );
      if (id !== undefined) return void (await flow.teams.click(id, 'alice', 'approve'));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  })();
  return async () => {
    stopped = true;
    await loop;
  };
}

for (const [name, says] of Object.entries({
  guard: /^exported 25\n$/,
  resume: /^ran\n$/,
  'openai-guard': /^exported 25 rows\n$/,
  'openai-mcp': /"status":"approved"/,
  calls: /^pending\n(waiting until .*\n)*may run until 2\d{3}-/,
})) {
  it(`the example ${name}.ts does what the page says`, async () => {
    assert.ok(examples.has(name), 'it is no longer on the page');
    const stop = approveOne();
    const { code, out, err } = await run(name);
    await stop();
    assert.equal(code, 0, err);
    assert.match(out, says);
  });
}

it('no example of the page is left out', () => {
  assert.deepEqual([...examples.keys()].sort(), [
    'calls',
    'countersign',
    'guard',
    'openai-guard',
    'openai-mcp',
    'resume',
  ]);
});
