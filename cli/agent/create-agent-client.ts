// The client of the commands that act as an agent: where Countersign is, who we are, and where the journal lies.
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient } from '../../client/client.ts';
import { CountersignError } from '../../client/errors.ts';
import type { Journal } from '../../client/journal.ts';
import { fileJournal } from '../../client/node/file-journal.ts';
import { codeOfError } from '../code-of-error.ts';
import { sayOnce } from '../retry.ts';
import type { Environment } from '../surroundings.ts';
import { createAgentToken } from './token.ts';

/** A client as flags and environment say. When it is not answered it says so at once, and once, through `say`. Throws a `CommandError` when there is no identity. */
export function createAgentClient(
  { url, tokenCommand }: { readonly url: string; readonly tokenCommand: string | undefined },
  env: Environment,
  say: (line: string) => void,
): Client {
  return createClient({
    url,
    token: createAgentToken(env, tokenCommand),
    journal: told(fileJournal(journalFolder(env)), journalFolder(env)),
    onRetry: sayOnce(url, say),
  });
}

/** Where what was started is remembered. */
export const journalFolder = (env: Environment): string =>
  env.COUNTERSIGN_JOURNAL ?? join(homedir(), '.countersign', 'journal');

/** The journal failed, so nothing may run. */
class JournalBroken extends CountersignError {
  constructor(folder: string, error: unknown) {
    const why = codeOfError(error) ?? error;
    super(
      'journal_broken',
      `The journal in ${folder} failed (${why}). Nothing was run. Mend it, then go on with --resume (ask anew where that says it was started before); the approval holds until its time is over.`,
      error,
    );
  }
}

/** The same journal, whose failures say what to do. */
function told(journal: Journal, folder: string): Journal {
  const broken = (error: unknown) => {
    throw new JournalBroken(folder, error);
  };
  return {
    keyFor: (request, proposed) => journal.keyFor(request, proposed).catch(broken),
    start: (entry) => journal.start(entry).catch(broken),
    finish: journal.finish,
  };
}
