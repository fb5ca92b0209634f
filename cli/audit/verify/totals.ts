// What is counted on the way through a package, for the report and against the manifest.
import { type CountedYes, yesesOf } from '../../../approvals/audit/check/check-limits.ts';
import type { Checked, Judged } from '../../../approvals/audit/check/check-request.ts';

/** What one good record adds. */
export interface Tally {
  readonly judged?: Judged;
  readonly mark?: 'recorded' | 'trial' | 'evaluated';
  readonly grant?: 'signed' | 'usable';
  /** Whom its approval names as issuer. */
  readonly issuer?: string;
  readonly erased?: number;
  readonly redacted?: number;
  /** What it counts as under limits of rules. */
  readonly yeses?: readonly CountedYes[];
  /** It was escalated before its time, since nobody had got its card: no chain holds what became of cards. */
  readonly early?: true;
}

/** The counts. */
export interface Counts {
  requests: number;
  readonly byStatus: Record<string, number>;
  readonly judged: Record<Judged, number>;
  /** Requests by what sets them apart from an ordinary one. */
  readonly marks: Record<NonNullable<Tally['mark']>, number>;
  readonly grants: Record<NonNullable<Tally['grant']>, number>;
  erased: number;
  redacted: number;
  /** Requests that were escalated before their time. */
  early: number;
  /** Denials and approvals that requests name, of requests that are not of these days. */
  beyond: number;
  /** Issuers that approvals name: where the address of Countersign was another one then, it is among them. */
  readonly issuers: Set<string>;
}

/** All zero. */
export const noCounts = (): Counts => ({
  requests: 0,
  byStatus: {},
  judged: { again: 0, redacted: 0, purged: 0, missing: 0 },
  marks: { recorded: 0, trial: 0, evaluated: 0 },
  grants: { signed: 0, usable: 0 },
  erased: 0,
  redacted: 0,
  early: 0,
  beyond: 0,
  issuers: new Set(),
});

/** Adds one record; `status` is a request's. */
export function count(counts: Counts, tally: Tally, status: string | undefined): void {
  if (status !== undefined) {
    counts.requests += 1;
    counts.byStatus[status] = (counts.byStatus[status] ?? 0) + 1;
  }
  if (tally.judged !== undefined) counts.judged[tally.judged] += 1;
  if (tally.mark !== undefined) counts.marks[tally.mark] += 1;
  if (tally.grant !== undefined) counts.grants[tally.grant] += 1;
  if (tally.issuer !== undefined) counts.issuers.add(tally.issuer);
  counts.erased += tally.erased ?? 0;
  counts.redacted += tally.redacted ?? 0;
  if (tally.early === true) counts.early += 1;
}

/** What a good request adds. */
export function tallyOf({ line, judged, grant, erased, redacted }: Checked): Tally {
  const mark = (line.record && 'recorded') ?? (line.trial && 'trial') ?? (line.evaluated && 'evaluated');
  return {
    judged,
    erased,
    redacted,
    yeses: yesesOf(line),
    ...(line.escalated?.[0]?.because === undefined ? {} : { early: true as const }),
    ...(mark === undefined ? {} : { mark }),
    ...(line.grant === undefined ? {} : { grant: grant === undefined ? 'usable' : 'signed' }),
    ...(grant === undefined ? {} : { issuer: grant.issuer }),
  };
}
