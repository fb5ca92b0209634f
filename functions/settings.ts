// The one place that reads the environment. Reports every mistake at once, each with its cure, and never shows a secret's value.
// Local issuers are taken only in local mode, only on loopback, and never where Azure runs us.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** The stand-ins of this machine, and what Countersign and its bot prove themselves to them with. */
export interface LocalSettings {
  /** The local Entra + Graph. */
  readonly authority: string;
  /** The local Teams. */
  readonly teams: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly botSecret: string;
}

/** All settings, checked. */
export interface Settings {
  readonly tenant: string;
  readonly audience: string;
  readonly baseUrl: string;
  readonly botAppId: string;
  /** The review page's own registration: where a step-up is made. */
  readonly reviewAppId: string;
  readonly botType: 'UserAssignedMSI' | 'SingleTenant';
  readonly botPassword: string | undefined;
  readonly storage:
    | { readonly connectionString: string }
    | { readonly tables: string; readonly queues: string; readonly clientId: string | undefined };
  readonly grantKeys: readonly object[];
  readonly requestIdKey: Uint8Array;
  readonly callbackMaster: Uint8Array;
  readonly policyText: string;
  readonly callbackAllow: readonly string[];
  readonly local: LocalSettings | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Every mistake in the settings, each with its cure. */
export class SettingsError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(
      `Countersign cannot start, ${problems.length} setting(s) are wrong:\n${problems.map((each) => `  - ${each}`).join('\n')}`,
    );
    this.name = 'SettingsError';
    this.problems = problems;
  }
}

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const LOCAL_NAMES = ['AUTHORITY', 'TEAMS', 'CLIENT_ID', 'CLIENT_SECRET', 'BOT_SECRET'].map(
  (name) => `COUNTERSIGN_LOCAL_${name}`,
);

/** Reads and checks all settings. Throws `SettingsError` naming every problem. */
export function readSettings(env: Environment = process.env): Settings {
  const problems: string[] = [];
  const local = readLocal(env, problems);
  const read = (name: string, cure: string): string => {
    const value = env[name]?.trim() ?? '';
    if (value === '') problems.push(`${name} is missing: ${cure}`);
    return value;
  };
  const guid = (name: string, cure: string): string => {
    const value = read(name, cure);
    if (value !== '' && !GUID.test(value)) problems.push(`${name} is not a GUID: ${cure}`);
    return value.toLowerCase();
  };
  const settings: Settings = {
    tenant: guid('COUNTERSIGN_TENANT_ID', 'set it to your Entra tenant id'),
    audience: guid(
      'COUNTERSIGN_API_APP_ID',
      'set it to the application id of the Countersign API registration',
    ),
    baseUrl: readBaseUrl(
      read(
        'COUNTERSIGN_BASE_URL',
        'set it to the public address of this app, e.g. https://countersign.example.com',
      ),
      local,
      problems,
    ),
    botAppId: guid(
      'COUNTERSIGN_BOT_APP_ID',
      "set it to the bot's application id; without it nothing could check who clicks",
    ),
    reviewAppId: guid(
      'COUNTERSIGN_REVIEW_APP_ID',
      'set it to the application id of the review page, a registration of its own',
    ),
    botType: readBotType(env, local, problems),
    botPassword: env.COUNTERSIGN_BOT_PASSWORD,
    storage: readStorage(env, problems),
    grantKeys: readGrantKeys(
      read('COUNTERSIGN_GRANT_KEYS', 'set it to a JSON array of private ES256 JWKs, the signing one first'),
      problems,
    ),
    requestIdKey: readKey(
      read('COUNTERSIGN_REQUEST_ID_KEY', '32 random bytes, base64'),
      'COUNTERSIGN_REQUEST_ID_KEY',
      problems,
    ),
    callbackMaster: readKey(
      read('COUNTERSIGN_CALLBACK_MASTER', '32 random bytes, base64'),
      'COUNTERSIGN_CALLBACK_MASTER',
      problems,
    ),
    policyText: readPolicyText(env.COUNTERSIGN_POLICY_FILE ?? 'countersign.yaml', problems),
    callbackAllow: (env.COUNTERSIGN_CALLBACK_ALLOW ?? '')
      .split(',')
      .map((each) => each.trim())
      .filter((each) => each !== ''),
    local,
  };
  if (problems.length > 0) throw new SettingsError(problems);
  return settings;
}

