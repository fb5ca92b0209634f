// What `countersign doctor` says of itself. At most 80 columns.
import { PERSON_HELP } from '../help.ts';

/** Told by `--help`. */
export const DOCTOR_HELP = `Usage: countersign doctor [flags]

Looks at every link between an agent's request and a person's answer: one line
each, and for a broken one its cure. Then sends a card "Test: deciding this does
nothing" and waits until an approver presses a button on it, at most ten
minutes. Changes nothing else. For administrators: members of the group under
admins in countersign.yaml. All lines: docs/doctor.md.

${PERSON_HELP}  --route NAME           where the card goes; else where most cards go
  --no-card              sends no card
  --json                 prints {"checks": [{name, state, says, cure?}]}
  --help                 shows this

Ends with 0 when every link holds, 3 when one is broken or not known, 1 when
nobody answers at the address, 2 when the command is wrong.
`;
