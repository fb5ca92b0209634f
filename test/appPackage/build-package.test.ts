import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import jszip from 'jszip';
import { buildPackage } from '../../appPackage/build-package.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const SCRATCH = mkdtempSync(join(tmpdir(), 'countersign-package-'));
after(() => rmSync(SCRATCH, { recursive: true, force: true }));
const BOT = '7c0ffee0-0000-4000-8000-0000000000b0';
const ARGS = [
  ...[
    '--bot-id',
    BOT,
    '--host',
    'countersign.contoso.example',
    '--developer',
    'Contoso IT',
    '--version',
    '1.2.3',
  ],
  ...['--privacy-url', 'https://contoso.example/privacy', '--terms-url', 'https://contoso.example/terms'],
];

test('writes a zip with the manifest and both icons at its root, and nothing else', async () => {
  const cwd = folder();
  const { exitCode } = await buildPackage(ARGS, {}, { root: ROOT, cwd });
  assert.equal(exitCode, 0);
  const zip = await jszip.loadAsync(readFileSync(join(cwd, 'countersign-teams.zip')));
  assert.deepEqual(Object.keys(zip.files), ['manifest.json', 'color.png', 'outline.png']);
  for (const icon of ['color.png', 'outline.png']) {
    const packed = await zip.file(icon)?.async('nodebuffer');
    assert.ok(packed?.equals(readFileSync(join(ROOT, 'appPackage', icon))), icon);
  }
  const manifest = JSON.parse((await zip.file('manifest.json')?.async('string')) ?? '');
  assert.equal(manifest.version, '1.2.3');
  assert.equal(manifest.id, '6987af27-5451-5f21-a54f-c42d623f38a6');
  assert.equal(manifest.bots[0].botId, BOT);
  assert.equal(manifest.webApplicationInfo.id, BOT);
  assert.deepEqual(manifest.validDomains, ['countersign.contoso.example']);
  assert.equal(manifest.developer.privacyUrl, 'https://contoso.example/privacy');
});

test('says what it wrote and what to do next', async () => {
  const cwd = folder();
  const { lines } = await buildPackage(
    [...ARGS, '--out', 'app.zip', '--name', 'Gate'],
    {},
    { root: ROOT, cwd },
  );
  const text = lines.join('\n');
  const hash = createHash('sha256')
    .update(readFileSync(join(cwd, 'app.zip')))
    .digest('hex');
  for (const part of [
    'app.zip',
    hash,
    'Gate 1.2.3 by Contoso IT',
    BOT,
    'https://countersign.contoso.example/api/messages',
    'Upload an app',
    '@Gate link NAME',
    'higher --version',
  ]) {
    assert.ok(text.includes(part), `${part} in\n${text}`);
  }
});

test('the same settings give the same bytes, in any time zone and from the command as from the function', async () => {
  const cwd = folder();
  await buildPackage(ARGS, {}, { root: ROOT, cwd });
  const bytes = readFileSync(join(cwd, 'countersign-teams.zip'));
  for (const TZ of ['Pacific/Auckland', 'America/Los_Angeles']) {
    const made = command([...ARGS, '--out', 'other.zip'], cwd, { TZ });
    assert.equal(made.status, 0, made.stderr);
    assert.ok(bytes.equals(readFileSync(join(cwd, 'other.zip'))), TZ);
  }
  await buildPackage([...ARGS, '--name', 'Other'], {}, { root: ROOT, cwd });
  assert.ok(!bytes.equals(readFileSync(join(cwd, 'countersign-teams.zip'))), 'other settings, other bytes');
});

test('the command reads the environment', () => {
  const cwd = folder();
  const made = command(ARGS.slice(2), cwd, { COUNTERSIGN_TEAMS_BOT_ID: BOT });
  assert.equal(made.status, 0, made.stderr);
  assert.match(made.stdout, /Wrote countersign-teams\.zip/);
  assert.equal(made.stderr, '');
});