function readLocal(env: Environment, problems: string[]): LocalSettings | undefined {
  const mode = env.COUNTERSIGN_MODE;
  if (mode !== undefined && mode !== 'local' && mode !== 'azure') {
    problems.push(`COUNTERSIGN_MODE is "${mode}": leave it out in Azure, or set "local"`);
  }
  if (mode !== 'local') {
    const set = LOCAL_NAMES.filter((name) => env[name] !== undefined);
    if (set.length > 0)
      problems.push(
        `${set.join(', ')} would make this app trust local issuers: remove, or set COUNTERSIGN_MODE=local on a developer's machine`,
      );
    return undefined;
  }
  if (env.WEBSITE_INSTANCE_ID !== undefined) {
    problems.push('COUNTERSIGN_MODE=local in Azure would trust local issuers: remove it');
  }
  const [authority, teams, clientId, clientSecret, botSecret] = LOCAL_NAMES.map((name) => {
    const value = env[name] ?? '';
    if (value === '') problems.push(`${name} is missing: npm start sets it`);
    return value;
  });
  for (const [name, address] of [
    ['COUNTERSIGN_LOCAL_AUTHORITY', authority],
    ['COUNTERSIGN_LOCAL_TEAMS', teams],
  ]) {
    if (address && !isLoopback(address)) problems.push(`${name} must be an http address on 127.0.0.1`);
  }
  return {
    authority: stripSlash(authority ?? ''),
    teams: stripSlash(teams ?? ''),
    clientId: clientId ?? '',
    clientSecret: clientSecret ?? '',
    botSecret: botSecret ?? '',
  };
}

function readBaseUrl(value: string, local: LocalSettings | undefined, problems: string[]): string {
  if (value === '') return value;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  // Addresses are made by adding a path: a query or a user in between would end up in every one of them.
  const bare = url !== undefined && url.href === `${url.origin}/`;
  if (bare && (url.protocol === 'https:' || (local !== undefined && isLoopback(value)))) return url.origin;
  problems.push('COUNTERSIGN_BASE_URL must be an https address without path, query or user');
  return value;
}

function readBotType(
  env: Environment,
  local: LocalSettings | undefined,
  problems: string[],
): Settings['botType'] {
  const type = env.COUNTERSIGN_BOT_TYPE ?? 'UserAssignedMSI';
  if (type !== 'UserAssignedMSI' && type !== 'SingleTenant') {
    problems.push(`COUNTERSIGN_BOT_TYPE is "${type}": use UserAssignedMSI (no secret) or SingleTenant`);
    return 'UserAssignedMSI';
  }
  if (type === 'SingleTenant' && local === undefined && !env.COUNTERSIGN_BOT_PASSWORD) {
    problems.push(
      'COUNTERSIGN_BOT_PASSWORD is missing: a SingleTenant bot needs its secret; UserAssignedMSI needs none',
    );
  }
  return type;
}

function readStorage(env: Environment, problems: string[]): Settings['storage'] {
  const connectionString = env.COUNTERSIGN_STORAGE ?? '';
  const tables = env.COUNTERSIGN_STORAGE__tableServiceUri ?? '';
  const queues = env.COUNTERSIGN_STORAGE__queueServiceUri ?? '';
  if (connectionString !== '') return { connectionString };
  if (tables === '' || queues === '') {
    problems.push(
      'COUNTERSIGN_STORAGE is missing: set COUNTERSIGN_STORAGE__tableServiceUri and COUNTERSIGN_STORAGE__queueServiceUri (managed identity), or a connection string',
    );
  }
  return { tables, queues, clientId: env.COUNTERSIGN_STORAGE__clientId };
}

function readGrantKeys(value: string, problems: string[]): readonly object[] {
  if (value === '') return [];
  try {
    const keys: unknown = JSON.parse(value);
    if (
      Array.isArray(keys) &&
      keys.length > 0 &&
      keys.every((key) => key?.kty === 'EC' && key.crv === 'P-256' && typeof key.d === 'string')
    )
      return keys;
  } catch {
    // Said below: the parser's own words could quote the key.
  }
  problems.push('COUNTERSIGN_GRANT_KEYS is not a JSON array of private P-256 JWKs');
  return [];
}

function readKey(value: string, name: string, problems: string[]): Uint8Array {
  const bytes = Buffer.from(value, 'base64');
  if (value !== '' && bytes.length < 32)
    problems.push(`${name} is too short: it must be at least 32 bytes, base64`);
  return bytes;
}

function readPolicyText(file: string, problems: string[]): string {
  try {
    return readFileSync(resolve(file), 'utf8');
  } catch {
    problems.push(
      `COUNTERSIGN_POLICY_FILE: ${resolve(file)} cannot be read; without a policy nothing may be asked`,
    );
    return '';
  }
}

function isLoopback(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return (
    protocol === 'http:' && (hostname === '127.0.0.1' || hostname === 'localhost' || hostname === '[::1]')
  );
}

const stripSlash = (address: string): string => address.replace(/\/$/, '');
