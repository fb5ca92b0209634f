// `countersign audit verify` as a person meets it: what it counts behind a flaw, and which path it blames.
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { after, test } from 'node:test';
import { verifyCommand } from '../../../../cli/audit/verify/command.ts';
import { CommandError } from '../../../../cli/exit.ts';
import { aPackage, writePackage } from '../../../support/a-package.ts';
import { createPopulation } from '../../../support/a-population.ts';

const GOOD = await aPackage(await createPopulation());
const disk = writePackage(GOOD);
after(disk.remove);

async function verify(...args: readonly string[]) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const around = { env: {}, cwd: '.', stdin: () => process.stdin, stdout, stderr };
  const code = await verifyCommand(args, around);
  return { code, out: String(stdout.read() ?? '') };
}

test('behind a flaw nothing is told as a whole count, only how far it came', async () => {
  const rows = (GOOD['requests.ndjson'] ?? '').split('\n').slice(0, -1);
  const good = await verify(disk.folder);
  assert.match(good.out, new RegExp(`^ {2}requests +${rows.length}: `, 'm'));
  assert.match(good.out, /^ {2}verdicts /m);
  const file = join(disk.folder, 'requests.ndjson');
  writeFileSync(file, rows.with(2, '{"half":').join('\n'));
  const bad = await verify(disk.folder);
  writeFileSync(file, GOOD['requests.ndjson'] ?? '');
  assert.equal(bad.code, 2, bad.out);
  assert.match(bad.out, new RegExp(`^ {2}requests +\\d+ checked so far, of ${rows.length}$`, 'm'));
  assert.doesNotMatch(bad.out, /^ {2}(verdicts|approvals|texts) /m);
});

test('a folder where a file belongs is named, and no stack is shown', async () => {
  for (const name of ['manifest.json', 'manifest.jws', 'keys.json', 'events.ndjson', 'sealed/00000002.jws']) {
    const spoiled = writePackage(GOOD);
    try {
      rmSync(join(spoiled.folder, name));
      mkdirSync(join(spoiled.folder, name));
      await assert.rejects(verify(spoiled.folder), (error) => {
        assert.ok(error instanceof CommandError, String(error));
        assert.deepEqual(
          [error.code, error.message.includes(`${name} cannot be read (EISDIR)`)],
          [1, true],
          name,
        );
        return true;
      });
    } finally {
      spoiled.remove();
    }
  }
});

test('a wrong --heads is blamed, and not the package', async () => {
  const told = (words: RegExp) => (error: unknown) =>
    error instanceof CommandError && error.code === 1 && words.test(error.message);
  await assert.rejects(
    verify(disk.folder, '--heads', 'no-such-sealed'),
    told(/^--heads: no-such-sealed cannot be read \(ENOENT\)\.\nGive the folder of sealed lists/),
  );
  await assert.rejects(verify('no-such-package'), told(/Is no-such-package a whole package/));
});
