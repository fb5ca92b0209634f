// What `countersign policy` and its commands say of themselves. At most 80 columns.
import { PERSON_HELP } from '../help.ts';

/** Told by `policy --help`. */
export const POLICY_HELP = `Usage: countersign policy COMMAND [flags]

Commands:
  check     finds every mistake in countersign.yaml
  explain   tells why a policy answers one intent as it does
  test      runs the cases of countersign.test.yaml

All of it on this machine: no network, no account, no setting. Only
check --online asks a deployment too.
countersign policy COMMAND --help tells the flags.
`;

/** Told by `policy check --help`. */
export const CHECK_HELP = `Usage: countersign policy check [--strict] [--online] [FILE]

Loads and type-checks a policy like Countersign does at its start, and prints
every mistake at once: FILE:LINE:COLUMN, what is wrong, and what to do. Of a
good one it tells what is hardly meant: rules that never have an effect, names
and values that nothing else in the file knows, people of whom none is left once
an agent's owners are barred (warning); groups that nothing names, actions that
no rule is about (note).

  FILE       the policy; left out: countersign.yaml in this folder
  --strict   ends with 1 when there is a warning
  --online   also has your deployment ask Entra ID about this file: groups that
             are not there or have nobody who could approve, agents that are not
             there, rules that an agent's owners leave without enough approvers.
             For administrators; it need not be in force. With
${PERSON_HELP}  --help     shows this

Ends with 0 when it is good, 2 when there are mistakes or it cannot be read;
with --online also 1 when nobody answers, 3 when Countersign said no.
`;

/** Told by `policy test --help`. */
export const TEST_HELP = `Usage: countersign policy test [--policy FILE] [FILE ...]

Asks a policy about the cases in test files, and compares what it says with what
they expect: effect, rules, approvers, risk, times. Only what a case names is
compared. Then tells which rules no case matched. docs/policy.md has the format.

  FILE             test files; left out: countersign.test.yaml. NAME.test.yaml
                   tests NAME.yaml beside it
  --policy FILE    has all of them test this policy
  --junit FILE     also writes a report for CI, as JUnit XML; where a file is
                   wrong, with that as its error
  --help           shows this

Ends with 0 when all is as expected, 1 when something is not, 2 when a file or
the command is wrong: then nothing was tested.
`;

/** Told by `policy explain --help`. */
export const EXPLAIN_HELP = `Usage: countersign policy explain --intent FILE [flags]

Tells what a policy says of one intent, the effect first; then why, what it
takes, and each rule: whether it matched, and which part of its condition
decided. Nothing is asked of a deployment: POST /api/policy/explain does that.

  --intent FILE    what is asked, as JSON or YAML: the body of POST
                   /api/requests, and beside it agent: NAME (as in the policy,
                   or unregistered). Also enforcer: NAME, on_behalf_of: ID, now:
                   TIME (left out: this moment). - reads what is piped in
  --policy FILE    the policy; left out: countersign.yaml in this folder
  --json           prints it as JSON, as POST /api/policy/explain answers it
  --help           shows this

Ends with 0 when it is explained, whatever the effect, and 2 when a file or the
command is wrong.
`;
