// What the gateway works with: the way to its targets, and how each of them is shown who calls. No credential leaves this file but on its
// way into a call.
import type { Target } from '../approvals/policy/member/targets.ts';
import { createAppToken, type GetToken } from '../entra/graph-token.ts';
import { type ConnectTarget, createConnectTarget } from '../outbound/target.ts';
import type { Settings } from './settings.ts';

/** A header that proves the gateway to a target. `secret` is what of it must never come back. */
export interface Proof {
  readonly header: string;
  readonly value: string;
  readonly secret: string;
}

/** The gateway as enforcer, and its hands. */
export interface GatewayParts {
  readonly enforcer: { readonly clientId: string; readonly name: string };
  readonly connect: ConnectTarget;
  /** Throws `AppTokenFault` when the identity's token cannot be had. */
  readonly proofFor: (target: Target) => Promise<Proof | undefined>;
}

/** Its name in records and on cards. */
const NAME = 'gateway';

/** `undefined` when the policy names no target. */
export function buildGateway(settings: Settings): GatewayParts | undefined {
  const { gateway, local, tenant, policy } = settings;
  if (gateway === undefined) return undefined;
  const { clientId, secrets, localSecret = '' } = gateway;
  const tokens = new Map<string, GetToken>();
  for (const { credential } of policy.targets.values()) {
    if (credential?.kind !== 'identity') continue;
    const scope = `${credential.resource}/.default`;
    const source =
      local === undefined
        ? ({ mode: 'managed-identity', clientId, scope } as const)
        : ({
            mode: 'local',
            tokenUrl: `${local.authority}/${tenant}/oauth2/v2.0/token`,
            clientId,
            secret: localSecret,
            scope,
          } as const);
    tokens.set(credential.resource, createAppToken(source));
  }
  return {
    enforcer: { clientId, name: NAME },
    connect: createConnectTarget({ allowLoopback: local !== undefined }),
    proofFor: async ({ name, credential }) => {
      if (credential === undefined) return undefined;
      if (credential.kind === 'secret') {
        const { header, scheme } = credential;
        const secret = secrets.get(name) ?? '';
        return { header, secret, value: scheme === undefined ? secret : `${scheme} ${secret}` };
      }
      const secret = (await tokens.get(credential.resource)?.()) ?? '';
      return { header: 'authorization', secret, value: `Bearer ${secret}` };
    },
  };
}
