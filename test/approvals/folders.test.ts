// The folders of approvals/ are read from the top of their table down: what a folder imports stands below it. A circle of folders is one folder with walls
// in it, and nobody can say any more where a change belongs.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

test('each folder of approvals/ imports only folders that stand below it in the README', () => {
  assert.deepEqual(upwards('approvals', foldersOf('approvals', '# approvals/', '## policy/')), []);
});

test('each folder of approvals/policy/ imports only folders that stand below it in the README', () => {
  assert.deepEqual(upwards('approvals/policy', foldersOf('approvals/policy', '## policy/', undefined)), []);
});

/** The folders of the table between two headings, in its order; every folder there is stands in it. */
function foldersOf(root: string, from: string, to: string | undefined): readonly string[] {
  const text = readFileSync('approvals/README.md', 'utf8');
  const part = text.slice(text.indexOf(from), to === undefined ? undefined : text.indexOf(to));
  const told = [...part.matchAll(/^\| `([a-z-]+)\/` \|/gm)].map(([, name]) => name ?? '');
  const there = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  assert.deepEqual(told.toSorted(), there.map((entry) => entry.name).toSorted(), 'a row for each folder');
  return told;
}

function upwards(root: string, order: readonly string[]): readonly string[] {
  return order.flatMap((folder, rank) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .flatMap((name) => {
        const file = path.join(root, folder, name);
        return importsOf(file)
          .map((target) => path.relative(root, target).split(path.sep)[0] ?? '')
          .filter((target) => order.includes(target) && order.indexOf(target) < rank)
          .map((target) => `${file} imports ${target}/`);
      }),
  );
}

function importsOf(file: string): readonly string[] {
  return [...readFileSync(file, 'utf8').matchAll(/from '(\.[^']+)'/g)].map(([, target]) =>
    path.join(path.dirname(file), target ?? ''),
  );
}
