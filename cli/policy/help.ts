// What `countersign policy` and its commands say of themselves. At most 80 columns.

/** Told by `policy --help`. */
export const POLICY_HELP = `Usage: countersign policy COMMAND [flags]

Commands:
  check     finds every mistake in countersign.yaml

All of it on this machine: no network, no account, no setting.
countersign policy COMMAND --help tells the flags.
`;

/** Told by `policy check --help`. */
export const CHECK_HELP = `Usage: countersign policy check [FILE]

Loads and type-checks a policy like Countersign does at its start, and prints
every mistake at once: FILE:LINE:COLUMN, what is wrong, and what to do.

  FILE       the policy; left out: countersign.yaml in this folder
  --help     shows this

Ends with 0 when it is good, 2 when there are mistakes or it cannot be read.
`;
