// `npm run nightly`: what `npm test` only samples, in full. Every hostile text in every field of every card, here and in Chromium; five hundred
// requests at once; as many lives as a night has time for (`npm run nightly -- --sequences 200000`). Each part runs whatever became of the one
// before; exit code 1 if one failed.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const LIVES = ['--sequences', '50000'];
const given = process.argv.slice(2);
const parts: readonly (readonly [string, readonly string[], Readonly<Record<string, string>>])[] = [
  ['./run.js', ['hostile', 'flood'], { HOSTILE_ALL: '1', FLOOD: '500' }],
  ['./life/main.js', given.includes('--sequences') ? given : [...LIVES, ...given], {}],
];
for (const [file, words, more] of parts) {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const env = { ...process.env, ...more };
  const { status } = spawnSync(process.execPath, [path, ...words], { env, stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
