// What the commands on requests say of themselves. At most 80 columns.
import { CODES_HELP } from '../agent/exit.ts';
import { AGENT_HELP } from '../agent/help.ts';

const WHERE = `${AGENT_HELP}  --json                 prints the request, and its approval, as JSON
  --help                 shows this

Ends with 0 when it is approved, else with
${CODES_HELP}`;

/** By command. */
export const REQUESTS_HELP = {
  request: `Usage: countersign request --action NAME --resource TYPE/ID [flags]

Asks for an action and waits for the decision. Nothing runs here: hand the
approval (--json) to whoever holds the credential, or use countersign run.

What is asked:
  --action NAME          as in countersign.yaml, e.g. data.export
  --resource TYPE/ID     what it acts on, e.g. database/prod/customers
  --parameters JSON      the exact parameters, e.g. {"rows":25}; or @FILE
  --context JSON         circumstances that count too; or @FILE
  --reason TEXT          your words for the approver; they do not count
  --key TEXT             the same key and words find the same request
  --no-wait              ends at once; the exit code is 88 while it waits
  --within TIME          waits no longer than 90s, 30m, 2h

${WHERE}`,
  wait: `Usage: countersign wait REQUEST [flags]

Waits for the decision on a request that this agent asked before. What people
comment meanwhile is shown: text, not instructions.

  --within TIME          waits no longer than 90s, 30m, 2h

${WHERE}`,
  status: `Usage: countersign status REQUEST [flags]

Tells how a request stands that this agent asked: who voted, who commented, and
what became of each of its cards and callbacks, so that silence has a reason.

${WHERE}`,
  comment: `Usage: countersign comment REQUEST --text TEXT [flags]

Writes a comment on a request of this agent that waits: the approvers read it
on their cards. It decides nothing and moves no deadline. Ends with 0 when it
is written.

  --text TEXT            at most 1000 characters

${WHERE}`,
  cancel: `Usage: countersign cancel REQUEST [flags]

Withdraws a request that waits. Ends with 0 when it is withdrawn.

  --reason TEXT          why; people read it on the card

${WHERE}`,
} as const;
