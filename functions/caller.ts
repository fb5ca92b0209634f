// Who is calling: a verified token and what the registry in countersign.yaml says of it. What a caller may do is decided by app roles
// and scopes alone; the registry gives names, owners and callback addresses.
import type { HttpRequest } from '@azure/functions';
import { type Policy, registeredAgent, registeredEnforcer } from '../approvals/policy/policy.ts';
import { type Answer, accept, type Refusal, refuse } from '../approvals/refusal.ts';
import { instant } from '../approvals/time.ts';
import type { Agent, Person, SignIn } from '../approvals/words.ts';
import type { VerifyCaller } from '../entra/token-verifier.ts';

/** An agent that asks for itself. */
export interface AgentCaller {
  readonly kind: 'agent';
  readonly clientId: string;
  readonly name: string;
  readonly agent: Agent;
}
/** An enforcer that asks for agents, on resources of these types. */
export interface EnforcerCaller {
  readonly kind: 'enforcer';
  readonly clientId: string;
  readonly name: string;
  readonly resourceTypes: readonly string[];
}
/** A person, through whatever app. */
export interface PersonCaller {
  readonly kind: 'person';
  readonly person: Person;
  readonly scopes: readonly string[];
  readonly roles: readonly string[];
  /** The app that holds the person's token. */
  readonly clientId: string;
  readonly signIn: SignIn;
}
/** A workload that may neither ask nor enforce: an auditor's, an administrator's. */
export interface OtherWorkload {
  readonly kind: 'workload';
  readonly clientId: string;
  readonly roles: readonly string[];
}
/** Whoever calls, known for certain. */
export type Caller = AgentCaller | EnforcerCaller | PersonCaller | OtherWorkload;

/** The app role of those who administer, and of their software. */
export const ADMIN_ROLE = 'Approvals.Admin';

/** Who calls; or 401 with its reason; or 403 as a refusal. */
export type Identified =
  | { readonly ok: true; readonly caller: Caller }
  | { readonly ok: false; readonly unauthenticated: string }
  | { readonly ok: false; readonly refusal: Refusal };

/** Who may ask for an approval: an agent, or an enforcer for one. Refusal: `not_permitted`. */
export const agentOrEnforcer = (caller: Caller): Answer<AgentCaller | EnforcerCaller> =>
  caller.kind === 'agent' || caller.kind === 'enforcer'
    ? accept(caller)
    : refuse({ reason: 'not_permitted', needs: 'the app role Requests.Create or Requests.Enforce' });

const BRING_TOKEN = 'Send a Bearer token that Entra ID issued to you for this API';
const NEEDS = 'a token with an app role or a scope of this API, issued to one caller';

/** Verifies the bearer token. Throws when Entra's keys cannot be had: never a yes. */
export async function identify(
  parts: { readonly verifyToken: VerifyCaller; readonly policy: Policy },
  request: HttpRequest,
): Promise<Identified> {
  const verified = await parts.verifyToken(request.headers.get('authorization') ?? undefined);
  if (!verified.ok) {
    if (verified.status === 401) return { ok: false, unauthenticated: `${BRING_TOKEN} (${verified.reason})` };
    return { ok: false, refusal: { reason: 'not_permitted', needs: `${NEEDS} (${verified.reason})` } };
  }
  const { caller } = verified;
  if (caller.kind === 'person') {
    const { oid, tenant, name, scopes, roles, clientId, authTime, acrs } = caller;
    const signIn = {
      app: clientId,
      ...(authTime === undefined ? {} : { at: instant(authTime * 1000) }),
      acrs,
    };
    const person = { oid, tenant, name };
    return { ok: true, caller: { kind: 'person', person, scopes, roles, clientId, signIn } };
  }
  const { clientId, roles } = caller;
  // A card must never say that a person is behind what an enforcer wants: it asks for agents, with a token of its own.
  if (caller.onBehalfOf !== undefined && registeredEnforcer(parts.policy, clientId) !== undefined) {
    return {
      ok: false,
      refusal: { reason: 'not_permitted', needs: 'an app-only token: an enforcer acts for no person' },
    };
  }
  // An enforcer can neither approve nor ask for itself: the role of an agent beside it changes nothing.
  if (roles.includes('Requests.Enforce')) {
    const registered = registeredEnforcer(parts.policy, clientId);
    if (registered === undefined) {
      return {
        ok: false,
        refusal: { reason: 'not_permitted', needs: 'an entry under `enforcers` in countersign.yaml' },
      };
    }
    return {
      ok: true,
      caller: { kind: 'enforcer', clientId, name: registered.name, resourceTypes: registered.resourceTypes },
    };
  }
  if (!roles.includes('Requests.Create')) return { ok: true, caller: { kind: 'workload', clientId, roles } };
  const registered = registeredAgent(parts.policy, clientId);
  const name = registered?.name ?? clientId;
  const agent: Agent = {
    clientId,
    ...(caller.objectId === undefined ? {} : { objectId: caller.objectId }),
    name,
    registered: registered !== undefined,
    ...(caller.blueprint === undefined ? {} : { blueprint: caller.blueprint }),
    ...(caller.onBehalfOf === undefined ? {} : { onBehalfOf: caller.onBehalfOf }),
  };
  return { ok: true, caller: { kind: 'agent', clientId, name, agent } };
}
