// A package altered in every way is found: what no signature covers any more, and what somebody signed anew with a key of their own.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import {
  type Verified,
  type VerifyOptions,
  verifyPackage,
} from '../../../../cli/audit/verify/verify-package.ts';
import { signPackage, writePackage } from '../../../support/a-package.ts';
import { aSigningKey } from '../../../support/a-population.ts';
import { GOOD, trust } from './support/good-package.ts';

const OTHER = aSigningKey();
const disk = writePackage(GOOD);
after(disk.remove);
const NDJSON = Object.keys(GOOD).filter((name) => name.endsWith('.ndjson'));

/** Verifies with these files instead of the good ones. */
async function verified(
  files: Readonly<Record<string, string | Buffer>>,
  options: VerifyOptions = { trust },
): Promise<Verified> {
  const changed = Object.keys(files).filter((name) => files[name] !== GOOD[name]);
  for (const name of changed) writeFileSync(join(disk.folder, name), files[name] ?? '');
  try {
    return await verifyPackage(disk.folder, options);
  } finally {
    for (const name of changed) writeFileSync(join(disk.folder, name), GOOD[name] ?? '');
  }
}

test('the package itself is good, byte for byte, under the key that is trusted', async () => {
  assert.deepEqual((await verified(GOOD)).flaws, []);
  assert.equal(readdirSync(disk.folder).length, 9);
  assert.equal(readFileSync(join(disk.folder, 'manifest.json'), 'utf8'), GOOD['manifest.json']);
});

test('lists that the signed manifest names and nobody handed over are missed', async () => {
  const { folder, remove } = writePackage(GOOD);
  try {
    rmSync(join(folder, 'sealed'), { recursive: true });
    const { flaws } = await verifyPackage(folder, { trust });
    assert.equal(flaws.length, 1);
    assert.match(flaws[0]?.why ?? '', /^is not here, and the manifest names list \d+$/);
  } finally {
    remove();
  }
});

for (const deep of [600, 6_000, 200_000])
  test(`a value nested ${deep} deep is told as what is wrong, in every file, with keys in whichever order`, async () => {
    for (const key of ['a', '1']) {
      const value = `${`{"${key}":`.repeat(deep)}1${'}'.repeat(deep)}`;
      for (const name of NDJSON) {
        const { flaws } = await verified({ ...GOOD, [name]: `{"!":${value},${GOOD[name]?.slice(1)}` });
        const told = flaws.map(({ file, line, why }) => `${file} ${line}: ${why}`).join('\n');
        // Events and texts are not read where no request begins so.
        if (/^(requests|policies|standings)/.test(name))
          assert.match(told, new RegExp(`^${name} 1: is nested too deep to be one of a record$`, 'm'));
        else assert.match(told, new RegExp(`^${name} `, 'm'));
      }
    }
  });

test('threads find the same, in the same order, as one alone does', async () => {
  assert.deepEqual((await verified(GOOD, { trust, threadsFrom: 0 })).flaws, []);
  const events = GOOD['events.ndjson'] ?? '';
  const files = { ...GOOD, 'events.ndjson': events.replaceAll('"choice":"deny"', '"choice":"approve"') };
  const alone = await verified(files);
  assert.ok(alone.flaws.length > 2);
  const { flaws, counts } = await verified(files, { trust, threadsFrom: 0 });
  assert.deepEqual([flaws, counts], [alone.flaws, alone.counts]);
});

test('a file that is a link is no part of a package, wherever it leads', {
  skip: process.platform === 'win32',
}, async () => {
  const { folder, remove } = writePackage(GOOD);
  try {
    renameSync(join(folder, 'texts.ndjson'), join(folder, '..', `${basename(folder)}-texts`));
    symlinkSync(join(folder, '..', `${basename(folder)}-texts`), join(folder, 'texts.ndjson'));
    const { flaws } = await verifyPackage(folder, { trust });
    assert.deepEqual(flaws[0], { file: 'texts.ndjson', why: 'is a link, and no part of a package' });
  } finally {
    rmSync(join(folder, '..', `${basename(folder)}-texts`), { force: true });
    remove();
  }
});

const lines = (text: string): string[] => text.split('\n').slice(0, -1);
const joined = (all: readonly string[]): string => all.map((line) => `${line}\n`).join('');

/** Ways to alter lines: what is left of them, or nothing where the way changes nothing here. */
const WAYS: Readonly<Record<string, (all: readonly string[], at: number, to: number) => readonly string[]>> =
  {
    removed: (all, at) => all.toSpliced(at, 1),
    doubled: (all, at) => all.toSpliced(at, 0, all[at] ?? ''),
    'moved elsewhere': (all, at, to) => all.toSpliced(at, 1).toSpliced(to, 0, all[at] ?? ''),
    swapped: (all, at, to) => all.with(at, all[to] ?? '').with(to, all[at] ?? ''),
    'replaced by another': (all, at, to) => all.with(at, all[to] ?? ''),
    'cut off behind': (all, at) => all.slice(0, at),
    'edited in a letter': (all, at, to) => all.with(at, edited(all[at] ?? '', to)),
  };

/** The line with one letter or digit inside its values changed to another. */
function edited(line: string, seed: number): string {
  const places = [...line.matchAll(/[a-z0-9]/g)].map(({ index }) => index);
  const at = places[seed % places.length] ?? 0;
  return `${line.slice(0, at)}${line[at] === '1' ? '2' : '1'}${line.slice(at + 1)}`;
}

const place = fc.record({ name: fc.constantFrom(...NDJSON), at: fc.nat(), to: fc.nat() });
for (const [way, alter] of Object.entries(WAYS)) {
  test(`a line ${way} is found in every file`, async () => {
    await fc.assert(
      fc.asyncProperty(place, async ({ name, at, to }) => {
        const all = lines(GOOD[name] ?? '');
        const altered = joined(alter(all, at % all.length, to % all.length));
        fc.pre(altered !== GOOD[name]);
        const { flaws } = await verified({ ...GOOD, [name]: altered });
        assert.ok(
          flaws.some(({ unknown }) => unknown === undefined),
          `${name} ${way}`,
        );
      }),
      { numRuns: 20 },
    );
  });
}

test('a byte flipped in any file is found', async () => {
  const byte = fc.record({ name: fc.constantFrom(...Object.keys(GOOD)), at: fc.nat(), bit: fc.nat(7) });
  await fc.assert(
    fc.asyncProperty(byte, async ({ name, at, bit }) => {
      const bytes = Buffer.from(GOOD[name] ?? '');
      const index = at % bytes.length;
      bytes[index] = (bytes[index] ?? 0) ^ (1 << bit);
      const { flaws } = await verified({ ...GOOD, [name]: bytes });
      assert.notDeepEqual(flaws, [], `${name} byte ${index} bit ${bit}`);
    }),
    { numRuns: 80 },
  );
});

test('whatever is altered and signed anew with another key is found by the key that is trusted', async () => {
  await fc.assert(
    fc.asyncProperty(place, fc.constantFrom(...Object.keys(WAYS)), async ({ name, at, to }, way) => {
      const all = lines(GOOD[name] ?? '');
      const altered = joined(WAYS[way]?.(all, at % all.length, to % all.length) ?? all);
      const files = await signPackage({ ...GOOD, [name]: altered }, OTHER).catch(() => undefined);
      fc.pre(files !== undefined);
      const { flaws } = await verified(files ?? GOOD);
      assert.ok(
        flaws.some(({ file, why }) => file === 'manifest.jws' && /not by the key you trust/.test(why)),
      );
    }),
    { numRuns: 20 },
  );
});
