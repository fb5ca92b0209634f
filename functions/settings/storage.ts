// Where the truth is kept: a storage account of Azure, or, in local mode, an emulator on this machine. Never the one in the other:
// local people must not decide real requests, and a published account key must not guard them.
import { isThisMachine } from '../../approvals/this-machine.ts';
import type { Environment, Reading } from './environment.ts';
import { EMULATOR_ACCOUNT } from './local-marks.ts';

/** A connection string, or service addresses for a managed identity. */
export type StorageSettings =
  | { readonly connectionString: string }
  | {
      readonly tables: string;
      readonly queues: string;
      readonly blobs: string;
      readonly clientId: string | undefined;
    };

/** Suffixes of Azure Storage: the public cloud (and its DNS zones), then the sovereign clouds, each by name. */
export const STORAGE_SUFFIXES = [
  'core.windows.net',
  'storage.azure.net',
  'core.usgovcloudapi.net',
  'core.chinacloudapi.cn',
] as const;
const SUFFIX_PATTERN = STORAGE_SUFFIXES.map((each) => each.replaceAll('.', '\\.')).join('|');
const CURE = `use an https address of Azure Storage, like https://ACCOUNT.table.core.windows.net (${STORAGE_SUFFIXES.slice(1).join(', ')} count too)`;

const MANAGED =
  'set COUNTERSIGN_STORAGE__tableServiceUri, COUNTERSIGN_STORAGE__queueServiceUri and COUNTERSIGN_STORAGE__blobServiceUri (managed identity)';

/** The address of storage; every mistake in it becomes a problem that quotes no key. */
export function readStorage({ env, isLocal, problems }: Reading): StorageSettings {
  const connectionString = env.COUNTERSIGN_STORAGE ?? '';
  if (connectionString !== '') {
    problems.push(
      ...(isLocal ? troublesInLocalMode(connectionString) : troublesInAzure(connectionString)).map(
        (trouble) => `COUNTERSIGN_STORAGE ${trouble}`,
      ),
    );
    return { connectionString };
  }
  const tables = readService(env, 'table', isLocal, problems);
  const queues = readService(env, 'queue', isLocal, problems);
  const blobs = readService(env, 'blob', isLocal, problems);
  if (tables === '' || queues === '') {
    problems.push(`COUNTERSIGN_STORAGE is missing: ${MANAGED}, or a connection string`);
  } else if (blobs === '') {
    problems.push(
      "COUNTERSIGN_STORAGE__blobServiceUri is missing: set it to the account's https://ACCOUNT.blob.core.windows.net, where the heads of the record are sealed",
    );
  }
  return { tables, queues, blobs, clientId: env.COUNTERSIGN_STORAGE__clientId };
}

function readService(
  env: Environment,
  service: 'table' | 'queue' | 'blob',
  isLocal: boolean,
  problems: string[],
): string {
  const name = `COUNTERSIGN_STORAGE__${service}ServiceUri`;
  const address = env[name] ?? '';
  if (address === '') return address;
  if (isLocal) {
    problems.push(`${name} is storage in Azure: local mode keeps its state on this machine; remove it`);
  } else if (!isAzure(address, service)) {
    problems.push(`${name} is not Microsoft's: ${CURE}`);
  }
  return address;
}

/** What is wrong with a connection string in Azure: whatever is of an emulator or not Microsoft's. */
function troublesInAzure(connectionString: string): readonly string[] {
  const parts = partsOf(connectionString);
  if (
    ![
      'accountname',
      'accountkey',
      'sharedaccesssignature',
      'usedevelopmentstorage',
      'developmentstorageproxyuri',
    ].some((name) => parts.has(name))
  ) {
    return [`is no connection string: copy the account's own, or ${MANAGED}`];
  }
  if (parts.has('usedevelopmentstorage') || parts.has('developmentstorageproxyuri')) {
    return ['is the local emulator: set the connection string of a storage account in Azure'];
  }
  const troubles: string[] = [];
  if (parts.get('accountname')?.toLowerCase() === EMULATOR_ACCOUNT) {
    troubles.push(
      `is of the emulator's account ${EMULATOR_ACCOUNT}, whose key is published: set a storage account in Azure`,
    );
  }
  const protocol = parts.get('defaultendpointsprotocol') ?? 'https';
  if (protocol !== 'https') {
    troubles.push('has a DefaultEndpointsProtocol that is not https: anyone between could read and write');
  }
  const suffix = parts.get('endpointsuffix') ?? STORAGE_SUFFIXES[0];
  if (!STORAGE_SUFFIXES.some((each) => each === suffix)) {
    troubles.push(
      `has an EndpointSuffix that is not Microsoft's: leave it out, or use ${STORAGE_SUFFIXES.join(', ')}`,
    );
  }
  for (const service of ['table', 'queue', 'blob', 'file'] as const) {
    for (const name of [`${service}endpoint`, `${service}secondaryendpoint`]) {
      const endpoint = parts.get(name);
      if (endpoint !== undefined && !isAzure(endpoint, service)) {
        troubles.push(`has a ${service} endpoint that is not Microsoft's: ${CURE}`);
      }
    }
  }
  return troubles;
}

/** What is wrong with it in local mode: whatever is not on this machine. */
function troublesInLocalMode(connectionString: string): readonly string[] {
  const parts = partsOf(connectionString);
  if (parts.get('usedevelopmentstorage') === 'true' && !parts.has('developmentstorageproxyuri')) return [];
  const blobs = parts.get('blobendpoint');
  const here =
    ['tableendpoint', 'queueendpoint'].every((name) => isHere(parts.get(name) ?? '')) &&
    (blobs === undefined || isHere(blobs));
  return here
    ? []
    : ['is not on this machine: local mode needs UseDevelopmentStorage=true or Azurite on 127.0.0.1'];
}

/** `Name=value;…`; names in small letters, since the SDK does not tell them apart everywhere. */
function partsOf(connectionString: string): ReadonlyMap<string, string> {
  return new Map(
    connectionString.split(';').map((part) => {
      const mark = part.indexOf('=');
      return [part.slice(0, mark).trim().toLowerCase(), part.slice(mark + 1).trim()] as const;
    }),
  );
}

function isAzure(address: string, service: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, port, pathname, search, username } = new URL(address);
  const host = new RegExp(`^([a-z0-9]{3,24})(-secondary)?\\.(z\\d+\\.)?${service}\\.(${SUFFIX_PATTERN})$`);
  const account = host.exec(hostname)?.[1];
  if (account === undefined || account === EMULATOR_ACCOUNT) return false;
  return protocol === 'https:' && port === '' && pathname === '/' && search === '' && username === '';
}

/** Azurite speaks https too, where it was given a certificate. */
const isHere = (address: string): boolean =>
  URL.canParse(address) && isThisMachine(new URL(address).hostname);
