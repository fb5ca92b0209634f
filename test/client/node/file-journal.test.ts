// The journal in a folder: of all processes that share it exactly one starts, and what was written stays.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { memoryJournal } from '../../../client/journal.ts';
import { fileJournal } from '../../../client/node/file-journal.ts';

const folders: string[] = [];
after(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});
async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'countersign-journal-'));
  folders.push(made);
  return join(made, 'journal');
}

for (const [name, make] of [
  ['in memory', async () => memoryJournal()],
  ['in a folder', async () => fileJournal(await folder())],
] as const) {
  test(`${name}: the first key of a request stays, exactly one call starts, and the end is told to the others`, async () => {
    const journal = await make();
    const keys = await Promise.all(['a', 'b', 'c'].map((key) => journal.keyFor('req_1', key)));
    assert.equal(new Set(keys).size, 1);
    assert.equal(await journal.keyFor('req_2', 'z'), 'z');
    const entry = { redemption: 'rdm_1', request: 'req_1' };
    const starts = await Promise.all(Array.from({ length: 20 }, () => journal.start(entry)));
    assert.equal(starts.filter(({ isOwn }) => isOwn).length, 1);
    assert.equal((await journal.start(entry)).entry.result, undefined);
    await journal.finish('rdm_1', 'failed');
    assert.deepEqual(await journal.start(entry), { isOwn: false, entry: { ...entry, result: 'failed' } });
  });
}

test('of ten processes exactly one starts, and no draft is left', async () => {
  const shared = await folder();
  const module = new URL('../../../client/node/file-journal.js', import.meta.url).href;
  const script = `import { fileJournal } from ${JSON.stringify(module)};
    const journal = fileJournal(${JSON.stringify(shared)});
    const key = await journal.keyFor('req_1', String(process.pid));
    const { isOwn } = await journal.start({ redemption: 'rdm_1', request: 'req_1' });
    console.log(JSON.stringify({ key, isOwn }));`;
  const told = await Promise.all(
    Array.from(
      { length: 10 },
      () =>
        new Promise<{ key: string; isOwn: boolean }>((resolve, reject) => {
          const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
          let out = '';
          child.stdout.on('data', (chunk) => {
            out += chunk;
          });
          child.on('error', reject);
          child.on('close', () => resolve(JSON.parse(out)));
        }),
    ),
  );
  assert.equal(told.filter(({ isOwn }) => isOwn).length, 1);
  assert.equal(new Set(told.map(({ key }) => key)).size, 1);
  assert.deepEqual((await readdir(shared)).map((name) => name.split('-')[0]).sort(), ['key', 'run']);
});
