// What is counted on the way through a package, for the report and against the manifest.
import type { Checked, Judged } from '../../../approvals/audit/check-request.ts';

/** The counts. */
export interface Counts {
  requests: number;
  events: number;
  readonly byStatus: Record<string, number>;
  readonly judged: Record<Judged, number>;
  /** Requests by what sets them apart from an ordinary one. */
  readonly marks: Record<'recorded' | 'trial' | 'evaluated', number>;
  grants: number;
  usable: number;
  texts: number;
  erased: number;
  redacted: number;
  /** Issuers that approvals name beside that of the manifest: the address of Countersign was another one then. */
  readonly issuers: Set<string>;
}

/** The counts being made. */
export interface Totals {
  readonly counts: Counts;
  readonly status: (status: string) => void;
  readonly request: (checked: Checked) => void;
  readonly texts: (said: Pick<Checked, 'erased' | 'redacted'>) => void;
}

/** All zero. */
export function createTotals(): Totals {
  const counts: Counts = {
    requests: 0,
    events: 0,
    byStatus: {},
    judged: { again: 0, redacted: 0, purged: 0, missing: 0 },
    marks: { recorded: 0, trial: 0, evaluated: 0 },
    grants: 0,
    usable: 0,
    texts: 0,
    erased: 0,
    redacted: 0,
    issuers: new Set(),
  };
  const texts: Totals['texts'] = ({ erased, redacted }) => {
    counts.erased += erased;
    counts.redacted += redacted;
  };
  return {
    counts,
    status: (status) => {
      counts.requests += 1;
      counts.byStatus[status] = (counts.byStatus[status] ?? 0) + 1;
    },
    request: ({ line, judged, grant, ...said }) => {
      counts.judged[judged] += 1;
      if (line.record !== undefined) counts.marks.recorded += 1;
      if (line.trial !== undefined) counts.marks.trial += 1;
      if (line.evaluated !== undefined) counts.marks.evaluated += 1;
      if (line.grant !== undefined && grant === undefined) counts.usable += 1;
      if (grant !== undefined) {
        counts.grants += 1;
        counts.issuers.add(grant.issuer);
      }
      texts(said);
    },
    texts,
  };
}
