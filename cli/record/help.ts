// What `countersign record` says of itself. At most 80 columns.
import { PERSON_HELP } from '../help.ts';

/** Told by `--help`. */
export const RECORD_HELP = `Usage: countersign record --action NAME --resource TYPE/ID --done-at TIME
                          --reason TEXT [flags]

Tells Countersign what was done without an approval, in an emergency and with
your organisation's own means. It is recorded as a request born closed: nothing
can ever run from it. Everyone who would have been asked gets a card, and
another person is asked to look at what you did. There is no bypass to begin
with: docs/emergency.md.

What was done:
  --action NAME          as in countersign.yaml, e.g. data.export
  --resource TYPE/ID     what it was done to, e.g. database/prod/customers
  --parameters JSON      the exact parameters, e.g. {"rows":25}; or @FILE
  --done-at TIME         when, with its offset, e.g. 2026-11-21T14:20:00Z
  --reason TEXT          why it could not wait; or @FILE. Put no secret in it
  --agent NAME           the agent in countersign.yaml that did it; leave it
                         out if you did

Where, and who you are:
${PERSON_HELP}  --json                 prints the answer as JSON
  --help                 shows this

The same command again finds the same record. In PowerShell and cmd give JSON as
@FILE: they change quotation marks.
Ends with 0 when recorded, 1 when something is broken (try again), 2 when the
command is wrong, 3 when Countersign said no.
`;
