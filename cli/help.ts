// What the command says of itself; each command has its own. At most 80 columns, so that it reads well in any terminal.

/** The commands. */
export const HELP = `Usage: countersign COMMAND [flags]

Commands:
  run       runs a command once, after it was approved
  request   asks for an action and waits for the decision
  wait      waits for the decision on a request
  status    tells how a request stands
  comment   answers what people ask about a request
  cancel    withdraws a request that waits
  hook      lets a coding agent ask before it runs a command
  mcp       serves a host of MCP, with the agent's own token
  record    tells afterwards what was done without an approval
  redrive   tries cards and callbacks again that were given up
  policy    checks countersign.yaml, explains what it says, and tests it
  explain   tells the story of one request, each fact with its proof
  audit     takes the record away, and checks it offline
  doctor    looks at every link of the chain, and sends a test card

countersign COMMAND --help tells the flags. Ends with 0 when done, 1 when
something is broken (try again), 2 when the command is wrong, 3 when Countersign
said no.
`;

/** Where Countersign is and who you are: flags of each command of people. */
export const PERSON_HELP = `  --url ADDRESS          your Countersign; else COUNTERSIGN_URL
  --token-command LINE   prints your own token, scope Approvals.Operate; else
                         COUNTERSIGN_TOKEN holds it. With the Azure CLI:
                         az account get-access-token --scope
                         api://API-APP-ID/Approvals.Operate
`;
