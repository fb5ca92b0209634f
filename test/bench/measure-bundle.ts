// How long the app takes to load, as one bundle and as the files it is made of: fresh processes in turn, no network, no call.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { AUDIENCE, BOT_APP_ID } from '../../local/directory.ts';
import { appEnvironment } from '../../local/start/app-environment.ts';
import { readKeys } from '../../local/start/keys.ts';
import { FIXED_PORTS } from '../../local/start/ports.ts';
import { APP_FILE, POLICY_FILE, PROJECT_FOLDER } from '../../local/start/project.ts';
import type { Figure } from './figure.ts';
import { median } from './figure.ts';

const ROUNDS = 11;
const LOADER = fileURLToPath(new URL('./load-once.js', import.meta.url));
const UNBUNDLED = join(PROJECT_FOLDER, 'dist', 'functions', 'index.js');
const STORAGE =
  'DefaultEndpointsProtocol=http;AccountName=a;AccountKey=YQ==;TableEndpoint=http://127.0.0.1:1/a;QueueEndpoint=http://127.0.0.1:1/a';

/** Measures both builds. */
export async function measureBundle(): Promise<Figure> {
  const env = {
    ...process.env,
    ...appEnvironment({
      ports: FIXED_PORTS,
      keys: await readKeys(undefined),
      connectionString: STORAGE,
      policyFile: POLICY_FILE,
      service: { clientId: AUDIENCE, secret: 'none' },
      bot: { clientId: BOT_APP_ID, secret: 'none' },
      gateway: { secret: 'none', cluster: 'none-of-a-cluster' },
      teamsLimits: false,
    }),
  };
  const bundle: Loaded[] = [];
  const files: Loaded[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const [one, many] = [await loadOnce(APP_FILE, env), await loadOnce(UNBUNDLED, env)];
    if (one.functions !== many.functions) throw new Error('The bundle registers other functions.');
    // The first of each reads from disk what the others find in memory.
    if (round === 0) continue;
    bundle.push(one);
    files.push(many);
  }
  const [load, unbundled] = [bundle, files].map((each) => median(each.map((one) => one.load)));
  const [whole, wholeUnbundled] = [bundle, files].map((each) => median(each.map((one) => one.whole)));
  return {
    figure: 'bundle_load_of_unbundled',
    value: (load ?? 0) / (unbundled ?? 0),
    target: 0.8,
    is: 'at most',
    numbers: {
      bundle_ms: load ?? 0,
      unbundled_ms: unbundled ?? 0,
      with_process_start: (whole ?? 0) / (wholeUnbundled ?? 0),
      rounds: ROUNDS,
    },
  };
}

interface Loaded {
  readonly load: number;
  readonly whole: number;
  readonly functions: number;
}

async function loadOnce(file: string, env: NodeJS.ProcessEnv): Promise<Loaded> {
  const { stdout } = await promisify(execFile)(process.execPath, [LOADER, file], { env, timeout: 30_000 });
  return JSON.parse(stdout) as Loaded;
}
