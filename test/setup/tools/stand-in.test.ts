// Setup as a person starts it: the built command, with az and azd found on the PATH, which here are the stand-ins of local/azure/.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createAz } from '../../../setup/tools/az.ts';
import { createGraph } from '../../../setup/tools/graph.ts';
import { runStandIn } from '../../../setup/tools/run-tool.ts';

// The compiled file lies in dist/test/setup/tools/.
const dist = fileURLToPath(new URL('../../../', import.meta.url));
const standIn = join(dist, 'local', 'azure', 'main.js');
const posix = { skip: process.platform === 'win32' ? 'the stand-ins on the PATH are shell scripts' : false };

/** A folder with `az` and `azd` in it; what they are called with is written beside them. */
function toolsOnPath() {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-path-'));
  for (const tool of ['az', 'azd']) {
    const file = join(folder, tool);
    const log = `for each in "$@"; do printf '%s ' "$each"; done >> "${folder}/calls"; echo >> "${folder}/calls"`;
    writeFileSync(file, `#!/bin/sh\n${log}\nexec "${process.execPath}" "${standIn}" ${tool} "$@"\n`);
    chmodSync(file, 0o755);
  }
  const start = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    spawnSync(process.execPath, [join(dist, 'setup', 'main.js'), ...args], {
      encoding: 'utf8',
      env: { PATH: `${folder}:/usr/bin:/bin`, COUNTERSIGN_DEMO_TENANT: join(folder, 'tenant.json'), ...env },
    });
  return {
    folder,
    start,
    calls: () => readFileSync(join(folder, 'calls'), 'utf8'),
    end: () => rmSync(folder, { recursive: true }),
  };
}

test('the command finds its tools on the PATH and tells the plan', posix, (t) => {
  const tools = toolsOnPath();
  t.after(tools.end);
  const { status, stdout, stderr } = tools.start(['--what-if']);
  assert.equal(status, 0, stdout + stderr);
  assert.match(stdout, /tenant {6}Contoso \(made up\)/);
  assert.match(stdout, /without\s+--what-if\s+does\s+10\s+steps/);
  assert.match(tools.calls(), /rest --method GET --url https:\/\/graph\.microsoft\.com\/v1\.0\/me /);
});

test('the command gives keys to the vault by a file that is gone afterwards', posix, (t) => {
  const tools = toolsOnPath();
  t.after(tools.end);
  const { status, stdout } = tools.start(['--after-provision', '--yes', '--only', 'secrets']);
  assert.equal(status, 0, stdout);
  const files = [...tools.calls().matchAll(/--file (\S+)/g)].map(([, file]) => file ?? '');
  assert.equal(files.length, 3);
  for (const file of files) assert.throws(() => readFileSync(file), { code: 'ENOENT' });
  const tenant = JSON.parse(readFileSync(join(tools.folder, 'tenant.json'), 'utf8'));
  const secrets = Object.values(tenant.vaults['kv-countersign-demo']) as string[];
  assert.equal(secrets.length, 3);
  for (const secret of secrets) assert.ok(!`${stdout}${tools.calls()}`.includes(secret));
});

test('ended by hand while az reads a key, the command still takes the file away', posix, async (t) => {
  const tools = toolsOnPath();
  t.after(tools.end);
  const hanging = join(tools.folder, 'hanging');
  const az = readFileSync(join(tools.folder, 'az'), 'utf8');
  const hang = `case "$*" in *"secret set"*) : > "${hanging}"; exec sleep 20;; esac\n`;
  writeFileSync(join(tools.folder, 'az'), az.replace('exec ', `${hang}exec `));
  const child = spawn(
    process.execPath,
    [join(dist, 'setup', 'main.js'), '--after-provision', '--yes', '--only', 'secrets'],
    {
      env: {
        PATH: `${tools.folder}:/usr/bin:/bin`,
        COUNTERSIGN_DEMO_TENANT: join(tools.folder, 'tenant.json'),
      },
      stdio: 'ignore',
      detached: true,
    },
  );
  const ended = once(child, 'exit');
  // The hanging az goes with it.
  t.after(() => child.pid !== undefined && killGroup(child.pid));
  while (!existsSync(hanging)) await new Promise((resolve) => setTimeout(resolve, 20));
  const [, file = ''] = /--file (\S+)/.exec(tools.calls()) ?? [];
  assert.ok(existsSync(file));
  child.kill('SIGTERM');
  assert.deepEqual(await ended, [143, null]);
  assert.ok(!existsSync(file));
});

test('without az on the PATH the command says where to get it', posix, () => {
  const { status, stdout } = spawnSync(process.execPath, [join(dist, 'setup', 'main.js')], {
    encoding: 'utf8',
    env: { PATH: '/nowhere' },
  });
  assert.equal(status, 1);
  assert.match(stdout, /az is not installed[\s\S]*aka\.ms\/installazurecli/);
});

test('a stand-in speaks as az does: answers on stdout, refusals on stderr', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-stand-in-'));
  t.after(() => rmSync(folder, { recursive: true }));
  process.env.COUNTERSIGN_DEMO_TENANT = join(folder, 'tenant.json');
  const run = runStandIn(standIn);
  const noSleep = async () => undefined;
  assert.equal((await createAz(run, noSleep).account())?.environmentName, 'AzureCloud');
  const refused = await run('az', [
    'rest',
    '--method',
    'GET',
    '--url',
    'https://graph.microsoft.com/v1.0/groups/none',
  ]);
  assert.deepEqual([refused.code, refused.stdout], [1, '']);
  assert.match(refused.stderr, /^ERROR: Not Found\(\{"error":\{"code":"Request_ResourceNotFound"/);
  const { z } = await import('zod');
  assert.equal(await createGraph(run, noSleep).get('/groups/none', z.unknown()), undefined);
});

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // All of it has ended.
  }
}
