// `npm run guards`: deletes each guard in turn, in a copy of what was built, and runs the test that is named behind it. It must fail: a
// guard without a failing test guards nothing that anybody would miss. Two at a time; the source is never touched.
import { spawn } from 'node:child_process';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';
import { GUARDS } from './all.ts';
import { countOf, type Guard, titlePattern } from './guard.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const HANDS = 2;
const PATIENCE_MS = 120_000;

const words = process.argv.slice(2);
const chosen = GUARDS.filter(({ file }) => words.length === 0 || words.some((word) => file.includes(word)));
const left = [...chosen.entries()];
const unfit: string[] = [];

await Promise.all(Array.from({ length: HANDS }, (_, hand) => work(hand)));
console.log(
  `\nguards: ${chosen.length - unfit.length} of ${chosen.length} are missed by the test named behind them`,
);
for (const each of unfit) console.log(`  ${each}`);
process.exitCode = unfit.length > 0 || chosen.length === 0 ? 1 : 0;

/** Takes guards one after the other, in a copy of its own beside dist/. */
async function work(hand: number): Promise<void> {
  const copy = join(ROOT, `dist-guards-${hand}`);
  rmSync(copy, { recursive: true, force: true });
  cpSync(join(ROOT, 'dist'), copy, { recursive: true });
  try {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [index, guard] = next;
      const trouble = await tryWithout(guard, copy);
      const line = `${index + 1}/${chosen.length} ${guard.file}: ${oneLine(guard.guard)}`;
      console.log(
        `${trouble === undefined ? 'ok  ' : 'NOT '} ${line}${trouble === undefined ? '' : `\n      ${trouble}`}`,
      );
      if (trouble !== undefined) unfit.push(`${line} -> ${trouble}`);
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** Why this guard is not proven, or nothing. */
async function tryWithout(
  { file, guard, deleted, test, title }: Guard,
  copy: string,
): Promise<string | undefined> {
  const source = readFileSync(join(ROOT, file), 'utf8').replaceAll('\r\n', '\n');
  if (countOf(source, guard) !== 1) return `stands ${countOf(source, guard)} times in its file`;
  const built = join(copy, file.replace(/\.ts$/, '.js'));
  const whole = readFileSync(built);
  try {
    writeFileSync(built, await compile(source.replace(guard, () => deleted)));
    const { code, failed } = await runTest(join(copy, 'test', test.replace(/\.ts$/, '.js')), title);
    if (code === 0) return `${test} passes without it`;
    if (failed.some((each) => titlePattern(title).test(each))) return undefined;
    return `${test} fails, but not "${title}": ${failed.join(' | ') || 'it could not be run'}`;
  } finally {
    writeFileSync(built, whole);
  }
}

/** As tools/build.mjs: types away, imports of .ts become .js. */
async function compile(source: string): Promise<string> {
  const { code } = await transform(source, { loader: 'ts', format: 'esm', target: 'node20' });
  return code.replaceAll(/(from |import |import\()"(\.[^"]+)\.ts"/g, '$1"$2.js"');
}

function runTest(
  file: string,
  title: string,
): Promise<{ readonly code: number; readonly failed: readonly string[] }> {
  return new Promise((resolve) => {
    // Only the named test is run, and by one process: there are many guards.
    const only = title === '' ? [] : [`--test-name-pattern=${titlePattern(title).source}`];
    const child = spawn(process.execPath, ['--test-reporter=tap', ...only, file], { cwd: ROOT });
    const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      const failed = [...said.matchAll(/^ *not ok \d+ - (.*)$/gm)].map(([, title = '']) =>
        title.replaceAll(/\\(.)/g, '$1'),
      );
      resolve({ code: code ?? 1, failed: failed.filter((title) => !title.endsWith('.js')) });
    });
  });
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
