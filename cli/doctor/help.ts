// What `countersign doctor` says of itself. At most 80 columns.

/** Told by `--help`. */
export const DOCTOR_HELP = `Usage: countersign doctor [flags]

Looks at every link between an agent's request and a person's answer: one line
each, and for a broken one its cure. Then sends a card "Test: deciding this does
nothing" and waits until an approver presses a button on it, at most ten
minutes. Changes nothing else. All lines: docs/doctor.md.

  --url ADDRESS          your Countersign; else COUNTERSIGN_URL
  --token-command LINE   prints your own token, scope Approvals.Operate; else
                         COUNTERSIGN_TOKEN holds it. You must be a member of the
                         policy's admins group. With the Azure CLI:
                         az account get-access-token --scope
                         api://API-APP-ID/Approvals.Operate
  --route NAME           where the card goes; else where most cards go
  --no-card              sends no card
  --json                 prints {"checks": [{name, state, says, cure?}]}
  --help                 shows this

Ends with 0 when every link holds, 3 when one is broken or not known, 1 when
nobody answers at the address, 2 when the command is wrong.
`;
