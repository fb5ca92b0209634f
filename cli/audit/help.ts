// What `countersign audit` and its commands say of themselves. At most 80 columns.

const WHERE = `Where, and who you are (also by environment):
  --url ADDRESS          your Countersign; else COUNTERSIGN_URL
  --token-command LINE   prints a token with the app role Approvals.Audit, yours
                         (scope Approvals.Operate) or a workload's; else
                         COUNTERSIGN_TOKEN; else the workload's identity, from
                         COUNTERSIGN_API_APP_ID, AZURE_TENANT_ID and
                         AZURE_CLIENT_ID with AZURE_CLIENT_SECRET,
                         AZURE_FEDERATED_TOKEN_FILE or a managed identity
  --help                 shows this
`;

/** Told by `audit --help`. */
export const AUDIT_HELP = `Usage: countersign audit COMMAND [flags]

Commands:
  export    takes the record of some days away, whole, in a folder
  verify    checks an exported record, offline
  seal      seals how far every chain of the record reaches, now

countersign audit COMMAND --help tells the flags.
`;

/** Told by `audit verify --help`. */
export const VERIFY_HELP = `Usage: countersign audit verify DIR [flags]

Checks an exported record on this machine: no network, no account. Every file
and line against the signed manifest; every hash chain; every request's state,
made anew from its events; every verdict, by the pinned policy; every vote and
quorum; every signature. Names the first thing that is wrong, where, and why.

  DIR                    the folder that countersign audit export made
  --trust=FINGERPRINT    the key that must have signed it, as you got it from
                         the deployment (not from the package). Without it
                         only consistency is checked
  --heads DIR            lists of sealed heads that you took from the immutable
                         container: then it is checked that nothing is missing
  --json                 prints what was found as JSON
  --help                 shows this

Ends with 0 when it is good, 2 when it is not, 1 when it cannot be checked: the
command is wrong, a file cannot be read, or a newer version wrote it.
docs/record.md tells what this proves and what it does not.
`;

/** Told by `audit export --help`. */
export const EXPORT_HELP = `Usage: countersign audit export --out DIR [flags]

Takes the record of some days away: every request asked in them, with all its
events, texts, policies and public keys, in a folder that countersign audit
verify checks. The export itself is an event of the record. Stopped or broken
off, the same command goes on where it was.

  --out DIR              a folder that is empty or not there
  --from DAY             the first day (UTC), e.g. 2026-11-01; else all there is
  --to DAY               the last day, included; else today
  --restart              drops what DIR holds of an unfinished export

${WHERE}
Ends with 0 when it is whole, 1 when something is broken (the same command goes
on), 2 when the command is wrong, 3 when Countersign said no.
`;

/** Told by `audit seal --help`. */
export const SEAL_HELP = `Usage: countersign audit seal [flags]

Seals now how far every chain of the record reaches, as the timer does once a
day: a signed list, chained to the one before, in a container where nobody can
change or delete it. For auditors and administrators.

  --json                 prints the answer as JSON
${WHERE}
Ends with 0 when it is sealed, 1 when something is broken (try again), 2 when
the command is wrong, 3 when Countersign said no.
`;
