// What the gateway works with: whose identity it shows, the secrets that targets of the policy name, and where no target may ever lie:
// our own storage, Key Vault, this app, and whatever gives out identities. A call out must never be a way in.
import { isIP } from 'node:net';
import type { Target } from '../../approvals/policy/member/targets.ts';
import type { Policy } from '../../approvals/policy/policy.ts';
import { isThisMachine } from '../../approvals/this-machine.ts';
import { endpointOf } from '../../outbound/allowed-addresses.ts';
import { mayBeListed } from '../../outbound/public-address.ts';
import { type Environment, type Reading, readId, readText } from './environment.ts';
import { LOCAL_SECRET } from './local-marks.ts';
import { STORAGE_SUFFIXES } from './storage.ts';

/** Present when the policy names targets. */
export interface GatewaySettings {
  /** Client id of the identity that asks as enforcer and is shown to targets. */
  readonly clientId: string;
  /** Local mode: what the local Entra ID knows it by. */
  readonly localSecret: string | undefined;
  /** Secrets by the name of the target. */
  readonly secrets: ReadonlyMap<string, string>;
}

const GIVES_IDENTITIES =
  /(?:^|\.)(?:login\.microsoftonline\.(?:com|us)|login\.partner\.microsoftonline\.cn|login\.chinacloudapi\.cn|login\.windows\.net|login\.microsoft\.com|login\.live\.com|sts\.windows\.net)$/;
const HOLDS_KEYS = /\.(?:vault|managedhsm)\.(?:azure\.net|usgovcloudapi\.net|azure\.cn|microsoftazure\.de)$/;
/** Where the emulator listens that UseDevelopmentStorage=true means. */
const EMULATOR = ['127.0.0.1:10000', '127.0.0.1:10001', '127.0.0.1:10002'];
/** Shorter ones could not be told from other words of an answer. */
const SHORTEST_SECRET = 12;
const SECRET = /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/;

/** Reads them, and refuses targets that lie where none may. */
export function readGateway(reading: Reading, policy: Policy | undefined): GatewaySettings | undefined {
  const targets = [...(policy?.targets.values() ?? [])];
  if (targets.length === 0) return undefined;
  const { problems, isLocal } = reading;
  for (const target of targets) {
    const trouble = placeTrouble(reading, target);
    if (trouble !== undefined) problems.push(`countersign.yaml: targets.${target.name}.url ${trouble}`);
  }
  return {
    clientId: readId(
      reading,
      'COUNTERSIGN_GATEWAY_CLIENT_ID',
      "set it to the client id of the gateway's own managed identity; countersign.yaml names targets",
    ),
    localSecret: isLocal
      ? readText(reading, 'COUNTERSIGN_LOCAL_GATEWAY_SECRET', 'npm start sets it')
      : undefined,
    secrets: new Map(
      targets.flatMap(({ name, credential }) =>
        credential?.kind === 'secret' ? [[name, readSecret(reading, credential.setting)] as const] : [],
      ),
    ),
  };
}

function readSecret(reading: Reading, name: string): string {
  const { problems, isLocal } = reading;
  const value = readText(reading, name, 'a target in countersign.yaml names it: set it to the secret');
  if (value === '') return value;
  if (!SECRET.test(value) || value.length < SHORTEST_SECRET)
    problems.push(`${name} is no secret for a header: at least ${SHORTEST_SECRET} visible ASCII characters`);
  if (!isLocal && value.startsWith(LOCAL_SECRET))
    problems.push(`${name} is a secret of the local demo world: set the real one`);
  return value;
}

/** Why no target may lie there. */
function placeTrouble({ env, isLocal }: Reading, { url }: Target): string | undefined {
  const place = new URL(url);
  const name = place.hostname.replace(/\.+$/, '');
  const literal = name.replace(/^\[|\]$/g, '');
  const where = oneName(endpointOf(place));
  if (!isLocal && (isThisMachine(name) || /(?:^127\.|\.localhost$)/.test(name)))
    return 'is on this machine: outside local mode nothing but the platform is there; take the target out, or put in its real address';
  if (isIP(literal) !== 0 && !mayBeListed(literal)) return "is an address of the platform's own machinery";
  if (GIVES_IDENTITIES.test(name) || identityEndpoints(env).includes(where))
    return 'gives out identities: no target may lie there';
  if (HOLDS_KEYS.test(name)) return 'is a Key Vault: no target may lie there';
  if (isOwnStorage(env, name, where)) return "is Countersign's own storage: no target may lie there";
  if (isThisApp(env, name, where)) return 'is Countersign itself: no target may lie there';
  return undefined;
}

const identityEndpoints = (env: Environment): readonly string[] =>
  ['IDENTITY_ENDPOINT', 'MSI_ENDPOINT', 'COUNTERSIGN_LOCAL_AUTHORITY', 'COUNTERSIGN_LOCAL_TEAMS'].flatMap(
    (name) => endpoint(env[name]),
  );

/** The app by its own address and by the ones that the platform gives it, the one for deploying too. */
function isThisApp(env: Environment, name: string, where: string): boolean {
  if (endpoint(env.COUNTERSIGN_BASE_URL).includes(where)) return true;
  const own = (env.WEBSITE_HOSTNAME ?? '').toLowerCase().replace(/:\d+$/, '');
  const site = (env.WEBSITE_SITE_NAME ?? '').toLowerCase();
  return (own !== '' && name === own) || (site !== '' && name === `${site}.scm.azurewebsites.net`);
}

function isOwnStorage(env: Environment, name: string, where: string): boolean {
  const settings = Object.entries(env).flatMap(([key, value]) =>
    value !== undefined && /^(?:COUNTERSIGN_STORAGE|AzureWebJobsStorage)(?:__|$)/.test(key) ? [value] : [],
  );
  if (settings.some((each) => /UseDevelopmentStorage=true/i.test(each)) && EMULATOR.includes(where))
    return true;
  const addresses = settings.flatMap((each) => each.match(/https?:\/\/[^;\s]+/g) ?? []);
  if (addresses.flatMap(endpoint).includes(where)) return true;
  // An account answers under one name for each of its services.
  const accounts = [
    ...addresses.map((each) => new URL(each).hostname.split('.', 1)[0]),
    ...settings.map((each) => /(?:^|;)AccountName=([^;]+)/i.exec(each)?.[1]?.toLowerCase()),
    env.AzureWebJobsStorage__accountName?.toLowerCase(),
  ].map((each) => each?.replace(/-secondary$/, ''));
  const account = name.split('.', 1)[0]?.replace(/-secondary$/, '');
  return STORAGE_SUFFIXES.some((suffix) => name.endsWith(`.${suffix}`)) && accounts.includes(account);
}

/** `host:port` of an address, or nothing. */
const endpoint = (address: string | undefined): readonly string[] =>
  address === undefined || !URL.canParse(address) ? [] : [oneName(endpointOf(new URL(address)))];

/** This machine has several names: on one that is a developer's, they all mean the same. */
const oneName = (endpoint: string): string =>
  endpoint.replace(/^(?:localhost|\[::1\]|127\.[0-9.]+)(?=:)/, '127.0.0.1');
