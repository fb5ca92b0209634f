import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const SCRATCH = mkdtempSync(join(tmpdir(), 'countersign-stage-'));
after(() => rmSync(SCRATCH, { recursive: true, force: true }));
const DEMO = readFileSync(join(ROOT, 'countersign.yaml'), 'utf8');
const OWN = DEMO.replaceAll('7c0ffee0-0000-4000-8000', '1b9d6bcd-bbfd-4b2d-9b5d');

test('what is deployed is the bundle, the page, host.json, the policy, and a package.json that installs nothing', () => {
  const { deployments, out } = folders({ prod: OWN });
  const { status, stdout } = stage(['prod', '--deployments', deployments, '--out', out]);
  assert.equal(status, 0);
  assert.match(stdout, /is ready to deploy as prod: version \d/);
  assert.deepEqual(readdirSync(out).sort(), [
    'app.cjs',
    'countersign.yaml',
    'host.json',
    'package.json',
    'review-files',
  ]);
  assert.deepEqual(readdirSync(join(out, 'review-files')), readdirSync(join(ROOT, 'dist', 'review-files')));
  assert.equal(readFileSync(join(out, 'countersign.yaml'), 'utf8'), OWN);
  assert.deepEqual(readFileSync(join(out, 'app.cjs')), readFileSync(join(ROOT, 'dist', 'app.cjs')));
  assert.deepEqual(readFileSync(join(out, 'host.json')), readFileSync(join(ROOT, 'host.json')));
  const about = JSON.parse(readFileSync(join(out, 'package.json'), 'utf8'));
  assert.deepEqual(Object.keys(about), ['name', 'version', 'private', 'main']);
  assert.equal(about.main, 'app.cjs');
});

test('azd names the deployment by its environment variable, and an earlier one leaves nothing behind', () => {
  const { deployments, out } = folders({ prod: OWN });
  mkdirSync(out);
  writeFileSync(join(out, 'left-over.cjs'), '');
  const { status } = stage(['--deployments', deployments, '--out', out], { AZURE_ENV_NAME: 'prod' });
  assert.equal(status, 0);
  assert.equal(readdirSync(out).includes('left-over.cjs'), false);
});

test('without a name, or without its policy, it says what to do and makes nothing', () => {
  const { deployments, out } = folders({ prod: OWN });
  const places = ['--deployments', deployments, '--out', out];
  const nameless = stage(places);
  assert.equal(nameless.status, 1);
  assert.match(nameless.stderr, /Which deployment\?[\s\S]*There is a policy for: prod/);
  const unknown = stage(['test', ...places]);
  assert.equal(unknown.status, 1);
  assert.match(unknown.stderr, /countersign\.yaml does not exist[\s\S]*npm run setup writes it/);
  const outside = stage(['..', ...places]);
  assert.match(outside.stderr, /is not the name of a deployment/);
  assert.equal(readdirSync(join(out, '..')).includes('out'), false);
});

test('a policy the app would not start with is not staged', () => {
  const { deployments, out } = folders({
    demo: DEMO,
    broken: OWN.replace('effect: deny', 'effect: perhaps'),
  });
  const demo = stage(['demo', '--deployments', deployments, '--out', out]);
  assert.equal(demo.status, 1);
  assert.match(demo.stderr, /names groups, people or software of the local demo world, in line/);
  const broken = stage(['broken', '--deployments', deployments, '--out', out]);
  assert.equal(broken.status, 1);
  assert.match(broken.stderr, /countersign\.yaml:\d+:\d+ .*effect/);
});

test('azd deploys the staged folder, stages it first, and puts the app after its secrets', () => {
  const azure = parse(readFileSync(join(ROOT, 'azure.yaml'), 'utf8'));
  assert.deepEqual(azure.services.app, {
    project: 'dist/azure',
    host: 'function',
    language: 'js',
    remoteBuild: false,
  });
  const scripts = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).scripts;
  const [stageIt, readSecrets] = azure.hooks.predeploy;
  for (const hook of [azure.hooks.preprovision, azure.hooks.prepackage, stageIt]) {
    for (const system of ['posix', 'windows']) assert.equal(hook[system].run, 'npm run stage');
  }
  assert.equal(readSecrets.posix.run, 'npm run secrets');
  assert.equal(readSecrets.windows.run, 'npm run secrets');
  assert.match(scripts.stage, /tools\/stage\.mjs$/);
  assert.match(scripts.secrets, /node dist\/setup\/secrets\/main\.js$/);
  assert.equal(azure.hooks.postprovision.posix.run, 'npm run setup -- --after-provision --yes');
  assert.deepEqual(azure.hooks.postprovision.windows.run, azure.hooks.postprovision.posix.run);
  assert.deepEqual(azure.workflows.up.steps, [{ azd: 'provision' }, { azd: 'deploy --all' }]);
});

function folders(policies: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(SCRATCH, 'case-'));
  const deployments = join(folder, 'deployments');
  for (const [name, policy] of Object.entries(policies)) {
    mkdirSync(join(deployments, name), { recursive: true });
    writeFileSync(join(deployments, name, 'countersign.yaml'), policy);
  }
  return { deployments, out: join(folder, 'out') };
}

function stage(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { AZURE_ENV_NAME: _, ...own } = process.env;
  return spawnSync(process.execPath, [join(ROOT, 'tools', 'stage.mjs'), ...args], {
    encoding: 'utf8',
    env: { ...own, ...env },
  });
}
