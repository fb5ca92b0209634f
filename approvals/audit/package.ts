// What the exported record is made of: the shapes of its lines, shared by who writes it and who checks it. docs/record.md tells them in words.

import type { Standing } from '../agent/standing.ts';
import type { Intent } from '../intent/intent.ts';
import type { ApprovalRequest, ChainEvent, ChainId, Grant, Instant, Status, Text } from '../words.ts';

/** The files of a package that its manifest names, in the order in which they are written. */
export const PACKAGE_FILES = [
  'policies.ndjson',
  'requests.ndjson',
  'standings.ndjson',
  'events.ndjson',
  'texts.ndjson',
  'keys.json',
] as const;
export type PackageFile = (typeof PACKAGE_FILES)[number];

/** A line of requests.ndjson: the request as it stands. What is named as in docs/storage.md is as stored. */
export type RequestLine = Pick<
  ApprovalRequest,
  | 'id'
  | 'tenant'
  | 'status'
  | 'agent'
  | 'enforcer'
  | 'action'
  | 'resource'
  | 'verdict'
  | 'excluded'
  | 'starter'
  | 'standing'
  | 'claims'
  | 'justification'
  | 'votes'
  | 'comments'
  | 'opened'
  | 'record'
  | 'trial'
  | 'evaluated'
  | 'purged'
  | 'revision'
  | 'seq'
  | 'head'
> & {
  /** Its day in the catalog, UTC. */
  readonly day: string;
  readonly created_at: Instant;
  readonly expires_at: Instant;
  readonly requested_until?: Instant;
  readonly ended_at?: Instant;
  readonly end_reason?: string;
  readonly ended_by?: ApprovalRequest['endedBy'];
  readonly comment_count: number;
  readonly intent_hash: string;
  readonly like_hash?: string;
  readonly cool_down?: ApprovalRequest['coolDown'];
  /** Its agent was reported as suspicious. */
  readonly reported?: Omit<NonNullable<ApprovalRequest['reported']>, 'alert'>;
  readonly denied_before?: ApprovalRequest['deniedBefore'];
  readonly history?: ApprovalRequest['history'];
  readonly grant?: GrantLine;
  /** The version of the newest of its rows, when a newer build wrote one: what this build does not know of it is missing here. */
  readonly newer?: number;
} & IntentPart;

/** The intent whole, or why it is not. `missing`: its row is not there. `newer`: what must not be shown of it, this version does not know. */
type IntentPart =
  | { readonly intent: Intent }
  | {
      readonly intent_left_out:
        | { readonly because: 'redacted'; readonly intent: Intent }
        | { readonly because: 'purged' | 'missing' | 'newer' };
    };

/** A grant; its JWS only once it cannot be used any more. */
export type GrantLine = Omit<Grant, 'token'> &
  ({ readonly token: string } | { readonly token_left_out: 'usable' });

/** A line of standings.ndjson: the row of docs/storage.md, without its salt. */
export type StandingLine = Omit<Standing, 'salt' | 'v'> & { readonly newer?: number };

/** A line of events.ndjson. */
export type EventLine = ChainEvent;

/** A line of texts.ndjson. */
export type TextLine =
  | ({ readonly request: ChainId } & Text)
  | { readonly request: ChainId; readonly digest: string; readonly redacted: true; readonly text: string };

/** A line of policies.ndjson: SHA-256 (hex) of `text` is `version`. */
export interface PolicyLine {
  readonly version: string;
  readonly text: string;
}

/** A list of sealed heads; `sha256` (hex) is of the whole list. */
export interface SealedList {
  readonly n: number;
  readonly sha256: string;
  readonly at: Instant;
}

/** What the signature of a list says; `prev` is the hash of the list before it. */
export interface ListStatement extends SealedList {
  readonly prev: string;
  readonly count: number;
}

/** What a list and its signature are named by: `00000041`. */
export const sealedListName = (n: number): string => String(n).padStart(8, '0');

/**
 * Names of a list, of its signature, and of a signature whose name somebody else had taken: `00000041.ndjson`, `00000041.jws`,
 * `00000041.<16 hex digits>.jws`. First part: its number.
 */
export const SEALED_FILE = /^(\d{8})(?:\.ndjson|(?:\.[0-9a-f]{16})?\.jws)$/;

/** A line of a list of sealed heads: how far a chain reached. `day` and `status` are a request's. */
export interface SealedHead {
  readonly day?: string;
  readonly id: ChainId;
  readonly seq: number;
  readonly hash: string;
  readonly status?: Status;
}

/** The `typ` of the signature of a list of sealed heads. */
export const SEALED_HEADS_TYPE = 'countersign-sealed-heads+jws';
