// What the command says of itself. At most 80 columns, so that it reads well in any terminal.

export const HELP = `Usage: countersign COMMAND [flags]

Commands:
  run       runs a command once, after it was approved
  request   asks for an action and waits for the decision
  wait      waits for the decision on a request
  status    tells how a request stands
  cancel    withdraws a request that waits
  record    tells afterwards what was done without an approval
  redrive   tries cards and callbacks again that were given up
  doctor    looks at every link of the chain, and sends a test card

countersign COMMAND --help tells the flags. Ends with 0 when done, 1 when
something is broken (try again), 2 when the command is wrong, 3 when Countersign
said no.
`;

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
  --url ADDRESS          your Countersign; else COUNTERSIGN_URL
  --token-command LINE   prints your own token, scope Approvals.Decide; else
                         COUNTERSIGN_TOKEN holds it. With the Azure CLI:
                         az account get-access-token --scope
                         api://API-APP-ID/Approvals.Decide
  --json                 prints the answer as JSON
  --help                 shows this

The same command again finds the same record. In PowerShell and cmd give JSON as
@FILE: they change quotation marks.
Ends with 0 when recorded, 1 when something is broken (try again), 2 when the
command is wrong, 3 when Countersign said no.
`;

export const REDRIVE_HELP = `Usage: countersign redrive REQUEST|--all [flags]

Tries work again that Countersign gave up: cards that nobody got, callbacks that
nobody took for three days. Mend what was broken first: the receiver, or the
bot's place in the channel. For administrators: members of the group under
admins in countersign.yaml. A callback goes out with the same id and bytes as
before. Who brought it back is an event of the request.

  REQUEST                the id of one request, as GET /api/ready and
                         --all tell it
  --all                  every request that has dead work
  --url ADDRESS          your Countersign; else COUNTERSIGN_URL
  --token-command LINE   prints your own token, scope Approvals.Decide; else
                         COUNTERSIGN_TOKEN holds it. With the Azure CLI:
                         az account get-access-token --scope
                         api://API-APP-ID/Approvals.Decide
  --json                 prints the answers as JSON
  --help                 shows this

Running it again is harmless: what lives is left alone.
Ends with 0 when done, 1 when something is broken (try again), 2 when the
command is wrong, 3 when Countersign said no.
`;

export const DOCTOR_HELP = `Usage: countersign doctor [flags]

Looks at every link between an agent's request and a person's answer: one line
each, and for a broken one its cure. Then sends a card "Test: deciding this does
nothing" and waits until an approver presses a button on it, at most ten
minutes. Changes nothing else. All lines: docs/doctor.md.

  --url ADDRESS          your Countersign; else COUNTERSIGN_URL
  --token-command LINE   prints your own token, scope Approvals.Decide; else
                         COUNTERSIGN_TOKEN holds it. You must be a member of the
                         policy's admins group. With the Azure CLI:
                         az account get-access-token --scope
                         api://API-APP-ID/Approvals.Decide
  --route NAME           where the card goes; else where most cards go
  --no-card              sends no card
  --json                 prints {"checks": [{name, state, says, cure?}]}
  --help                 shows this

Ends with 0 when every link holds, 3 when one is broken or not known, 1 when
nobody answers at the address, 2 when the command is wrong.
`;
