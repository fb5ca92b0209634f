import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { findAzdEnvironment } from '../../appPackage/azd-environment.ts';

const SCRATCH = mkdtempSync(join(tmpdir(), 'countersign-azd-'));
after(() => rmSync(SCRATCH, { recursive: true, force: true }));

test('takes the named environment, else the default of azd, else none', () => {
  const root = project({ prod: 'A="1"', dev: 'A="2"' }, 'dev');
  assert.equal(findAzdEnvironment(root, 'prod').environment?.values.get('A'), '1');
  const byDefault = findAzdEnvironment(root, undefined);
  assert.equal(byDefault.environment?.name, 'dev');
  assert.equal(byDefault.environment?.file, '.azure/dev/.env');
  assert.deepEqual(findAzdEnvironment(project({ prod: '' }), undefined), { problems: [] });
  assert.deepEqual(findAzdEnvironment(join(SCRATCH, 'nowhere'), undefined), { problems: [] });
});

test('a default that was removed, or a config that cannot be read, is no environment', () => {
  assert.deepEqual(findAzdEnvironment(project({ prod: '' }, 'gone'), undefined), { problems: [] });
  assert.deepEqual(findAzdEnvironment(project({ prod: '' }, '../prod'), undefined), { problems: [] });
  const root = project({ prod: '' });
  writeFileSync(join(root, '.azure', 'config.json'), '{ not json');
  assert.deepEqual(findAzdEnvironment(root, undefined), { problems: [] });
});

test('a name that stands for nothing is told with those that do', () => {
  const { problems, environment } = findAzdEnvironment(project({ prod: '', dev: '' }), 'test');
  assert.equal(environment, undefined);
  assert.match(problems[0]?.what ?? '', /no azd environment test: \.azure\/test\/\.env does not exist/);
  assert.match(problems[0]?.cure ?? '', /use one of (prod, dev|dev, prod)/);
  assert.match(findAzdEnvironment(join(SCRATCH, 'nowhere'), 'test').problems[0]?.cure ?? '', /azd env new/);
});

for (const name of ['..', '.', '../prod', 'a/b', 'a\\b', '', 'x'.repeat(31)]) {
  test(`"${name.slice(0, 12)}" is no name of an environment, and nothing is read for it`, () => {
    const { problems, environment } = findAzdEnvironment(project({ prod: '' }), name);
    assert.equal(environment, undefined);
    assert.match(problems[0]?.what ?? '', /is not the name of a deployment/);
  });
}

function project(environments: Readonly<Record<string, string>>, byDefault?: string): string {
  const root = mkdtempSync(join(SCRATCH, 'project-'));
  for (const [name, text] of Object.entries(environments)) {
    mkdirSync(join(root, '.azure', name), { recursive: true });
    writeFileSync(join(root, '.azure', name, '.env'), text);
  }
  if (byDefault !== undefined) {
    const config = { version: 1, defaultEnvironment: byDefault };
    writeFileSync(join(root, '.azure', 'config.json'), JSON.stringify(config));
  }
  return root;
}
