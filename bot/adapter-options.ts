// What the adapter must be told, and what it refuses to start with.
export interface AdapterOptions {
  /** The bot's app id in Entra. */
  readonly appId: string;
  readonly tenant: string;
  readonly type: 'UserAssignedMSI' | 'SingleTenant' | 'MultiTenant';
  /** For the two types that are not a managed identity. */
  readonly password?: string;
  /** A Teams on this machine. The same checks run, against its keys. */
  readonly local?: {
    readonly openIdMetadataUrl: string;
    readonly getToken: () => Promise<string>;
    /** Its origins; see service-url.ts. */
    readonly serviceUrls: readonly string[];
  };
  /** Hosts of the Bot Connector, instead of the known ones. */
  readonly serviceUrlHosts?: readonly string[];
  readonly sendTimeoutMs?: number;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

const ID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Throws a `TypeError` that names the cure. */
export function refuseBadOptions({ appId, tenant, type, password, local }: AdapterOptions): void {
  // With an empty app id botbuilder lets everybody in.
  if (!ID.test(appId))
    throw new TypeError('The bot needs its app id: the client id of its registration in Entra.');
  if (!ID.test(tenant)) throw new TypeError('The bot needs the id of its Entra tenant.');
  if (local !== undefined) return;
  if (type === 'UserAssignedMSI' && password !== undefined) {
    throw new TypeError(
      'A bot with a managed identity has no password: remove it, or set the type SingleTenant.',
    );
  }
  if (type !== 'UserAssignedMSI' && !password) {
    throw new TypeError(
      `A bot of type ${type} needs its password: a client secret of its registration in Entra.`,
    );
  }
}
