// The bundle that is deployed stands alone: nothing of the local stand-ins or the tests is in it, it asks for no package, and it runs
// from a folder that holds it, the page, host.json, package.json and a policy, and no node_modules anywhere above.
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startFlow } from '../flows/support/flow.ts';
import { asked } from '../flows/support/steps.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'countersign-bundle-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Asked for inside a try, and done without: faster paths of node-fetch, ws and undici that nobody installs here. */
const DONE_WITHOUT: readonly string[] = ['encoding', 'bufferutil', 'utf-8-validate', 'node:sqlite'];
/** Answered by the host itself. */
const OF_THE_HOST = '@azure/functions-core';
const OUR_FOLDERS = ['approvals', 'bot', 'entra', 'functions', 'keys', 'outbound', 'store'];

test('the bundle holds the app and its packages alone, and asks for nothing but Node and the host', () => {
  const { files, left } = JSON.parse(readFileSync(join(ROOT, 'dist', 'app-inputs.json'), 'utf8')) as {
    files: readonly string[];
    left: readonly string[];
  };
  const ours = files.filter((file) => !file.startsWith('node_modules/'));
  assert.deepEqual([...new Set(ours.map((file) => file.split('/')[0]))].sort(), OUR_FOLDERS);
  assert.deepEqual(
    left.filter((name) => !isBuiltin(name) && !DONE_WITHOUT.includes(name)),
    [OF_THE_HOST],
  );
});

test('nothing of the local host, its stand-ins or the tests is named in the bundle', () => {
  const bundle = readFileSync(join(ROOT, 'dist', 'app.cjs'), 'utf8');
  for (const name of ['countersign-local-functions-host', '/_local/'])
    assert.equal(bundle.includes(name), false, name);
});

test('it runs alone in an empty folder: a request is asked, its card answered, and the page served', async (t) => {
  for (const name of ['app.cjs', 'review-files'])
    cpSync(join(ROOT, 'dist', name), join(folder, name), { recursive: true });
  for (const name of ['host.json', 'countersign.yaml']) cpSync(join(ROOT, name), join(folder, name));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'countersign', main: 'app.cjs' }));
  for (let up = folder; up !== dirname(up); up = dirname(up))
    assert.equal(existsSync(join(up, 'node_modules')), false, `${up} has packages: this would prove nothing`);

  const flow = await startFlow({
    inProcessHost: false,
    appFile: join(folder, 'app.cjs'),
    env: { COUNTERSIGN_POLICY_FILE: join(folder, 'countersign.yaml') },
  });
  t.after(flow.stop);
  const id = await asked(flow);
  await flow.teams.click(id, 'alice', 'approve');
  await flow.records.tells(id, 'requested', 'voted', 'approved');
  const page = await fetch(`${flow.world.urls.functions}/review-files/page.js`);
  assert.equal(page.status, 200);
});
