// The browser of the browser tests: an installed Chrome, Chromium or Edge, or one that is fetched when there is none.
// Promises: a browser counts only once it has started here; nothing is downloaded but by `prepareChromium`, which tells so.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

/** Where a usable browser is, or why there is none. */
export type Found = { readonly path: string } | { readonly missing: string };

const FLAGS = [
  '--disable-gpu',
  // A closed network: nothing but the test may cause traffic, and nothing may wait for an answer from outside.
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Pictures are the same from run to run.
  '--font-render-hinting=none',
  '--disable-font-subpixel-positioning',
];
const START_MS = 20_000;
const FETCH_MS = 240_000;

/** A browser that starts, fetched when none is installed. `say` hears what takes long. */
export async function prepareChromium(say: (line: string) => void): Promise<Found> {
  const given = process.env.CHROME_PATH;
  if (given !== undefined && given !== '') {
    if (await starts(given)) return { path: given };
    throw new Error(`CHROME_PATH is ${given}, which does not start. Correct it, or unset it.`);
  }
  const installed = await firstThatStarts(installedBrowsers());
  if (installed !== undefined) return { path: installed };
  const tried: string[] = [];
  for (const { name, fetchIt } of waysToFetch()) {
    say(`No Chrome, Chromium or Edge starts here; fetching one: ${name}`);
    const trouble = fetchIt();
    const found = await firstThatStarts(installedBrowsers());
    if (found !== undefined) return { path: found };
    tried.push(`${name}: ${trouble ?? 'done, but it does not start'}`);
  }
  return { missing: `no Chrome, Chromium or Edge, and none could be fetched (${tried.join('; ')})` };
}

/** Starts the browser at `path`. */
export async function launchChromium(path: string): Promise<Browser> {
  // Root cannot use the sandbox, and some systems deny it to everybody; what is shown is ours alone.
  const isRoot = process.getuid?.() === 0;
  let fault: unknown;
  for (const chromiumSandbox of isRoot ? [false] : [true, false]) {
    try {
      return await chromium.launch({
        executablePath: path,
        args: FLAGS,
        chromiumSandbox,
        timeout: START_MS,
      });
    } catch (error) {
      fault = error;
    }
  }
  throw fault;
}

/** The file of a browser that seems installed, for a test file that is run by itself. */
export function findChromium(): Found {
  const told = process.env.COUNTERSIGN_BROWSER_MISSING;
  if (told !== undefined) return { missing: told };
  const [path] = [process.env.CHROME_PATH ?? '', ...installedBrowsers()].filter((each) => each !== '');
  if (path !== undefined) return { path };
  return { missing: 'no Chrome, Chromium or Edge is installed; `npm test` fetches one, or set CHROME_PATH' };
}

function installedBrowsers(): readonly string[] {
  return [...usualPlaces(), chromium.executablePath()].filter((path) => path !== '' && existsSync(path));
}

function usualPlaces(): readonly string[] {
  if (process.platform === 'darwin') {
    const apps = ['Google Chrome', 'Chromium', 'Microsoft Edge'];
    const homes = ['/Applications', join(process.env.HOME ?? '', 'Applications')];
    return homes.flatMap((home) => apps.map((app) => `${home}/${app}.app/Contents/MacOS/${app}`));
  }
  if (process.platform === 'win32') {
    const roots = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].map(
      (name) => process.env[name] ?? '',
    );
    const apps = ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'];
    return roots.filter((root) => root !== '').flatMap((root) => apps.map((app) => join(root, app)));
  }
  const names = ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser', 'microsoft-edge'];
  const folders = ['/usr/bin', '/usr/local/bin', '/snap/bin', '/opt/google/chrome'];
  return folders.flatMap((folder) => names.map((name) => `${folder}/${name}`));
}

async function firstThatStarts(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) if (await starts(path)) return path;
  return undefined;
}

// Being there is not enough: Ubuntu's chromium-browser only says what to install, and a bare system lacks libraries.
async function starts(path: string): Promise<boolean> {
  try {
    const browser = await launchChromium(path);
    await browser.close();
    return true;
  } catch {
    return false;
  }
}

interface Way {
  readonly name: string;
  /** What went wrong, if anything did. */
  readonly fetchIt: () => string | undefined;
}

// Debian's own package brings its libraries and fonts, so where it can be had it comes first.
function waysToFetch(): readonly Way[] {
  const cli = join(dirname(createRequire(import.meta.url).resolve('playwright-core/package.json')), 'cli.js');
  const playwright = {
    name: 'playwright-core install chromium',
    fetchIt: () => run(process.execPath, [cli, 'install', '--no-shell', '--no-progress', 'chromium']),
  };
  const isDebianRoot = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (!isDebianRoot) return [playwright];
  const packages = ['chromium', 'fonts-dejavu-core'];
  const install = ['install', '-y', '-qq', '--no-install-recommends', ...packages];
  const apt = {
    name: 'apt-get install chromium',
    fetchIt: () => run('apt-get', ['update', '-qq']) ?? run('apt-get', install),
  };
  return [apt, playwright];
}

function run(command: string, args: readonly string[]): string | undefined {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const done = spawnSync(command, args, { env, timeout: FETCH_MS, encoding: 'utf8', maxBuffer: 2 ** 24 });
  if (done.error !== undefined) return done.error.message;
  if (done.status === 0) return undefined;
  const lines = `${done.stdout}\n${done.stderr}`.split('\n').filter((line) => line.trim() !== '');
  return lines.findLast((line) => /^(E: |Error)/.test(line)) ?? lines.at(-1) ?? `ended with ${done.status}`;
}
