// `npm run secrets`: has the app in Azure read its three secrets from the vault again, and waits until it can. azd runs it before it
// deploys. The platform looks at them once a day by itself: at the first deployment they were made after the settings that name them,
// and after a rotation the old ones would stay. Changes nothing and sees no secret, only whether each was found.
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { runInstalled, runStandIn } from '../dist/setup/tools/run-tool.js';

const USAGE = `Use: npm run secrets [-- --wait SECONDS]
  --wait SECONDS   how long to try: a role takes some minutes to have effect (300)
  --az SCRIPT      a Node script in place of the Azure CLI
Needs AZURE_SUBSCRIPTION_ID, AZURE_RESOURCE_GROUP and COUNTERSIGN_FUNCTION_APP, which azd sets for its hooks.`;
const SECRETS = {
  COUNTERSIGN_GRANT_KEYS: 'grant-keys',
  COUNTERSIGN_REQUEST_ID_KEY: 'request-id-key',
  COUNTERSIGN_CALLBACK_MASTER: 'callback-master',
};
const API = 'api-version=2022-03-01';
const BETWEEN_MS = 10_000;
const RESOLVED = 'Resolved';

const { values } = readArguments();
if (values.help) {
  console.log(USAGE);
  process.exit(0);
}
const az = values.az === undefined ? runInstalled : runStandIn(values.az);
const references = `${siteId()}/config/configreferences/appsettings`;
try {
  await waitForSecrets(Date.now() + Number(values.wait ?? 300) * 1000);
} catch (error) {
  stop([error.message, ...(error.cure === undefined ? [] : [error.cure])]);
}

async function waitForSecrets(until) {
  for (;;) {
    await rest('post', `${references}/refresh?${API}`);
    const states = readStates(await rest('get', `${references}?${API}`));
    const missing = Object.keys(SECRETS).filter((name) => states.get(name) !== RESOLVED);
    if (missing.length === 0) {
      console.log(`The app has its secrets: ${Object.values(SECRETS).join(', ')}.`);
      return;
    }
    if (Date.now() + BETWEEN_MS > until) stop(missing.map((name) => troubleWith(name, states.get(name))));
    console.log(
      `Waiting for ${missing.map((name) => `${SECRETS[name]} (${states.get(name) ?? 'unknown'})`).join(', ')} ...`,
    );
    await pause(BETWEEN_MS);
  }
}

async function rest(method, url) {
  // Without a host, `az` asks the Azure Resource Manager of the cloud it is signed in to.
  const { code, stdout, stderr } = await az('az', [
    'rest',
    '--method',
    method,
    '--url',
    url,
    '--output',
    'json',
  ]);
  if (code !== 0)
    stop([`az rest --method ${method} --url ${url} failed:`, stderr.trim(), 'Signed in? az login']);
  return stdout;
}

/** Setting -> state. The platform has answered in both of these forms. */
function readStates(text) {
  const { value = [], properties = {} } = text.trim() === '' ? {} : JSON.parse(text);
  return new Map([
    ...Object.entries(properties.keyToReferenceStatuses ?? {}).map(([name, { status }]) => [name, status]),
    ...value.map((each) => [each.name, each.properties?.status]),
  ]);
}

function troubleWith(name, state) {
  const secret = SECRETS[name];
  if (state === 'SecretNotFound')
    return `${secret} is not in the vault: npm run setup -- --after-provision puts it there.`;
  if (state === 'AccessToKeyVaultDenied')
    return `The app may not read ${secret}: azd provision gives its identity the role; it takes some minutes to have effect.`;
  if (state === undefined) return `${name} is no reference to the vault: azd provision sets it.`;
  return `${secret} was not found by the app (${state}): look at ${name} in the portal, Environment variables.`;
}

function siteId() {
  const names = ['AZURE_SUBSCRIPTION_ID', 'AZURE_RESOURCE_GROUP', 'COUNTERSIGN_FUNCTION_APP'];
  const missing = names.filter((name) => !process.env[name]);
  if (missing.length > 0)
    stop([
      `${missing.join(', ')} is missing: provision first (azd provision), or set what azd env get-values shows.`,
    ]);
  const [subscription, group, app] = names.map((name) => encodeURIComponent(process.env[name]));
  return `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.Web/sites/${app}`;
}

function readArguments() {
  try {
    return parseArgs({
      options: { wait: { type: 'string' }, az: { type: 'string' }, help: { type: 'boolean' } },
    });
  } catch (error) {
    return stop([error.message, USAGE]);
  }
}

function stop(lines) {
  console.error(lines.join('\n'));
  process.exit(1);
}
