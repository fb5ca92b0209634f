// Builds everything into dist/: TypeScript file by file (what the tests run), then the client's types, the review page for browsers and one
// bundle of the Functions app (what `npm start`, `func start` and Azure run). Takes a few seconds; no network.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
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
// What was moved or deleted since the last build: its old test would still be found and run.
for (const name of readdirSync(join(root, 'dist'), { recursive: true, encoding: 'utf8' })) {
  const source = name.replace(/\.js(\.map)?$/, '.ts');
  if (source !== name && !existsSync(join(root, source))) rmSync(join(root, 'dist', name));
}
// What whoever imports the client compiles against. Declarations keep the names of sources, which are not there for them.
const declared = spawnSync(process.execPath, [tsc, '-p', 'client', '--pretty'], {
  cwd: root,
  stdio: 'inherit',
});
if (declared.status !== 0) process.exit(declared.status ?? 1);
const clientFolder = join(root, 'dist', 'client');
for (const name of readdirSync(clientFolder, { recursive: true, encoding: 'utf8' })) {
  if (!name.endsWith('.d.ts')) continue;
  const path = join(clientFolder, name);
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll(/(["'])(\.{1,2}\/[^"']+)\.ts\1/g, '$1$2.js$1'));
}
// The command of the package: systems start what may be executed alone.
chmodSync(join(root, 'dist', 'cli', 'main.js'), 0o755);

// The review page: its script with the card library in it, and what stands beside it.
const pageFolder = join(root, 'functions', 'pages', 'browser');
const servedFolder = join(root, 'dist', 'review-files');
await build({
  absWorkingDir: root,
  entryPoints: { page: join(pageFolder, 'main.ts'), 'page-style': join(pageFolder, 'page.css') },
  outdir: servedFolder,
  bundle: true,
  platform: 'browser',
  format: 'iife',
  target: ['chrome111', 'edge111', 'firefox111', 'safari16.4'],
  minify: true,
  legalComments: 'eof',
  logLevel: 'warning',
});
for (const name of ['page.html', 'icon.svg']) {
  copyFileSync(join(pageFolder, name), join(servedFolder, name));
}

const app = await build({
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
  metafile: true,
});

// What went into the bundle, and what it leaves to the host: test/tools/bundle.test.ts holds it to both.
const { inputs, outputs } = app.metafile;
const left = outputs['dist/app.cjs'].imports.filter(({ external }) => external).map(({ path }) => path);
writeFileSync(
  join(root, 'dist', 'app-inputs.json'),
  JSON.stringify({ files: Object.keys(inputs), left: [...new Set(left)] }, null, 1),
);
