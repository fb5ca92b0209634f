// What the links of a machine's managed settings lead to is as good as these settings.
import assert from 'node:assert/strict';
import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { guardsTheHook } from '../../../cli/hook/file-tools.ts';

const root = mkdtempSync(join(tmpdir(), 'countersign-file-tools-'));
after(() => rmSync(root, { recursive: true, force: true }));
const managed = join(root, 'managed');
const project = join(root, 'project');
const fleet = join(root, 'fleet');
for (const folder of [managed, project, fleet, join(fleet, 'parts')]) mkdirSync(folder);
const guards = (path: string) => guardsTheHook(path, {}, project, managed);

test('the file that managed settings are a link to asks, and each file and folder that their drop-ins are links to', () => {
  symlinkSync(join(fleet, 'base.json'), join(managed, 'managed-settings.json'));
  symlinkSync(join(fleet, 'parts'), join(managed, 'managed-settings.d'));
  symlinkSync(join(root, 'team.json'), join(fleet, 'parts', '20.json'));
  assert.equal(guards('../fleet/base.json'), true, 'which is not there yet');
  writeFileSync(join(fleet, 'base.json'), '{}');
  linkSync(join(fleet, 'base.json'), join(project, 'second-name.json'));
  for (const path of [
    join(managed, 'managed-settings.json'),
    join(managed, 'managed-settings.d', 'new.json'),
    join(fleet, 'base.json'),
    '../fleet/BASE.json',
    'second-name.json',
    '../fleet/parts/new.json',
    join(root, 'team.json'),
  ])
    assert.equal(guards(path), true, path);
  for (const path of ['notes.md', '../fleet/other.json', join(root, 'teams.json')])
    assert.equal(guards(path), false, path);
});

test('a folder of drop-ins asks wherever it lies and however it is written', () => {
  for (const path of [
    '/etc/claude-code/managed-settings.d/10.json',
    'managed-settings.d/10.json',
    'a/../MANAGED-settings.d/b/10.json',
    join(managed, '.', 'managed-settings.d', '10.json'),
  ])
    assert.equal(guards(path), true, path);
  for (const path of ['managed-settings.d.md', 'managed-settings.md', 'docs/managed-settings/10.json'])
    assert.equal(guards(path), false, path);
});
