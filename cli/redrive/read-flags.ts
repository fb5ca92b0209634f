// The arguments of `countersign redrive`, read and checked before anything is sent.
import { parseArgs } from 'node:util';
import { isRequestId } from '../../approvals/request-id.ts';
import { readUrl } from '../address.ts';
import { CommandError } from '../exit.ts';

/** What to bring back; without `request` all that is dead. */
export interface RedriveFlags {
  readonly request: string | undefined;
  readonly url: string;
  readonly tokenCommand: string | undefined;
  readonly isJson: boolean;
}

/** Reads them. Throws a `CommandError` that names every mistake. */
export function readRedriveFlags(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): RedriveFlags | 'help' {
  const { values, positionals } = parse(args);
  if (values.help) return 'help';
  const wrong: string[] = [];
  const [request, ...more] = positionals;
  if ((request === undefined) !== values.all || more.length > 0)
    wrong.push('Give the id of one request, or --all for everything that is dead');
  else if (request !== undefined && !isRequestId(request))
    wrong.push(
      `${request} is no id of a request: it begins with req_ and has 26 letters and digits after that`,
    );
  const url = readUrl(values.url, env, wrong);
  if (wrong.length > 0)
    throw new CommandError(2, [...wrong, 'countersign redrive --help tells every flag.'].join('\n'));
  return { request, url, tokenCommand: values['token-command'], isJson: values.json };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        all: { type: 'boolean', default: false },
        url: { type: 'string' },
        'token-command': { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false, short: 'h' },
      },
    });
  } catch (error) {
    const said = error instanceof Error ? (error.message.split('\n')[0] ?? '') : '';
    throw new CommandError(2, `${said}\ncountersign redrive --help tells every flag.`);
  }
}
