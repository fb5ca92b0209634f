// What `countersign run` says of itself. At most 80 columns.
import { CODES_HELP } from '../agent/exit.ts';
import { AGENT_HELP } from '../agent/help.ts';

export const RUN_HELP = `Usage: countersign run --action NAME --resource TYPE/ID [flags]
                       -- COMMAND ARGS

Runs COMMAND once, after a person in Teams (or a rule) has approved exactly this
command. What is approved: the program as found on this machine (its path and
its bytes), every argument, the working directory, and the variables and files
named here. It is started without a shell; a file of text that does not begin
with #! is given to /bin/sh by the system. On Windows that takes an .exe or .com
file. Afterwards Countersign is told the exit code and the digest of the output,
never the output. SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1 and SIGUSR2 are
passed on to it while it runs; SIGWINCH, SIGTSTP and SIGCONT a terminal sends it
by itself. What ends this command otherwise (SIGKILL) leaves it running, and how
it ended stands as unknown.

What counts:
  --action NAME          as in countersign.yaml, e.g. shell.run
  --resource TYPE/ID     what it acts on, e.g. database/prod/customers
  --env NAME             this variable and its value count; may be repeated.
                         People see it: name no secret
  --file PATH            the content of this file counts (its SHA-256); may be
                         repeated
  --reason TEXT          your words for the approver; they do not count

Waiting:
  --within TIME          waits no longer than 90s, 30m, 2h; the request stays
                         open
  --resume REQUEST       goes on with a request asked before, by the same
                         command

${AGENT_HELP}                         COUNTERSIGN_JOURNAL: folder that remembers what was
                         started, else ~/.countersign/journal; all processes
                         that may resume must share it
  --help                 shows this

Ends with the command's own exit code, or without having run it:
${CODES_HELP}  89 approved, but it could not be started. 2 also where the journal cannot be
     kept
`;
