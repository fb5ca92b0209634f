// What `countersign explain` says of itself. At most 80 columns.

/** Told by `--help`. */
export const EXPLAIN_HELP = `Usage: countersign explain REQUEST [flags]

Tells the story of one request in plain sentences, each with its proof: the
event that says so by number and hash, the rule and the version of the policy,
who decided, in which groups the directory found them and when, the approval,
its use, and what came of it. All of it is checked first, like countersign audit
verify does. For auditors.

  REQUEST                the id: req_ and 26 letters and digits
  --from-export DIR      reads it out of an exported record, offline
  --url ADDRESS          your Countersign; else COUNTERSIGN_URL. That you read
                         it is an event of the record
  --token-command LINE   prints a token with the app role Approvals.Audit; else
                         COUNTERSIGN_TOKEN, else the workload's identity as in
                         countersign audit export --help
  --help                 shows this

Ends with 0 when it is told and holds, 1 when something is broken (try again),
2 when the command is wrong, 3 when Countersign said no, 4 when what is told
does not hold.
`;
