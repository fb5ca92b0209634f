// Who calls, as a verified token proves it. Identity is (tenant, oid) for people and the client id for workloads;
// names are labels. Whether the caller may do what it asks is for others to say.

/** Software: an agent, an enforcer, an auditor's export. */
export interface WorkloadCaller {
  readonly kind: 'workload';
  readonly clientId: string;
  /** Object id of the service principal; absent when the token's subject is a person it acts for. */
  readonly objectId?: string;
  readonly tenant: string;
  /** What it may do: app roles, or for an agent acting for a person the scope that stands for its role. */
  readonly roles: readonly string[];
  /** App id of the blueprint it was made from, when it is an Entra agent identity. */
  readonly blueprint?: string;
  /** Object id of the person it acts for. */
  readonly onBehalfOf?: string;
}

/** A person at some client. */
export interface PersonCaller {
  readonly kind: 'person';
  readonly oid: string;
  readonly tenant: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly scopes: readonly string[];
  /** The app through which the person signed in, or which acts for the person. */
  readonly clientId: string;
  /** When the person last signed in, in seconds since 1970; absent when the token does not tell. */
  readonly authTime?: number;
  /** Authentication contexts the sign-in has met. */
  readonly acrs: readonly string[];
}

/** Whoever a token proves. */
export type Caller = WorkloadCaller | PersonCaller;

/** Why a token is not accepted. For logs; whoever presented it needs to know no more than the status. */
export type TokenTrouble =
  | 'missing'
  | 'malformed'
  | 'unknown_key'
  | 'bad_signature'
  | 'expired'
  | 'not_yet_valid'
  | 'wrong_issuer'
  | 'wrong_audience'
  | 'wrong_tenant'
  | 'incomplete'
  | 'contradictory'
  | 'public_client'
  | 'grants_nothing';

/** 401: this is no token of ours. 403: it is, and proves nothing that counts here. */
export type CallerCheck<T extends Caller = Caller> =
  | { readonly ok: true; readonly caller: T }
  | { readonly ok: false; readonly status: 401 | 403; readonly reason: TokenTrouble };
