// The examples of docs/client.md and docs/agents.md, each compiled and run as it stands there, in a project of its own with the checkout installed, against the whole app with Alice at the card.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { fileURLToPath } from 'node:url';
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
// A project of the reader's own, as docs/client.md has them install it: the checkout is a link among their packages.
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const packages = join(folder, 'node_modules');
await mkdir(join(packages, '@openai'), { recursive: true });
await symlink(ROOT, join(packages, 'countersign'), 'junction');
for (const name of ['@types', 'zod', '@openai/agents'])
  await symlink(join(ROOT, 'node_modules', name), join(packages, name), 'junction');
await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
const compilerOptions = {
  strict: true,
  target: 'ES2023',
  module: 'NodeNext',
  types: ['node'],
  skipLibCheck: true,
  rewriteRelativeImportExtensions: true,
};
await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
for (const [name, code] of examples) await writeFile(join(folder, `${name}.ts`), code);
// The reader's model: this one exports 25 rows, or by MCP asks and waits, whatever it is told.
await writeFile(
  join(folder, 'model.ts'),
  `// @ts-nocheck
   import { scriptedModel } from '${new URL('../../examples/openai-agent/scripted-model.js', import.meta.url).href}';
   const action = { name: 'data.export', properties: { format: 'csv', rows: 25 } };
   const wish = { action, resource: { type: 'database', id: 'prod/customers' } };
   const guarded = { callId: 'call_1', name: 'export_rows', args: action.properties };
   const asking = { callId: 'call_1', name: 'request_approval', args: wish };
   const waiting = (request) => ({ callId: 'call_2', name: 'wait_for_decision', args: { request } });
   export const model: any = scriptedModel(([asked, end]) => {
     if (asked === undefined) return [process.argv[1].includes('mcp') ? asking : guarded];
     const pending = asked.startsWith('{') && end === undefined;
     return pending ? [waiting(JSON.parse(asked).task.id)] : [];
   });`,
);
const compiled = spawnSync(
  process.execPath,
  [join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', folder],
  { encoding: 'utf8' },
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
  const child = spawn(process.execPath, [join(folder, `${name}.js`)], { env });
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

it('the examples compile as they stand, strictly, against the package that is installed', () => {
  const { status, stdout, stderr } = compiled;
  assert.deepEqual([status, stdout, stderr], [0, '', '']);
});

it('the bare name of the package is no module: nobody starts the service by importing it', async () => {
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', "import 'countersign'"], {
    cwd: folder,
    encoding: 'utf8',
  });
  assert.match(stderr, /ERR_PACKAGE_PATH_NOT_EXPORTED/);
});

for (const [name, says] of Object.entries({
  'one-process': /^ran once\n$/,
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
    'one-process',
    'openai-guard',
    'openai-mcp',
    'resume',
  ]);
});
