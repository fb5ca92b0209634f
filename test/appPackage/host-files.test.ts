import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const readRoot = (name: string) => readFileSync(join(ROOT, name), 'utf8');

const SHIPPED = [
  'countersign.yaml',
  'dist/app.cjs',
  'dist/review-files/icon.svg',
  'dist/review-files/page-style.css',
  'dist/review-files/page.html',
  'dist/review-files/page.js',
  'host.json',
  'package.json',
];
const AT_HOME = [
  '.countersign/keys/signing.json',
  '.env',
  '.funcignore',
  '.gitignore',
  '.npmrc',
  'README.md',
  'appPackage/manifest.json',
  'approvals/decision/decide.ts',
  'biome.json',
  'countersign-teams.zip',
  'dist/appPackage/build.js',
  'dist/approvals/host.json',
  'dist/functions/index.js',
  'docs/api.md',
  'functions/pages/browser/page.html',
  'local.settings.example.json',
  'local.settings.json',
  'node_modules/jose/package.json',
  'package-lock.json',
  'signing-key.pem',
  'test/run.ts',
  'tsconfig.json',
];

test('.funcignore, read as Git reads it, ships the app and its review page and nothing else', () => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-ship-'));
  try {
    for (const file of [...SHIPPED, ...AT_HOME, 'dist/app.cjs.map']) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), '');
    }
    cpSync(join(ROOT, '.funcignore'), join(folder, '.funcignore'));
    execFileSync('git', ['init', '-q'], { cwd: folder });
    const listed = execFileSync('git', ['ls-files', '--others', '--exclude-from=.funcignore'], {
      cwd: folder,
      encoding: 'utf8',
    });
    assert.deepEqual(listed.trim().split('\n').sort(), SHIPPED);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('.funcignore, read as Core Tools read it, ships the app, its review page and at most the source map', () => {
  const ships = coreToolsReader(readRoot('.funcignore'));
  assert.deepEqual([...SHIPPED, ...AT_HOME].filter(ships).sort(), SHIPPED);
});

test('what ships holds the app that package.json names', () => {
  assert.ok(SHIPPED.includes(JSON.parse(readRoot('package.json')).main));
});

test('host.json gives the routes their own names, and the queue the times the design counts on', () => {
  const host = JSON.parse(readRoot('host.json'));
  assert.equal(host.version, '2.0');
  assert.deepEqual(host.extensionBundle, {
    id: 'Microsoft.Azure.Functions.ExtensionBundle',
    version: '[4.*, 5.0.0)',
  });
  assert.equal(host.extensions.http.routePrefix, '');
  const { queues } = host.extensions;
  assert.equal(queues.messageEncoding, 'base64');
  assert.equal(queues.maxPollingInterval, '00:00:00.500');
  assert.equal(queues.maxDequeueCount, 5);
  assert.ok(queues.batchSize >= 1 && queues.batchSize <= 32);
  assert.match(queues.visibilityTimeout, /^00:00:\d\d$/);
});

test('sampling never drops an exception', () => {
  const { samplingSettings, ...others } = JSON.parse(readRoot('host.json')).logging.applicationInsights;
  // Beside samplingSettings, instead of in it, the host would ignore the list without a word.
  assert.deepEqual(others, {});
  assert.ok(samplingSettings.excludedTypes.split(';').includes('Exception'));
});

test('the example settings are for this machine alone and hold no secret', () => {
  const settings = JSON.parse(readRoot('local.settings.example.json'));
  assert.equal(settings.IsEncrypted, false);
  assert.equal(settings.Values.FUNCTIONS_WORKER_RUNTIME, 'node');
  assert.equal(settings.Values.AzureWebJobsStorage, 'UseDevelopmentStorage=true');
  for (const [name, value] of Object.entries(settings.Values)) {
    assert.equal(typeof value, 'string', `${name}: the host takes strings only`);
    assert.doesNotMatch(String(value), /AccountKey=|SharedAccess|sig=|-----BEGIN/, name);
  }
});

/**
 * How Azure Functions Core Tools decide whether a file ships: patterns are beginnings of paths, only `*` is special,
 * order does not matter, a pattern with `!` always wins. Written from the behaviour of their 4.x parser.
 */
function coreToolsReader(text: string): (file: string) => boolean {
  const lines = text.split('\n').map((line) => line.trim());
  const patterns = lines.filter((line) => line !== '' && !line.startsWith('#'));
  const matcher = (chosen: readonly string[]) => {
    const sources = chosen.map((pattern) =>
      pattern
        .replace(/^\//, '')
        .replace(/[-[\]/{}()+?.\\^$|]/g, '\\$&')
        .replaceAll('**', '(.+)')
        .replaceAll('*', '([^/]+)'),
    );
    return new RegExp(`^(${sources.map((source) => `(${source})`).join('|')})\\b`);
  };
  const refused = matcher(patterns.filter((pattern) => !pattern.startsWith('!')));
  const letIn = matcher(
    patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1)),
  );
  // The tools leave these out by themselves.
  const own = ['.funcignore', '.gitignore', 'local.settings.json'];
  return (file) => !own.includes(file) && (letIn.test(file) || !refused.test(file));
}
