// Why the demo agent gave up, in words that name the cure.
import { type Flags, USAGE } from './flags.ts';

/** The words for an error; `flags` when they were read. */
export function explain(error: unknown, flags: Flags | 'help' | undefined): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')) return `${error.message}\n${USAGE}`;
  if (typeof flags !== 'object') return error.message;
  const away = whatIsAway(error, flags);
  if (away === undefined) return error.message;
  const { startCommand } = flags;
  if (startCommand !== 'npm start') return `${away} Start everything with: ${startCommand}`;
  return `${away} Start everything with: npm start (or name the ports it runs on: npm run ask -- --ports BASE)`;
}

function whatIsAway({ message }: Error, { tokenUrl }: Flags): string | undefined {
  // The token is fetched first, plainly; Countersign's calls name their address themselves.
  if (message === 'fetch failed') return `Nothing answers at ${new URL(tokenUrl).origin}.`;
  return message.startsWith('Nothing answers at ') ? message : undefined;
}
