// The one place that reads the environment. Reports every mistake at once, each with its cure, and never shows a secret's value.
// Each group of settings has a file in settings/. Local issuers, keys and ids are taken only in local mode, only on loopback, and
// never where Azure runs us.
import type { Policy } from '../approvals/policy/policy.ts';
import { readBaseUrl, readCallbackAllow } from './settings/addresses.ts';
import { type Environment, type Reading, readId, SettingsError } from './settings/environment.ts';
import { type GatewaySettings, readGateway } from './settings/gateway.ts';
import { readBot, readGrantKeys, readKey } from './settings/keys.ts';
import { type LocalSettings, readLocal, readMode } from './settings/local-mode.ts';
import { readPolicy, readPolicyForce } from './settings/policy.ts';
import { readStorage, type StorageSettings } from './settings/storage.ts';
import { refuseWidenedTrust } from './settings/widened-trust.ts';

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
  readonly storage: StorageSettings;
  readonly grantKeys: readonly object[];
  readonly requestIdKey: Uint8Array;
  readonly callbackMaster: Uint8Array;
  readonly policyText: string;
  readonly policy: Policy;
  /** The version of a file that comes into force without an approval. */
  readonly policyForce: string | undefined;
  readonly callbackAllow: readonly string[];
  readonly gateway: GatewaySettings | undefined;
  /** Present in local mode only. */
  readonly local: LocalSettings | undefined;
}

/**
 * Reads and checks all settings and the policy, of this text or of the file. Throws `SettingsError` naming every problem.
 */
export function readSettings(env: Environment = process.env, policyText?: string): Settings {
  const problems: string[] = [];
  const reading: Reading = { env, isLocal: readMode(env, problems), problems };
  const local = readLocal(reading);
  refuseWidenedTrust(reading);
  const read = readPolicy(reading, policyText);
  const settings = {
    tenant: readId(reading, 'COUNTERSIGN_TENANT_ID', 'set it to your Entra tenant id'),
    audience: readId(
      reading,
      'COUNTERSIGN_API_APP_ID',
      'set it to the application id of the Countersign API registration',
    ),
    baseUrl: readBaseUrl(reading),
    botAppId: readId(
      reading,
      'COUNTERSIGN_BOT_APP_ID',
      "set it to the bot's application id; without it nothing could check who clicks",
    ),
    reviewAppId: readId(
      reading,
      'COUNTERSIGN_REVIEW_APP_ID',
      'set it to the application id of the review page, a registration of its own',
    ),
    ...readBot(reading),
    storage: readStorage(reading),
    grantKeys: readGrantKeys(reading),
    requestIdKey: readKey(reading, 'COUNTERSIGN_REQUEST_ID_KEY'),
    callbackMaster: readKey(reading, 'COUNTERSIGN_CALLBACK_MASTER'),
    ...read,
    policyForce: readPolicyForce(reading),
    gateway: readGateway(reading, read.policy),
    callbackAllow: readCallbackAllow(reading),
    local,
  };
  // A token for the page must never be one for the bot: each proves something else.
  if (settings.reviewAppId !== '' && [settings.botAppId, settings.audience].includes(settings.reviewAppId)) {
    problems.push(
      'COUNTERSIGN_REVIEW_APP_ID is the bot or the API itself: give the review page a registration of its own',
    );
  }
  if (settings.botAppId !== '' && settings.botAppId === settings.audience) {
    problems.push('COUNTERSIGN_BOT_APP_ID is the API itself: give the bot an identity of its own');
  }
  // One key for two uses: whoever learned the callback secrets' master could make request ids.
  if (
    settings.callbackMaster.length > 0 &&
    Buffer.from(settings.requestIdKey).equals(settings.callbackMaster)
  ) {
    problems.push('COUNTERSIGN_CALLBACK_MASTER is COUNTERSIGN_REQUEST_ID_KEY again: make one of its own');
  }
  const { policy } = settings;
  if (problems.length > 0 || policy === undefined) throw new SettingsError(problems);
  return { ...settings, policy };
}
