// The package of an azd environment, as `npm run package` makes it after `azd up`: ids from azd, the version remembered beside it.
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import jszip from 'jszip';
import { buildPackage } from '../../appPackage/build-package.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const SCRATCH = mkdtempSync(join(tmpdir(), 'countersign-environment-'));
after(() => rmSync(SCRATCH, { recursive: true, force: true }));
const BOT = '7c0ffee0-0000-4000-8000-0000000000b0';
const APP = '6987af27-5451-5f21-a54f-c42d623f38a6';
const OUTPUTS = `COUNTERSIGN_BOT_APP_ID="${BOT}"\nCOUNTERSIGN_HOST="func-prod.azurewebsites.net"\n`;
const OURS = [
  'COUNTERSIGN_TEAMS_DEVELOPER="Contoso IT"',
  'COUNTERSIGN_TEAMS_PRIVACY_URL="https://contoso.example/privacy"',
  'COUNTERSIGN_TEAMS_TERMS_URL="https://contoso.example/terms"',
].join('\n');

test('needs no flag when azd knows everything', async () => {
  const root = project();
  const { exitCode, lines } = await build(root, []);
  assert.equal(exitCode, 0, lines.join('\n'));
  const manifest = await packed(root);
  assert.equal(manifest.bots[0].botId, BOT);
  assert.deepEqual(manifest.validDomains, ['func-prod.azurewebsites.net']);
  assert.equal(manifest.developer.name, 'Contoso IT');
  assert.match(lines.join('\n'), /remembered in deployments\/prod\/teams-package\.json \(commit it\)/);
});

test('the same content keeps its version and its bytes, another content gets a higher one', async () => {
  const root = project();
  await build(root, ['--version', '1.4.0']);
  const first = readFileSync(join(root, 'countersign-teams.zip'));
  await build(root, []);
  assert.ok(first.equals(readFileSync(join(root, 'countersign-teams.zip'))));
  await build(root, ['--name', 'Gate']);
  assert.equal((await packed(root)).version, '1.4.1');
  await build(root, ['--name', 'Gate']);
  assert.equal((await packed(root)).version, '1.4.1');
  const icon = readFileSync(join(root, 'appPackage', 'color.png'));
  writeFileSync(join(root, 'appPackage', 'color.png'), Buffer.concat([icon, Buffer.from([0])]));
  await build(root, ['--name', 'Gate']);
  assert.equal((await packed(root)).version, '1.4.2', 'another icon');
});

test('a version that Teams would not take is refused, and neither package nor memory changes', async () => {
  const root = project();
  await build(root, ['--version', '1.4.0']);
  const before = memory(root);
  const zip = readFileSync(join(root, 'countersign-teams.zip'));
  for (const version of ['1.4.0', '1.3.9']) {
    const { exitCode, lines } = await build(root, ['--name', 'Gate', '--version', version]);
    assert.equal(exitCode, 1);
    assert.match(lines.join('\n'), /leave --version out, or give 1\.4\.1 or higher/);
  }
  assert.equal(memory(root), before);
  assert.ok(zip.equals(readFileSync(join(root, 'countersign-teams.zip'))));
});

test('where nothing is remembered, it says that Teams may have a higher version, and how to give one', async () => {
  const root = project();
  await build(root, ['--version', '1.4.0']);
  rmSync(join(root, 'deployments'), { recursive: true });
  const { exitCode, lines } = await build(root, []);
  assert.equal(exitCode, 0);
  const told =
    /Nothing was remembered.*teams-package\.json, so the version begins at 0\.1\.0\.[\s\S]*--version X\.Y\.Z/;
  assert.match(lines.join('\n'), told);
  assert.doesNotMatch((await build(root, [])).lines.join('\n'), /Nothing was remembered/);
  rmSync(join(root, 'deployments'), { recursive: true });
  const given = await build(root, ['--version', '1.4.1']);
  assert.doesNotMatch(given.lines.join('\n'), /Nothing was remembered/);
});

