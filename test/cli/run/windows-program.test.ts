// Which file a name means on Windows, and which of them run without a shell.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endingsOf, troubleWith } from '../../../cli/run/windows-program.ts';

test('a name without an ending is never a file without one', () => {
  assert.deepEqual(endingsOf('npm', '.EXE;.CMD;'), ['.EXE', '.CMD']);
  assert.deepEqual(endingsOf('C:\\tools.old\\npm', '.EXE'), ['.EXE']);
  assert.deepEqual(endingsOf('psql.exe', '.EXE'), ['', '.EXE']);
  assert.deepEqual(endingsOf('psql', undefined), ['.COM', '.EXE', '.BAT', '.CMD']);
});

for (const path of ['C:\\x\\psql.exe', 'C:\\x\\MORE.COM']) {
  test(`${path} can be run`, () => assert.equal(troubleWith(path), undefined));
}

for (const path of ['C:\\x\\npm.cmd', 'C:\\x\\go.BAT', 'C:\\x\\go.bat. ', 'C:\\x\\a.ps1', 'C:\\x.exe\\npm']) {
  test(`${path} cannot, and it is told what to name in its place`, () => {
    const told = troubleWith(path) ?? '';
    assert.ok(told.startsWith(`${path} cannot be run: `), told);
    assert.match(told, /Name the program behind it, e\.g\. node\.exe/);
  });
}
