// What `countersign redrive` says of itself. At most 80 columns.
import { PERSON_HELP } from '../help.ts';

/** Told by `--help`. */
export const REDRIVE_HELP = `Usage: countersign redrive REQUEST|--all [flags]

Tries work again that Countersign gave up: cards that nobody got, callbacks that
nobody took for three days. Mend what was broken first: the receiver, or the
bot's place in the channel. For administrators: members of the group under
admins in countersign.yaml. A callback goes out with the same id and bytes as
before. Who brought it back is an event of the request.

  REQUEST                the id of one request, as GET /api/ready and
                         --all tell it
  --all                  every request that has dead work
${PERSON_HELP}  --json                 prints the answers as JSON
  --help                 shows this

Running it again is harmless: what lives is left alone.
Ends with 0 when done, 1 when something is broken (try again), 2 when the
command is wrong, 3 when Countersign said no.
`;