test('each environment and each Teams app has a version of its own', async () => {
  const root = project();
  addEnvironment(root, 'test', OUTPUTS.replace(BOT, '7c0ffee0-0000-4000-8000-0000000000b1') + OURS);
  await build(root, ['--version', '2.0.0']);
  await build(root, ['--env', 'test', '--version', '1.0.0']);
  assert.equal((await packed(root)).version, '1.0.0');
  await build(root, ['--app-id', BOT, '--version', '1.0.7']);
  assert.deepEqual(Object.keys(JSON.parse(memory(root))), [APP, BOT]);
  await build(root, []);
  assert.equal((await packed(root)).version, '2.0.0');
});

test('a flag wins over a variable, a variable over azd, and AZURE_ENV_NAME chooses the environment', async () => {
  const root = project();
  addEnvironment(root, 'test', `${OUTPUTS}${OURS}\nCOUNTERSIGN_TEAMS_NAME="Of azd"\n`);
  const env = { AZURE_ENV_NAME: 'test' };
  await build(root, [], env);
  assert.equal((await packed(root)).name.short, 'Of azd');
  await build(root, [], { ...env, COUNTERSIGN_TEAMS_NAME: 'Of variable' });
  assert.equal((await packed(root)).name.short, 'Of variable');
  await build(root, ['--name', 'Of flag'], { ...env, COUNTERSIGN_TEAMS_NAME: 'Of variable' });
  assert.equal((await packed(root)).name.short, 'Of flag');
  assert.equal(existsSync(join(root, 'deployments', 'prod')), false);
});

test('an environment that is not provisioned yet is told what is missing and where it comes from', async () => {
  const root = project('AZURE_ENV_NAME="prod"\n');
  const { exitCode, lines } = await build(root, []);
  const text = lines.join('\n');
  assert.equal(exitCode, 1);
  assert.match(text, /--bot-id is missing\n +azd up writes COUNTERSIGN_BOT_APP_ID into \.azure\/prod\/\.env/);
  assert.match(text, /--host is missing\n +azd up writes COUNTERSIGN_HOST/);
  assert.match(text, /docs\/privacy\.md/);
  assert.equal(existsSync(join(root, 'deployments')), false);
});

test('an unknown --env is told, and a wrong value of azd is told with its place', async () => {
  const root = project(
    OUTPUTS.replace('func-prod.azurewebsites.net', 'https://func-prod.azurewebsites.net') + OURS,
  );
  const unknown = await build(root, ['--env', 'prdo']);
  assert.match(unknown.lines.join('\n'), /no azd environment prdo[\s\S]*use one of prod/);
  const wrong = await build(root, []);
  assert.match(
    wrong.lines.join('\n'),
    /COUNTERSIGN_HOST in \.azure\/prod\/\.env "https:\/\/func-prod.+" is not a bare host name/,
  );
});

test('a memory that cannot be read stops the packaging: guessing could use a version twice', async () => {
  for (const text of ['{', '[]', `{"${APP}":{"version":"1.0","digest":"00"}}`]) {
    const root = project();
    mkdirSync(join(root, 'deployments', 'prod'), { recursive: true });
    writeFileSync(join(root, 'deployments', 'prod', 'teams-package.json'), text);
    const { exitCode, lines } = await build(root, []);
    assert.equal(exitCode, 1, text);
    assert.match(lines.join('\n'), /teams-package\.json is not what npm run package wrote/);
    assert.equal(memory(root), text);
  }
});

function project(values = OUTPUTS + OURS): string {
  const root = mkdtempSync(join(SCRATCH, 'project-'));
  cpSync(join(ROOT, 'appPackage'), join(root, 'appPackage'), { recursive: true });
  cpSync(join(ROOT, 'package.json'), join(root, 'package.json'));
  addEnvironment(root, 'prod', values);
  writeFileSync(join(root, '.azure', 'config.json'), '{"version":1,"defaultEnvironment":"prod"}');
  return root;
}

function addEnvironment(root: string, name: string, values: string): void {
  mkdirSync(join(root, '.azure', name), { recursive: true });
  writeFileSync(join(root, '.azure', name, '.env'), values);
}

function build(root: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return buildPackage(args, env, { root, cwd: root });
}

async function packed(root: string) {
  const zip = await jszip.loadAsync(readFileSync(join(root, 'countersign-teams.zip')));
  return JSON.parse((await zip.file('manifest.json')?.async('string')) ?? '');
}

const memory = (root: string): string =>
  readFileSync(join(root, 'deployments', 'prod', 'teams-package.json'), 'utf8');
