// Builds everything into dist/: TypeScript file by file (what the tests run), then one bundle of the
// Functions app (what `npm start`, `func start` and Azure run). Takes about two seconds; no network.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
// A first build takes many silent seconds. Tests are told nothing.
if (process.env.npm_lifecycle_event === 'start') console.error('Building ...');

const compiled = spawnSync(process.execPath, [tsc, '--pretty'], { cwd: root, stdio: 'inherit' });
if (compiled.status !== 0) process.exit(compiled.status ?? 1);

await build({
  absWorkingDir: root,
  entryPoints: ['functions/index.ts'],
  outfile: 'dist/app.cjs',
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  sourcemap: 'linked',
  minify: true,
  keepNames: true,
  // The host answers this one name itself; it is no package.
  external: ['@azure/functions-core'],
  // @azure/storage-common calls createRequire(import.meta.url), which is empty in a CommonJS bundle.
  define: { 'import.meta.url': '__importMetaUrl' },
  banner: { js: 'const __importMetaUrl=require("node:url").pathToFileURL(__filename).href;' },
  logLevel: 'warning',
});
