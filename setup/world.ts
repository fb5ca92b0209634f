// What the steps work with: the tools, whose tenant it is, what the person asked for, and what was found or made so far.

import type { Deployment } from './deployment.ts';
import type { PolicyFile } from './policy/policy-file.ts';
import type { Account, Az } from './tools/az.ts';
import type { Azd, AzdValues } from './tools/azd.ts';
import type { Graph } from './tools/graph.ts';

/** An app registration as found. */
export interface Registered {
  /** Object id, which Graph addresses. */
  readonly id: string;
  /** Application (client) id, which tokens name. */
  readonly appId: string;
}

/** Filled by steps as they look and change; later steps read it. In a plan some of it is not there yet. */
export interface Found {
  api?: Registered;
  /** Object id of its service principal. */
  apiPrincipal?: string;
  /** Ids of the scopes Approvals.Decide and Approvals.Operate, and of the app roles by value. */
  decideScope?: string;
  operateScope?: string;
  roles?: Readonly<Record<string, string>>;
  review?: Registered;
  reviewPrincipal?: string;
  /** Object ids of the groups, by what they are for. */
  readonly groups: { approvers?: string; admins?: string };
}

/** Who is signed in at az. */
export interface SignedIn {
  readonly id: string;
  readonly name: string;
  readonly kind: 'person' | 'software';
}

/** What the person asked for on the command line. */
export interface Wishes {
  readonly approvers: readonly string[];
  readonly admins: readonly string[];
  readonly approverGroup: string | undefined;
  readonly adminGroup: string | undefined;
  readonly alertEmail: string | undefined;
  /** Application ids of registrations to take although others hold them too. */
  readonly take: readonly string[];
}

/** The tenant, and who is at work in it. */
export interface Tenant {
  readonly az: Az;
  readonly graph: Graph;
  readonly account: Account;
  readonly me: SignedIn;
  /** Of azd's environment; or the identity alone that was named with `--principal`. */
  readonly values: AzdValues;
}

/** Everything a step may use. */
export interface World extends Tenant {
  readonly azd: Azd;
  readonly now: () => Date;
  readonly deployment: Deployment;
  readonly wishes: Wishes;
  readonly policy: PolicyFile;
  readonly found: Found;
}
