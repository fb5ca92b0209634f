// The environment of the Functions app on one machine: every setting of functions/settings.ts, aimed at the local stand-ins.
import { AUDIENCE, BOT_APP_ID, GATEWAY_ID, REVIEW_APP_ID, TENANT } from '../directory.ts';
import type { Credentials } from '../entra/start.ts';
import type { Keys } from './keys.ts';
import type { Ports } from './ports.ts';

/** What the settings are made of. */
export interface AppEnvironmentParts {
  readonly ports: Ports;
  readonly keys: Keys;
  readonly connectionString: string;
  readonly policyFile: string;
  readonly service: Credentials;
  readonly bot: Credentials;
  /** The gateway's own at the local Entra ID, and its credential at the cluster. */
  readonly gateway: { readonly secret: string; readonly cluster: string };
  /** Does the local Teams refuse what is more than Teams takes? */
  readonly teamsLimits: boolean;
}

/** The settings as environment variables. */
export function appEnvironment(parts: AppEnvironmentParts): Readonly<Record<string, string>> {
  const { ports, keys, connectionString, policyFile, service, bot, gateway, teamsLimits } = parts;
  return {
    COUNTERSIGN_MODE: 'local',
    COUNTERSIGN_TENANT_ID: TENANT,
    COUNTERSIGN_API_APP_ID: AUDIENCE,
    COUNTERSIGN_BASE_URL: loopback(ports.functions),
    COUNTERSIGN_BOT_APP_ID: BOT_APP_ID,
    COUNTERSIGN_REVIEW_APP_ID: REVIEW_APP_ID,
    COUNTERSIGN_STORAGE: connectionString,
    AzureWebJobsStorage: connectionString,
    COUNTERSIGN_GRANT_KEYS: JSON.stringify(keys.grantKeys),
    COUNTERSIGN_REQUEST_ID_KEY: keys.requestIdKey,
    COUNTERSIGN_CALLBACK_MASTER: keys.callbackMaster,
    COUNTERSIGN_POLICY_FILE: policyFile,
    COUNTERSIGN_CALLBACK_ALLOW: `127.0.0.1:${ports.agent}`,
    COUNTERSIGN_LOCAL_AUTHORITY: loopback(ports.entra),
    COUNTERSIGN_LOCAL_TEAMS: loopback(ports.teams),
    COUNTERSIGN_LOCAL_TEAMS_LIMITS: teamsLimits ? 'on' : 'off',
    COUNTERSIGN_LOCAL_CLIENT_ID: service.clientId,
    COUNTERSIGN_LOCAL_CLIENT_SECRET: service.secret,
    COUNTERSIGN_LOCAL_BOT_SECRET: bot.secret,
    COUNTERSIGN_GATEWAY_CLIENT_ID: GATEWAY_ID,
    COUNTERSIGN_LOCAL_GATEWAY_SECRET: gateway.secret,
    COUNTERSIGN_TARGET_CLUSTER: gateway.cluster,
  };
}

/** An address on this machine. */
export function loopback(port: number): string {
  return `http://127.0.0.1:${port}`;
}
