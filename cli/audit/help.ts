// What `countersign audit` and its commands say of themselves. At most 80 columns.

/** Told by `audit --help`. */
export const AUDIT_HELP = `Usage: countersign audit COMMAND [flags]

Commands:
  verify    checks an exported record, offline

countersign audit COMMAND --help tells the flags.
`;

/** Told by `audit verify --help`. */
export const VERIFY_HELP = `Usage: countersign audit verify DIR [flags]

Checks an exported record on this machine: no network, no account. Every file
and line against the signed manifest; every hash chain; every request's state,
made anew from its events; every verdict, by the pinned policy; every vote and
quorum; every signature. Names the first thing that is wrong, where, and why.

  DIR                    the folder that countersign audit export made
  --trust FINGERPRINT    the key that must have signed it, as you got it from
                         the deployment (not from the package). Without it
                         only consistency is checked
  --heads DIR            lists of sealed heads that you took from the immutable
                         container: then it is checked that nothing is missing
  --json                 prints the findings as JSON
  --help                 shows this

Ends with 0 when it is good, 2 when it is not, 1 when it cannot be checked: the
command is wrong, a file cannot be read, or a newer version wrote it.
docs/record.md tells what this proves and what it does not.
`;
