// The command as a process whose reader has read enough, as `head` has.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../cli/main.js', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'countersign-main-'));
after(() => rm(folder, { recursive: true, force: true }));
await writeFile(join(folder, 'countersign.yaml'), 'rules: [{ id: 7 }]');

/** The exit code, and what was said on the other stream, where nobody reads this one. */
function unread(args: readonly string[], stream: 'stdout' | 'stderr') {
  const child = spawn(process.execPath, [MAIN, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const other = stream === 'stdout' ? child.stderr : child.stdout;
  // Long before Node has started: whatever it writes, nobody is there.
  child[stream].destroy();
  let said = '';
  other.on('data', (chunk) => {
    said += chunk;
  });
  return new Promise((resolve) => child.on('close', (code) => resolve([code, said])));
}

for (const [args, code] of [
  [['--help'], 0],
  [['run', '--help'], 0],
  [['policy', 'check', '--help'], 0],
] as const)
  test(`countersign ${args.join(' ')} ends quietly where nobody reads it`, async () => {
    assert.deepEqual(await unread(args, 'stdout'), [code, '']);
  });

test('in a folder that was removed it ends with a line and 2', {
  skip: process.platform === 'win32',
}, async () => {
  const gone = join(folder, 'gone');
  await mkdir(gone);
  const line = 'rmdir "$1"; exec "$2" "$3" run --action shell.run --resource host/a -- true';
  const child = spawn('/bin/sh', ['-c', line, 'sh', gone, process.execPath, MAIN], { cwd: gone });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  assert.equal(code, 2, said);
  assert.match(said, /^The working directory is not there any more\. .* Nothing was asked\.\n$/);
});

test('a policy that is wrong is still an error where nobody reads why', async () => {
  const [code, said] = (await unread(['policy', 'check'], 'stdout')) as [number, string];
  assert.notEqual(code, 0);
  assert.doesNotMatch(said, /EPIPE|node:events/);
  const [again] = (await unread(['policy', 'check'], 'stderr')) as [number, string];
  assert.equal(again, code);
});
