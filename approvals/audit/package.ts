// What the exported record is made of: the shapes of its lines, shared by who writes it and who checks it. docs/record.md tells them in words.
import type { ChainEvent, ChainId, Instant, Status, Text } from '../words.ts';

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

/** One file as the manifest tells it; `sha256` in hex. */
export interface FileEntry {
  readonly name: PackageFile;
  readonly lines: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** The contents page of a package. */
export interface Manifest {
  readonly format: 1;
  readonly issuer: string;
  readonly tenant: string;
  /** Days, UTC, both included. */
  readonly query: { readonly from: string; readonly to: string };
  readonly export: {
    readonly id: string;
    readonly started_at: Instant;
    readonly ended_at: Instant;
    readonly by: { readonly kind: 'agent' | 'person'; readonly id: string };
    /** Number of the event in the log that told of its start. */
    readonly event: number;
  };
  readonly software: { readonly name: string; readonly version: string };
  readonly counts: {
    readonly requests: number;
    readonly by_status: Readonly<Partial<Record<Status, number>>>;
    readonly standings: number;
    readonly events: number;
    readonly texts: number;
    readonly policies: number;
    readonly missing: number;
  };
  readonly heads: { readonly count: number; readonly sha256: string };
  readonly files: readonly FileEntry[];
  readonly policies: readonly string[];
  readonly sealed?: { readonly n: number; readonly sha256: string; readonly at: Instant };
}

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

/** A line of a list of sealed heads: how far a chain reached. `day` and `status` are a request's. */
export interface SealedHead {
  readonly day?: string;
  readonly id: ChainId;
  readonly seq: number;
  readonly hash: string;
  readonly status?: Status;
}

/** The `typ` of a manifest's signature, and of that of a list of sealed heads. */
export const MANIFEST_TYPE = 'countersign-manifest+jws';
export const SEALED_HEADS_TYPE = 'countersign-sealed-heads+jws';
