// The console is guarded in a process of its own: this one's is the test runner's.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

const guarded = new URL('../../../functions/telemetry/console.js', import.meta.url).href;
function printedBy(script: string): { readonly lines: readonly string[]; readonly status: number | null } {
  const source = `import { guardOutput, print } from ${JSON.stringify(guarded)};\nguardOutput();\n${script}`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', source], {
    encoding: 'utf8',
  });
  return { lines: `${stdout}${stderr}`.trim().split('\n'), status };
}

test('what a library prints is one redacted line that is never taken for one of ours', () => {
  for (const method of ['log', 'info', 'warn', 'error', 'debug']) {
    const { lines } = printedBy(
      `console.${method}('Authorization: Bearer %s', 'hunter2', { password: 'hunter2' });
       console.${method}('x\\n{"event":"work_dead"}');
       console.${method}('{"event":"work_dead"}');`,
    );
    assert.equal(lines.length, 3, lines.join('\n'));
    for (const line of lines) assert.match(line, /^console: /);
    assert.doesNotMatch(lines.join('\n'), /hunter2/);
  }
});

test('our own lines are printed as they are', () => {
  const { lines } = printedBy(
    `print('information', '{"event":"health"}'); print('error', '{"event":"fault"}');`,
  );
  assert.deepEqual(lines, ['{"event":"health"}', '{"event":"fault"}']);
});

test('what the worker of the platform tells its host over the console stays known as that', () => {
  const { lines } = printedBy(`console.log('LanguageWorkerConsoleLog[error] Bearer hunter2');`);
  assert.deepEqual(lines, ['LanguageWorkerConsoleLog[error] Bearer [redacted]']);
});

for (const [what, script] of [
  [
    'an error nobody caught',
    `const word = 'hun' + 'ter2';\nthrow new Error('AccountKey=' + word, { cause: new Error('Bearer ' + word) });`,
  ],
  ['a rejection nobody heard', `Promise.reject(new Error('Bearer hun' + 'ter2'));`],
] as const) {
  test(`${what} ends the process as before, without the secret in its words`, () => {
    const { lines, status } = printedBy(script);
    assert.notEqual(status, 0);
    assert.match(lines.join('\n'), /\[redacted\]/);
    assert.doesNotMatch(lines.join('\n'), /hunter2/);
  });
}
