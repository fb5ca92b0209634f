// Settings as they should be, for an app in Azure and for one on this machine, and a policy file for each. Tests spoil one thing at a time.
import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { SettingsError } from '../../../functions/settings/environment.ts';
import { readSettings } from '../../../functions/settings.ts';
import { AUDIENCE, BOT_APP_ID, GATEWAY_ID, REVIEW_APP_ID, TENANT } from '../../../local/directory.ts';
import { readKeys } from '../../../local/start/keys.ts';
import { POLICY_FILE } from '../../../local/start/project.ts';

export type Environment = Record<string, string | undefined>;

const folder = mkdtempSync(join(tmpdir(), 'settings-'));
after(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;

/** A policy file with this text; gives its path. */
export function policyFile(text: string): string {
  files += 1;
  const file = join(folder, `policy-${files}.yaml`);
  writeFileSync(file, text);
  return file;
}

/** The shipped policy, as somebody fills it in for a tenant of their own. */
export const DEMO_POLICY: string = readFileSync(POLICY_FILE, 'utf8');
export const REAL_POLICY: string = DEMO_POLICY.replaceAll(
  '7c0ffee0-0000-4000-8000-',
  '3f6d2b91-5a70-4c1e-9d28-',
).replace('url: http://127.0.0.1:3982', 'url: https://api.cluster.contoso.example');
/** A path where nothing is. */
export const NOWHERE: string = join(folder, 'nowhere.yaml');

/** A key pair of this run. */
export const JWK = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
export const OTHER_JWK = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
  format: 'jwk',
});
const key = (n: number): string => createHash('sha256').update(`key ${n}`).digest('base64');
export const REQUEST_ID_KEY: string = key(7);
export const CALLBACK_MASTER: string = key(8);

/** Keys as npm start makes them. */
export const LOCAL_KEYS = await readKeys(undefined);

export const REAL_IDS = {
  tenant: '0d5d8e4b-9c8f-4d1e-8a55-2f3a4b5c6d7e',
  audience: '1a2b3c4d-9c8f-4d1e-8a55-2f3a4b5c6d7e',
  bot: '2b3c4d5e-9c8f-4d1e-8a55-2f3a4b5c6d7e',
  gateway: '4d5e6f70-9c8f-4d1e-8a55-2f3a4b5c6d7e',
  review: '3c4d5e6f-9c8f-4d1e-8a55-2f3a4b5c6d7e',
};

export const AZURE: Environment = {
  COUNTERSIGN_TENANT_ID: REAL_IDS.tenant.toUpperCase(),
  COUNTERSIGN_API_APP_ID: REAL_IDS.audience,
  COUNTERSIGN_BASE_URL: 'https://countersign.example.com/',
  COUNTERSIGN_BOT_APP_ID: REAL_IDS.bot,
  COUNTERSIGN_REVIEW_APP_ID: REAL_IDS.review,
  COUNTERSIGN_STORAGE__tableServiceUri: 'https://contoso.table.core.windows.net',
  COUNTERSIGN_STORAGE__queueServiceUri: 'https://contoso.queue.core.windows.net/',
  COUNTERSIGN_STORAGE__blobServiceUri: 'https://contoso.blob.core.windows.net/',
  COUNTERSIGN_GRANT_KEYS: JSON.stringify([JWK]),
  COUNTERSIGN_REQUEST_ID_KEY: REQUEST_ID_KEY,
  COUNTERSIGN_CALLBACK_MASTER: CALLBACK_MASTER,
  COUNTERSIGN_POLICY_FILE: policyFile(REAL_POLICY),
  COUNTERSIGN_GATEWAY_CLIENT_ID: REAL_IDS.gateway,
  COUNTERSIGN_TARGET_CLUSTER: 'what-the-cluster-lets-in',
};

export const LOCAL: Environment = {
  COUNTERSIGN_MODE: 'local',
  COUNTERSIGN_TENANT_ID: TENANT,
  COUNTERSIGN_API_APP_ID: AUDIENCE,
  COUNTERSIGN_BASE_URL: 'http://127.0.0.1:7071',
  COUNTERSIGN_BOT_APP_ID: BOT_APP_ID,
  COUNTERSIGN_REVIEW_APP_ID: REVIEW_APP_ID,
  COUNTERSIGN_STORAGE: 'UseDevelopmentStorage=true',
  COUNTERSIGN_GRANT_KEYS: JSON.stringify(LOCAL_KEYS.grantKeys),
  COUNTERSIGN_REQUEST_ID_KEY: LOCAL_KEYS.requestIdKey,
  COUNTERSIGN_CALLBACK_MASTER: LOCAL_KEYS.callbackMaster,
  COUNTERSIGN_POLICY_FILE: policyFile(DEMO_POLICY),
  COUNTERSIGN_CALLBACK_ALLOW: '127.0.0.1:3983',
  COUNTERSIGN_GATEWAY_CLIENT_ID: GATEWAY_ID,
  COUNTERSIGN_LOCAL_GATEWAY_SECRET: 'local-secret-of-the-gateway',
  COUNTERSIGN_TARGET_CLUSTER: 'local-secret-of-the-cluster',
  COUNTERSIGN_LOCAL_AUTHORITY: 'http://127.0.0.1:3980/',
  COUNTERSIGN_LOCAL_TEAMS: 'http://localhost:3979',
  COUNTERSIGN_LOCAL_CLIENT_ID: 'c',
  COUNTERSIGN_LOCAL_CLIENT_SECRET: 'shh-of-the-app',
  COUNTERSIGN_LOCAL_BOT_SECRET: 'shh-of-the-bot',
};

/** Everything a start with these settings would be told. */
export function problems(env: Environment): readonly string[] {
  try {
    readSettings(env);
    return [];
  } catch (error) {
    assert.ok(error instanceof SettingsError);
    for (const problem of error.problems) assert.ok(error.message.includes(problem));
    return error.problems;
  }
}
