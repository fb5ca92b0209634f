// Has the app in Azure read its three secrets from the vault again, and waits until it can. The platform looks at them once a day by
// itself: at the first deployment they were made after the settings that name them, and after a rotation the old ones would stay.
// Changes nothing and sees no secret, only whether each was found.
import { z } from 'zod';
import { SetupFault } from '../faults.ts';
import { SECRETS } from '../steps/secrets.ts';
import type { Sleep } from '../tools/graph.ts';
import { lastWords } from '../tools/graph-error.ts';
import type { RunTool } from '../tools/run-tool.ts';

/** What it works with. */
export interface Ground {
  readonly run: RunTool;
  readonly sleep: Sleep;
  /** Milliseconds, of any beginning. */
  readonly now: () => number;
}

/** Which app: its id in Azure. */
export type Site = string & { readonly brand: 'site' };

const NAMES = ['AZURE_SUBSCRIPTION_ID', 'AZURE_RESOURCE_GROUP', 'COUNTERSIGN_FUNCTION_APP'] as const;
const API = 'api-version=2022-03-01';
const BETWEEN_MS = 10_000;
const RESOLVED = 'Resolved';

/** The app, by the values azd sets for its hooks. Throws `SetupFault` where one is missing. */
export function siteIn(env: Readonly<Record<string, string | undefined>>): Site {
  const missing = NAMES.filter((name) => (env[name] ?? '') === '');
  if (missing.length > 0) {
    throw new SetupFault(
      `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing.`,
      'Provisioned already? Choose the environment (azd env select NAME) and export what azd env get-values shows. Else: azd env new NAME, npm run setup, azd up.',
    );
  }
  const [subscription, group, app] = NAMES.map((name) => encodeURIComponent(env[name] ?? ''));
  return `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.Web/sites/${app}` as Site;
}

/** What is wrong with each secret the app does not find within `waitMs`, with its cure; none: it has all three. Throws `SetupFault`. */
export async function readSecretsAgain(
  { run, sleep, now }: Ground,
  site: Site,
  waitMs: number,
): Promise<readonly string[]> {
  const references = `${site}/config/configreferences/appsettings`;
  const until = now() + waitMs;
  for (;;) {
    await rest(run, 'post', `${references}/refresh?${API}`);
    const states = readStates(await rest(run, 'get', `${references}?${API}`));
    const missing = SECRETS.filter(({ setting }) => states.get(setting) !== RESOLVED);
    if (missing.length === 0) return [];
    if (now() + BETWEEN_MS > until)
      return missing.map((secret) => troubleWith(secret, states.get(secret.setting)));
    const waitingFor = missing.map(({ name, setting }) => `${name} (${states.get(setting) ?? 'unknown'})`);
    await sleep(BETWEEN_MS, waitingFor.join(', '));
  }
}

async function rest(run: RunTool, method: 'get' | 'post', url: string): Promise<string> {
  // Without a host, `az` asks the Azure Resource Manager of the cloud it is signed in to.
  const { code, stdout, stderr } = await run('az', [
    ...['rest', '--method', method, '--url', url, '--output', 'json'],
  ]);
  if (code === 0) return stdout;
  throw new SetupFault(
    `az rest --method ${method} --url ${url} failed: ${lastWords(stderr)}`,
    'Signed in? az login',
  );
}

const stateSchema = z.object({ status: z.string().nullish() });
/** The platform has answered in both of these forms. */
const statesSchema = z.object({
  value: z.array(z.object({ name: z.string(), properties: stateSchema.nullish() })).default([]),
  properties: z.object({ keyToReferenceStatuses: z.record(z.string(), stateSchema).nullish() }).nullish(),
});

/** Setting -> state. */
function readStates(text: string): ReadonlyMap<string, string | null | undefined> {
  const { value, properties } = statesSchema.parse(text.trim() === '' ? {} : JSON.parse(text));
  return new Map([
    ...Object.entries(properties?.keyToReferenceStatuses ?? {}).map(
      ([name, { status }]) => [name, status] as const,
    ),
    ...value.map((each) => [each.name, each.properties?.status] as const),
  ]);
}

function troubleWith({ name, setting }: (typeof SECRETS)[number], state: string | null | undefined): string {
  if (state === 'SecretNotFound')
    return `${name} is not in the vault: npm run setup -- --after-provision puts it there.`;
  if (state === 'AccessToKeyVaultDenied')
    return `The app may not read ${name}: azd provision gives its identity the role; it takes some minutes to have effect.`;
  if (state === undefined || state === null)
    return `${setting} is no reference to the vault: azd provision sets it.`;
  return `${name} was not found by the app (${state}): look at ${setting} in the portal, Environment variables.`;
}