test('the command without settings ends with 1, tells all that is missing on stderr, and writes nothing', () => {
  const cwd = folder();
  const made = command([], cwd, {});
  assert.equal(made.status, 1);
  assert.equal(made.stdout, '');
  assert.match(made.stderr, /No package written: 5 problems/);
  for (const flag of ['bot-id', 'host', 'developer', 'privacy-url', 'terms-url']) {
    assert.match(made.stderr, new RegExp(`--${flag} is missing\\n +for example --${flag} `));
  }
  assert.deepEqual(readdirSync(cwd), []);
});

test('--help shows every setting and needs none', () => {
  const made = command(['--help'], folder(), {});
  assert.equal(made.status, 0);
  for (const flag of ['bot-id', 'app-id', 'host', 'name', 'version', 'developer', 'out']) {
    assert.ok(made.stdout.includes(`--${flag} `), flag);
  }
});

test('tells bad settings, a broken template, broken icons and a missing folder all at once', async () => {
  const root = copyOfProject();
  edit(root, (manifest) => ({ ...manifest, accentColor: 'indigo', publisherDocsUrl: `https://\${{DOCS}}` }));
  rmSync(join(root, 'appPackage', 'color.png'));
  writeFileSync(join(root, 'appPackage', 'outline.png'), 'no picture');
  const { exitCode, lines } = await buildPackage(
    [...ARGS, '--version', '1', '--out', 'no/such/app.zip'],
    {},
    { root, cwd: root },
  );
  const text = lines.join('\n');
  assert.equal(exitCode, 1);
  for (const part of [
    '7 problems',
    '--version is given twice',
    '--version "1" is not of the form',
    'does not exist',
    `placeholder \${{DOCS}}`,
    '/accentColor',
    'color.png is missing',
    'outline.png is no PNG',
  ]) {
    assert.ok(text.includes(part), `${part} in\n${text}`);
  }
});

test('a template that is no JSON, or is not there, is told beside the settings', async () => {
  const root = copyOfProject();
  const file = join(root, 'appPackage', 'manifest.json');
  writeFileSync(file, '{ "id": ');
  const broken = await buildPackage(ARGS.slice(2), {}, { root, cwd: root });
  assert.match(
    broken.lines.join('\n'),
    /2 problems[\s\S]*--bot-id is missing[\s\S]*manifest\.json cannot be read/,
  );
  rmSync(file);
  const missing = await buildPackage(ARGS, {}, { root, cwd: root });
  assert.match(missing.lines.join('\n'), /manifest\.json cannot be read: ENOENT/);
  assert.equal(existsSync(join(root, 'countersign-teams.zip')), false);
});

test('a refused build leaves an older package as it was, and says so', async () => {
  const cwd = folder();
  writeFileSync(join(cwd, 'countersign-teams.zip'), 'older');
  const { exitCode, lines } = await buildPackage(ARGS.slice(2), {}, { root: ROOT, cwd });
  assert.equal(exitCode, 1);
  assert.match(lines[0] ?? '', /is an older package, left as it was/);
  assert.equal(readFileSync(join(cwd, 'countersign-teams.zip'), 'utf8'), 'older');
});

test('--out that is a folder is told', async () => {
  const cwd = folder();
  mkdirSync(join(cwd, 'folder.zip'));
  const { exitCode, lines } = await buildPackage([...ARGS, '--out', 'folder.zip'], {}, { root: ROOT, cwd });
  assert.equal(exitCode, 1);
  assert.match(lines.join('\n'), /folder\.zip is a folder/);
});

function folder(): string {
  return mkdtempSync(join(SCRATCH, 'cwd-'));
}

function copyOfProject(): string {
  const root = folder();
  cpSync(join(ROOT, 'appPackage'), join(root, 'appPackage'), { recursive: true });
  cpSync(join(ROOT, 'package.json'), join(root, 'package.json'));
  return root;
}

function edit(root: string, change: (manifest: Record<string, unknown>) => object): void {
  const file = join(root, 'appPackage', 'manifest.json');
  writeFileSync(file, JSON.stringify(change(JSON.parse(readFileSync(file, 'utf8')))));
}

function command(args: readonly string[], cwd: string, env: Readonly<Record<string, string>>) {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('COUNTERSIGN_'));
  return spawnSync(process.execPath, [join(ROOT, 'dist', 'appPackage', 'build.js'), ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...Object.fromEntries(inherited), ...env },
  });
}
