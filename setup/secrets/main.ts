// `npm run secrets`: azd runs it before it deploys, since an app that does not find its secrets does not start.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { SetupFault } from '../faults.ts';
import { SECRETS } from '../steps/secrets.ts';
import { runInstalled } from '../tools/run-tool.ts';
import { readSecretsAgain, siteIn } from './read-again.ts';

const USAGE = `Use: npm run secrets [-- --wait SECONDS]
  --wait SECONDS   how long to try: a role takes some minutes to have effect (300)
Needs AZURE_SUBSCRIPTION_ID, AZURE_RESOURCE_GROUP and COUNTERSIGN_FUNCTION_APP, which azd sets for its hooks.`;

// The compiled script lies in dist/setup/secrets/.
const folder = fileURLToPath(new URL('../../../', import.meta.url));
const ground = {
  run: runInstalled(folder),
  sleep: async (ms: number, why: string) => {
    console.log(`Waiting for ${why} ...`);
    await new Promise((resolve) => setTimeout(resolve, ms));
  },
  now: () => performance.now(),
};

process.exitCode = await main();

async function main(): Promise<0 | 1 | 2> {
  const asked = readArguments();
  if ('wrong' in asked) return complain(2, [asked.wrong, USAGE]);
  if (asked.help) {
    console.log(USAGE);
    return 0;
  }
  try {
    const troubles = await readSecretsAgain(ground, siteIn(process.env), asked.waitMs);
    if (troubles.length > 0) return complain(1, troubles);
    console.log(`The app has its secrets: ${SECRETS.map(({ name }) => name).join(', ')}.`);
    return 0;
  } catch (error) {
    if (!(error instanceof SetupFault)) throw error;
    return complain(1, [error.message, error.cure]);
  }
}

function readArguments(): { readonly help: boolean; readonly waitMs: number } | { readonly wrong: string } {
  try {
    const { values } = parseArgs({
      options: { wait: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    });
    const wait = values.wait ?? '300';
    if (!/^\d{1,5}$/.test(wait)) return { wrong: `--wait takes seconds, not "${wait}".` };
    return { help: values.help === true, waitMs: Number(wait) * 1000 };
  } catch (error) {
    return { wrong: error instanceof Error ? error.message : String(error) };
  }
}

function complain<T>(code: T, lines: readonly string[]): T {
  console.error(lines.join('\n'));
  return code;
}
