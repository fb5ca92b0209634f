// What is staged is whole: in a folder of its own, with the template's settings and nothing of this project around it, it loads and
// registers every function that the template speaks of.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { environmentIn } from './support/environment.ts';
import { at, lookAt, only } from './support/look.ts';
import { readSources } from './support/samples.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const SCRATCH = mkdtempSync(join(tmpdir(), 'countersign-staged-'));
after(() => rmSync(SCRATCH, { recursive: true, force: true }));

/** Answers the one name that the host answers, loads the app, and prints what it registers. */
const LOADER = `
const Module = require('node:module');
const functions = [];
const disposable = { dispose() {} };
const core = {
  version: '4', hostVersion: '4', log() {}, setProgrammingModel() {}, getProgrammingModel() {},
  registerHook: () => disposable, registerFunction: (about) => { functions.push(about); return disposable; },
  Disposable: class { dispose() {} static from() { return disposable; } },
};
const real = Module.prototype.require;
Module.prototype.require = function (name) { return name === '@azure/functions-core' ? core : real.call(this, name); };
const app = process.cwd();
require(require('node:path').join(app, require(app + '/package.json').main));
const told = functions.map(({ name, bindings }) => ({ name, bindings: Object.values(bindings) }));
// Not by the console: the app guards it.
require('node:fs').writeSync(1, JSON.stringify(told) + '\\n');
process.exit(0);
`;

test('the staged app starts by itself with the settings of the template, and has the functions it keeps warm', () => {
  const deployments = join(SCRATCH, 'deployments');
  const out = join(SCRATCH, 'app');
  mkdirSync(join(deployments, 'prod'), { recursive: true });
  const { usual, everything } = lookAt(readSources());
  const environment = environmentIn(usual, join(deployments, 'prod'));
  const stage = [join(ROOT, 'tools', 'stage.mjs'), 'prod', '--deployments', deployments, '--out', out];
  assert.equal(spawnSync(process.execPath, stage).status, 0);
  const loader = join(SCRATCH, 'loader.cjs');
  writeFileSync(loader, LOADER);
  const { stdout, stderr, status } = spawnSync(process.execPath, [loader], {
    cwd: out,
    encoding: 'utf8',
    // The policy as the template names it: beside the app, which the host starts in its own folder.
    env: { PATH: process.env.PATH ?? '', ...environment, COUNTERSIGN_POLICY_FILE: 'countersign.yaml' },
  });
  assert.equal(status, 0, stderr);
  const functions: readonly { name: string; bindings: readonly Readonly<Record<string, unknown>>[] }[] =
    JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  const names = functions.map(({ name }) => name);
  const warm = at(
    only(everything, 'Microsoft.Web/sites'),
    'properties.functionAppConfig.scaleAndConcurrency.alwaysReady',
  );
  assert.ok(Array.isArray(warm));
  for (const { name } of warm.filter((each) => each.name !== 'http')) {
    assert.ok(names.includes(name.replace('function:', '')), `there is no ${name}`);
  }
  const queue = functions
    .find(({ name }) => name === 'doWork')
    ?.bindings.find(({ type }) => type === 'queueTrigger');
  assert.ok(`${queue?.connection}__queueServiceUri` in environment);
  const routes = functions.flatMap(({ bindings }) => bindings.map(({ route }) => route));
  const endpoint = String(at(only(everything, 'Microsoft.BotService/botServices'), 'properties.endpoint'));
  assert.ok(routes.includes(new URL(endpoint).pathname.slice(1)), endpoint);
});
